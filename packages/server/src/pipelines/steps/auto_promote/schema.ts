// Config and outputs of `auto_promote`: what to promote, between which environments, under which rule; and what came of it.
import { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { z } from 'zod';
import { Entity, Version } from '../promoted-entity.ts';

export const AutoPromoteConfig = z.strictObject({
  /** Instead of entity_type, entity_id and version. */
  entity: Entity.optional(),
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
  /** Short for to_environment. */
  to: EnvironmentName.optional(),
  /** Leave alone what a person decided about. */
  respect_hold: z.boolean().default(true),
});
export type AutoPromoteConfig = z.infer<typeof AutoPromoteConfig>;

export const AutoPromoteOutputs = z.object({
  promotion_id: z.string().optional(),
  changed: z.boolean(),
  /** A hold kept it from happening. */
  held: z.boolean(),
  version: z.int().optional(),
  /** What was live before. */
  from_version: z.int().nullable().optional(),
  previous_version: z.int().nullable().optional(),
  skipped_by_rule: z.string().optional(),
  entity_type: z.string(),
  entity_id: z.string(),
  from_environment: z.string(),
  to_environment: z.string(),
});
