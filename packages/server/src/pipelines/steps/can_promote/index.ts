// `can_promote`: asks whether a promotion would change something and be allowed. In: what, from where, to where.
// Out: `allowed`, whether a person must agree, every reason why not, and the evidence. It never fails for a "no": later steps decide.
import { ENVIRONMENTS, type EnvironmentName, type Hold } from '@mockops/contract';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { StepFailure } from '../step-type.ts';
import { CanPromoteConfig, CanPromoteOutputs } from './schema.ts';

export const canPromote = defineStep<CanPromoteConfig>({
  type: 'can_promote',
  summary: 'Tells whether a version may be promoted, and why not',
  effect: 'pure',
  config: CanPromoteConfig,
  outputs: CanPromoteOutputs,
  timeout_ms: 30_000,
  run: (context) =>
    asStepWork(async () => {
      const { config, services } = context;
      const question = readQuestion(config);
      const { entity_type, entity_id, from, to } = question;
      const entity = { workspace: requireWorkspace(context), entity_type, entity_id };
      const here = await services.liveVersion({ ...entity, environment: from });
      const there = await services.liveVersion({ ...entity, environment: to });
      const hold = await services.findHold({ ...entity, environment: to });
      const reasons = findObstacles(question, { here, there, hold });
      const allowed = reasons.length === 0;
      context.log(allowed ? 'allowed' : reasons.join('; '));
      return {
        allowed,
        requires_approval: config.policy.require_approval.includes(to),
        reasons,
        evidence: [
          { kind: 'live_version', environment: from, version: here },
          { kind: 'live_version', environment: to, version: there },
          ...(hold
            ? [{ kind: 'hold', environment: to, reason: hold.reason, set_by: hold.set_by, at: hold.created_at }]
            : []),
        ],
        version: question.version ?? here,
      };
    }),
});

type Question = ReturnType<typeof readQuestion>;

function readQuestion(config: CanPromoteConfig) {
  const { entity, entity_type = 'scenario', entity_id } = config;
  const id = entity?.id ?? entity_id;
  if (id === undefined) throw new StepFailure('name either entity: { type, id, version }, or entity_id');
  const to = config.to ?? config.to_environment ?? 'test';
  return {
    entity_type: entity?.type ?? entity_type,
    entity_id: id,
    version: entity?.version ?? config.version,
    from: config.from_environment ?? stageBefore(to),
    to,
  };
}

function stageBefore(environment: EnvironmentName): EnvironmentName {
  return ENVIRONMENTS[ENVIRONMENTS.indexOf(environment) - 1] ?? 'dev';
}

function findObstacles(
  { entity_type, entity_id, from, to, ...asked }: Question,
  { here, there, hold }: { here: number | null; there: number | null; hold: Hold | null },
): string[] {
  const name = `${entity_type}/${entity_id}`;
  const version = asked.version ?? here;
  const reasons: string[] = [];
  if (ENVIRONMENTS.indexOf(to) !== ENVIRONMENTS.indexOf(from) + 1)
    reasons.push(`${from} → ${to} is no promotion; the path is ${ENVIRONMENTS.join(' → ')}, one stage at a time`);
  if (here === null) reasons.push(`${name} is not live in ${from}`);
  else if (version !== here) reasons.push(`${name} v${version} is not live in ${from}; v${here} is`);
  if (from !== to && there !== null && there === version) reasons.push(`${to} has ${name} v${version} already`);
  if (hold) reasons.push(`${name} is held in ${to}: ${hold.reason}; promote v${here ?? '?'} by hand, or lift the hold`);
  return reasons;
}
