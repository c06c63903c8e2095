// Config and outputs of `can_promote`: the promotion that is asked about, and the answer with its evidence.
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { z } from 'zod';
import { Entity, Version } from '../promoted-entity.ts';

export const CanPromoteConfig = z
  .strictObject({
    /** Default: the workspace of the event. */
    workspace_id: z.string().min(1).optional(),
    /** Instead of the three keys below. */
    entity: Entity.optional(),
    entity_type: ArtifactKind.optional(),
    entity_id: z.string().min(1).optional(),
    /** Default: whatever is live in from_environment. */
    version: Version.optional(),
    /** Default: the stage before the target. */
    from_environment: EnvironmentName.optional(),
    to_environment: EnvironmentName.optional(),
    /** Short for to_environment. */
    to: EnvironmentName.optional(),
    policy: z
      .strictObject({
        /** Environments that a person must agree to. */
        require_approval: z.array(EnvironmentName).default(['prod']),
      })
      .default({ require_approval: ['prod'] }),
  })
  .refine(({ entity, entity_id }) => (entity === undefined) !== (entity_id === undefined), {
    path: ['entity'],
    message: 'name either entity: { type, id, version }, or entity_id',
  })
  .refine(({ to, to_environment }) => to === undefined || to_environment === undefined, {
    path: ['to'],
    message: 'to and to_environment are the same; write one of them',
  });
export type CanPromoteConfig = z.infer<typeof CanPromoteConfig>;

export const CanPromoteOutputs = z.object({
  allowed: z.boolean(),
  requires_approval: z.boolean(),
  /** Why not; empty when allowed. */
  reasons: z.array(z.string()),
  /** The rows that the answer was read from. */
  evidence: z.array(z.record(z.string(), z.json())),
  version: z.int().nullable(),
});
