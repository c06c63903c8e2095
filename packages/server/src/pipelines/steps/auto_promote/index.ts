// `auto_promote`: makes a version live in the next environment. In: what and where to, mostly from the event. Out: the promotion, and
// whether it changed anything.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { AutoPromoteConfig, AutoPromoteOutputs } from './schema.ts';

type Context = StepContext<AutoPromoteConfig>;

export const autoPromote = defineStep<AutoPromoteConfig>({
  type: 'auto_promote',
  summary: 'Makes a version of a scenario, persona or mock live in the next environment',
  effect: 'idempotent',
  config: AutoPromoteConfig,
  outputs: AutoPromoteOutputs,
  timeout_ms: 60_000,
  needs: ({ to, to_environment }) => [{ kind: 'promote', target: to ?? to_environment }],
  emits: ({ entity_type, to, to_environment = 'test' }) => {
    const environment = to ?? to_environment;
    const data = { to_environment: environment, entity_type };
    return [
      { type: 'promotion.completed', data },
      { type: 'promotion.failed', data },
      { type: 'promotion.held', data: { environment, entity_type } },
      { type: 'environment.changed', data: { environment } },
    ];
  },
  run: (context) =>
    asStepWork(async () => {
      const { config, services, log } = context;
      const { from_environment, comments, respect_hold } = config;
      const entity_type = config.entity?.type ?? config.entity_type;
      const to_environment = config.to ?? config.to_environment;
      const workspace = config.workspace_id ?? context.workspace_id;
      if (workspace === null) throw new StepFailure('the event is of no workspace; set workspace_id in this step');
      const entity_id = config.entity?.id ?? config.entity_id ?? readEntity(context);
      if (entity_id === undefined) {
        throw new StepFailure(`event ${context.event.type} names no ${entity_type}; set entity_id in this step`);
      }
      const what = { entity_type, entity_id, from_environment, to_environment };
      const skipped = findUnmetRule(context);
      if (skipped !== undefined) {
        log(`${entity_type}/${entity_id} stays in ${from_environment}: ${skipped}`);
        return { changed: false, held: false, skipped_by_rule: skipped, ...what };
      }
      const asked = config.entity?.version ?? config.version ?? config.entity_version;
      const version = asked ?? readVersion(context, entity_id);
      const promotion = await services.promote({
        ...what,
        workspace,
        ...(version !== undefined && { version }),
        ...(comments !== undefined && { comments }),
        respect_hold,
        idempotency_key: context.idempotency_key,
      });
      const entry = `${entity_type}/${entity_id} v${promotion.version}`;
      const outcome = promotion.changed ? 'is now live' : 'was live already';
      log(promotion.held ? `${entry} is held back from ${to_environment}` : `${entry} ${outcome} in ${to_environment}`);
      if (promotion.held)
        context.annotate('notice', `${entry} was not promoted to ${to_environment}: a person decided about it`);
      return { ...promotion, from_version: promotion.previous_version, ...what };
    }),
});

function readEntity({ event }: Context): string | undefined {
  const { scenario_id, entity_id } = event.data;
  return [scenario_id, entity_id].find((value): value is string => typeof value === 'string' && value !== '');
}

/** What was published is what is promoted, even when a newer version is live by now. Only when the event is about this entity. */
function readVersion(context: Context, entity_id: string): number | undefined {
  const { version } = context.event.data;
  return readEntity(context) === entity_id && typeof version === 'number' ? version : undefined;
}

function findUnmetRule({ config, event }: Context): string | undefined {
  const wanted = config.rules?.tags;
  if (!wanted) return undefined;
  const tags = Array.isArray(event.data.tags) ? event.data.tags : [];
  return wanted.some((tag) => tags.includes(tag)) ? undefined : `tags: none of ${wanted.join(', ')}`;
}
