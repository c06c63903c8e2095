// `can_promote`: asks whether a promotion would change something and be allowed. In: what, from where, to where.
// Out: `allowed`, and every reason why not. It never fails for a "no": later steps decide.
import { ENVIRONMENTS } from '@mockops/contract';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { CanPromoteConfig } from './schema.ts';

export const canPromote = defineStep<CanPromoteConfig>({
  type: 'can_promote',
  summary: 'Tells whether a version may be promoted, and why not',
  effect: 'pure',
  config: CanPromoteConfig,
  timeout_ms: 30_000,
  run: (context) =>
    asStepWork(async () => {
      const { entity_type, entity_id, from_environment, to_environment } = context.config;
      const entity = { workspace: requireWorkspace(context), entity_type, entity_id };
      const here = await context.services.liveVersion({ ...entity, environment: from_environment });
      const there = await context.services.liveVersion({ ...entity, environment: to_environment });
      const reasons = findObstacles(context.config, here, there);
      const allowed = reasons.length === 0;
      context.log(allowed ? 'allowed' : reasons.join('; '));
      return { allowed, reasons };
    }),
});

function findObstacles(config: CanPromoteConfig, here: number | null, there: number | null): string[] {
  const { from_environment: from, to_environment: to } = config;
  const name = `${config.entity_type}/${config.entity_id}`;
  const version = config.version ?? here;
  const reasons: string[] = [];
  if (ENVIRONMENTS.indexOf(to) !== ENVIRONMENTS.indexOf(from) + 1)
    reasons.push(`${from} → ${to} is no promotion; the path is ${ENVIRONMENTS.join(' → ')}, one stage at a time`);
  if (here === null) reasons.push(`${name} is not live in ${from}`);
  else if (version !== here) reasons.push(`${name} v${version} is not live in ${from}; v${here} is`);
  if (from !== to && there !== null && there === version) reasons.push(`${to} has ${name} v${version} already`);
  return reasons;
}
