// Config and outputs of `set_reality_level`: whose reality, and what it becomes. null takes a setting away, absent leaves it alone.
import { ChaosSettings, EnvironmentName, RealityLevel, Slug } from '@mockops/contract';
import { z } from 'zod';

export const SetRealityLevelConfig = z
  .strictObject({
    /** Default: the workspace of the event. */
    workspace_id: z.string().min(1).optional(),
    environment: EnvironmentName.optional(),
    /** With service, instead of workspace_id and environment. */
    federation: z.string().min(1).optional(),
    service: Slug.optional(),
    reality_level: RealityLevel.nullable(),
    /** Share of answers taken from the real upstream. */
    blend_ratio: z.number().min(0).max(1).nullable().optional(),
    chaos: ChaosSettings.nullable().optional(),
  })
  .refine(
    ({ workspace_id, environment, federation, service }) =>
      federation === undefined
        ? environment !== undefined && service === undefined
        : service !== undefined && environment === undefined && workspace_id === undefined,
    'name either environment, with workspace_id where it is not of the event, or federation and service',
  );
/** As it was set; null: not set, so the default holds. */
export const Reality = z.object({
  reality_level: RealityLevel.nullable(),
  blend_ratio: z.number().nullable(),
  chaos: ChaosSettings.nullable(),
});

export type SetRealityLevelConfig = z.infer<typeof SetRealityLevelConfig>;

export const SetRealityLevelOutputs = z.object({ changed: z.boolean(), applied: z.boolean(), previous: Reality });
