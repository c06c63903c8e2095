// Config of `can_promote`: the promotion that is asked about.
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

export const CanPromoteConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  entity_type: ArtifactKind.default('scenario'),
  entity_id: z.string().min(1),
  /** Default: whatever is live in from_environment. */
  version: z.int().min(1).optional(),
  from_environment: EnvironmentName.default('dev'),
  to_environment: EnvironmentName.default('test'),
});
export type CanPromoteConfig = z.infer<typeof CanPromoteConfig>;
