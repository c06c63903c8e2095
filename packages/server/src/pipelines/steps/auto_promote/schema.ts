// Config of `auto_promote`: what to promote, between which environments, under which rule.
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

const Version = z.int().min(1);

export const AutoPromoteConfig = z.strictObject({
  entity_type: ArtifactKind.default('scenario'),
  /** Default: `scenario_id` or `entity_id` of the event. */
  entity_id: z.string().min(1).optional(),
  /** Default: the version that the event names, when it is about this entity; else the one that is live in from_environment. */
  version: Version.optional(),
  entity_version: Version.optional(),
  from_environment: EnvironmentName.default('dev'),
  to_environment: EnvironmentName.default('test'),
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  comments: z.string().max(2_000).optional(),
  /** Only what carries one of these tags. */
  rules: z.strictObject({ tags: z.array(z.string()).min(1) }).optional(),
});
export type AutoPromoteConfig = z.infer<typeof AutoPromoteConfig>;
