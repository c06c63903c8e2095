// Config and outputs of `rollback_promotion`: which promotion to take back, and what is live then.
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

export const RollbackPromotionConfig = z
  .strictObject({
    /** Default: the workspace of the event. */
    workspace_id: z.string().min(1).optional(),
    promotion_id: z.string().min(1).optional(),
    /** With environment, instead of promotion_id: its newest promotion there. */
    entity_id: z.string().min(1).optional(),
    entity_type: ArtifactKind.optional(),
    environment: EnvironmentName.optional(),
    /** Keep automation from promoting the entry there, until a person promotes the current candidate or lifts it. */
    hold: z.boolean().default(false),
  })
  .refine(
    ({ promotion_id, entity_id, entity_type, environment }) =>
      promotion_id === undefined
        ? entity_id !== undefined && environment !== undefined
        : entity_id === undefined && entity_type === undefined && environment === undefined,
    'name either promotion_id, or entity_id and environment',
  );
/** The promotion that is meant, and what was live when the step first looked. */
export const PromotionBefore = z.object({
  promotion: z.object({
    promotion_id: z.string(),
    entity_type: ArtifactKind,
    entity_id: z.string(),
    previous_version: z.int().nullable(),
    environment: EnvironmentName,
  }),
  before: z.int().nullable(),
});

export type RollbackPromotionConfig = z.infer<typeof RollbackPromotionConfig>;

export const RollbackPromotionOutputs = z.object({
  changed: z.boolean(),
  held: z.boolean(),
  /** Live now; null: not live any more. */
  version: z.int().nullable(),
  promotion_id: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  environment: z.string(),
});
