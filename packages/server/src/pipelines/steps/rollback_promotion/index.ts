// `rollback_promotion`: takes a promotion back. In: a promotion, or an entry and an environment. Out: whether anything changed, and the version
// that is live now. When something else went live meanwhile, nothing is touched.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { rememberFirst } from '../remember-first.ts';
import { requireWorkspace } from '../require-workspace.ts';
import type { PromotionReference } from '../services.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { PromotionBefore, RollbackPromotionConfig, RollbackPromotionOutputs } from './schema.ts';

type Context = StepContext<RollbackPromotionConfig>;

export const rollbackPromotion = defineStep<RollbackPromotionConfig>({
  type: 'rollback_promotion',
  summary: 'Puts back the version that was live before a promotion',
  effect: 'idempotent',
  config: RollbackPromotionConfig,
  outputs: RollbackPromotionOutputs,
  timeout_ms: 60_000,
  needs: ({ environment }) => (environment === undefined ? [] : [{ kind: 'promote', target: environment }]),
  emits: ({ environment }) => [{ type: 'environment.changed', data: { environment } }],
  run: (context) =>
    asStepWork(async () => {
      const { services } = context;
      const workspace = requireWorkspace(context);
      // The first attempt decides which promotion is meant: the newest one may be another by the second.
      const { promotion, before } = await rememberFirst(context, PromotionBefore, async () => {
        const found = await services.findPromotion(workspace, readReference(context));
        const { entity_type, entity_id, environment } = found;
        return {
          promotion: found,
          before: await services.liveVersion({ workspace, entity_type, entity_id, environment }),
        };
      });
      const { promotion_id, entity_type, entity_id, environment, previous_version } = promotion;
      // Which environment a promotion id stands for is known only now.
      context.permit?.({ kind: 'promote', target: environment });
      const { hold } = context.config;
      const version = await services.rollbackPromotion(workspace, promotion_id, { hold });
      const changed = before !== version && version === previous_version;
      const live = version === null ? 'not live' : `live as v${version}`;
      context.log(`${entity_type}/${entity_id} is ${live} in ${environment}${changed ? ' again' : ', as it was'}`);
      return { changed, held: hold, version, promotion_id, entity_type, entity_id, environment };
    }),
});

function readReference({ config }: Context): PromotionReference {
  const { promotion_id, entity_type = 'scenario', entity_id, environment } = config;
  if (promotion_id !== undefined) return { promotion_id };
  if (entity_id !== undefined && environment !== undefined) return { entity_type, entity_id, environment };
  throw new StepFailure('name either promotion_id, or entity_id and environment');
}
