// Config and outputs of `schema_diff`: which two contracts of a workspace to compare, and what differs.
import { ChangeLevel, EnvironmentName, OperationChange, SchemaChange } from '@mockops/contract';
import { z } from 'zod';

/** Inputs of a person are texts, so a number may be one. */
const Revision = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
]);

const HINT = 'write dev, test or prod, or the number of a contract revision';

export const SchemaDiffConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  /**
   * The older side: what is live in an environment, a contract revision as `schema.changed` counts them, or `last-generated`, the newest revision that an
   * SDK was generated from (before the first one, an empty contract).
   */
  from: z
    .union([EnvironmentName, Revision, z.literal('last-generated')], { error: `${HINT}, or last-generated` })
    .default('test'),
  to: z.union([EnvironmentName, Revision], { error: HINT }).default('dev'),
  /** Fails the step when there is a change of this level or worse that schema-policy.yaml does not accept; the outputs are there all the same. */
  fail_on: z.enum(['breaking', 'risky']).optional(),
});
export type SchemaDiffConfig = z.infer<typeof SchemaDiffConfig>;

export const SchemaDiffOutputs = z.object({
  changed: z.boolean(),
  change_level: ChangeLevel.nullable(),
  /** Operations whose callers break. */
  breaking: z.int(),
  affected_operations: z.int(),
  /** Their names. */
  operations: z.array(z.string()),
  changes: z.array(OperationChange),
  /** The worst changes, each once with its rule, everything that it reaches, and a message that shows it. */
  findings: z.array(SchemaChange),
  /** Changes that are left out of `changes`, the mildest. */
  omitted: z.int(),
  suggested_version: z.enum(['major', 'minor', 'patch', 'none']),
  /** Of the newer side. */
  schema_digest: z.string(),
  /** Markdown. */
  summary: z.string(),
});
