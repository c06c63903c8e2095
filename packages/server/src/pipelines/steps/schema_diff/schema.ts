// Config of `schema_diff`: which two contracts of a workspace to compare.
import { EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

const Side = z.union([EnvironmentName, z.int().min(1)], {
  error: 'write dev, test or prod, or the number of a contract revision',
});

export const SchemaDiffConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  /** The older side: what is live in an environment, or a contract revision as `schema.changed` counts them. */
  from: Side.default('test'),
  to: Side.default('dev'),
});
export type SchemaDiffConfig = z.infer<typeof SchemaDiffConfig>;
