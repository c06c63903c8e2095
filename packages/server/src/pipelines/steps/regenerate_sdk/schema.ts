// Config and outputs of `regenerate_sdk`: which languages, of which contract, where to; and what was made.
import { EnvironmentName, SdkEvidence, Slug } from '@mockops/contract';
import { LANGUAGES } from '@mockops/sdkgen';
import { z } from 'zod';

/** Inputs of people are texts, so a number may be one. */
const Revision = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'write the number of a contract revision')
    .transform(Number),
]);

export const RegenerateSdkConfig = z.strictObject({
  /** A name that no generator has fails the step after the others are made; saving a pipeline warns of it. */
  languages: z.array(z.string().min(1)).min(1, `name at least one of ${LANGUAGES.join(', ')}`),
  /** Default: the workspace of the event. */
  workspace_id: Slug.optional(),
  environment: EnvironmentName.default('dev'),
  /** A revision of the contract in dev, instead of what an environment has. When an SDK of a newer one is there, the step is skipped as stale. */
  schema_revision: Revision.optional(),
  /** A contract that is not live anywhere: `files:<digest>` of an earlier step, or an OpenAPI document. Nothing is written to the SDK folder then. */
  spec: z.union([z.string().min(1), z.record(z.string(), z.json())]).optional(),
  /** Below the server's SDK folder; default: the workspace's name. */
  output_dir: z
    .string()
    .refine(
      (path) =>
        !/^[/\\]|^[A-Za-z]:|\\|\0/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part)),
      'write a path below the SDK folder, with "/" and without ".."',
    )
    .optional(),
  /** Who makes them: our own generator, or a program that the operator configured as one of `sdk_providers`. */
  provider: z.string().min(1).default('builtin'),
  /**
   * `compile`: with the toolchains of the server, in a folder of its own; `calls`: also calls operations that only read, at the workspace's mock. An SDK that
   * fails is not written, and the step names it; a toolchain that is not there is noted.
   */
  verify: z.enum(['none', 'compile', 'calls']).default('none'),
  /** Default: from the contract's title. */
  package_name: z.string().min(1).max(100).optional(),
});
export type RegenerateSdkConfig = z.infer<typeof RegenerateSdkConfig>;

export const RegenerateSdkOutputs = z.object({
  /** At least one SDK differs from the one before. */
  changed: z.boolean(),
  workspace_id: z.string(),
  /** For `create_pr`: one folder for each language. */
  files: z.array(z.object({ path: z.string(), artifact: z.string() })),
  languages: z.array(
    z.object({
      language: z.string(),
      changed: z.boolean(),
      /** `files:<digest>`, for `artifacts` of `create_pr`. */
      artifact: z.string(),
      digest: z.string(),
      /** Markdown. */
      summary: z.string(),
      file_count: z.int(),
      /** Where it is on disk; null for a spec that is not live. */
      directory: z.string().nullable(),
      /** null: `verify` is none. */
      verified: SdkEvidence.nullable(),
    }),
  ),
});
