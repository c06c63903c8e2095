// Config and outputs of `update_ci`: which workflow to start, where, with what, and whether to wait for its end.
import { Duration } from '@mockops/contract';
import { z } from 'zod';
import { readRepositoryName } from '../../../gitops/repository-name.ts';

const Repository = z.string().refine((text) => readRepositoryName(text) !== undefined, 'write owner/name');

/** Conclusions that GitHub gives to what went well. */
export const GOOD_CONCLUSIONS: readonly string[] = ['success', 'neutral', 'skipped'];

export const UpdateCiConfig = z.strictObject({
  /** `.github/workflows/x.yml` or `x.yml`. */
  workflow: z
    .string()
    .regex(
      /^(\.github\/workflows\/)?[^/\s]+\.ya?ml$/,
      'write the workflow file, such as ".github/workflows/sdk-tests.yml"',
    ),
  mode: z.literal('dispatch').default('dispatch'),
  /** Branch; default: the connection's base branch. */
  ref: z.string().min(1).optional(),
  /** `mockops_run_id` is added. */
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  connection: z.string().optional(),
  repo: Repository.optional(),
  repository: Repository.optional(),
  wait: z
    .strictObject({
      until: z.literal('completed').default('completed'),
      /** From the start on; at most a day. */
      timeout: z.union([z.number(), Duration]).pipe(z.number().min(1_000).max(86_400_000)).default(1_800_000),
      /** success: the step fails when the workflow did not go well. any: its end is enough. */
      expect: z.enum(['success', 'any']).default('success'),
    })
    .optional(),
});
export type UpdateCiConfig = z.infer<typeof UpdateCiConfig>;

export const UpdateCiOutputs = z.object({
  workflow: z.string(),
  ref: z.string(),
  /** What the workflow run was started with as `mockops_run_id`. */
  run_id: z.string(),
  repository: z.string(),
  /** null: GitHub did not show it yet. */
  run_url: z.string().nullable(),
  /** As GitHub says it; null: not waited for. */
  conclusion: z.string().nullable(),
});

export const Started = z.object({ started_at: z.number(), polls: z.int(), id: z.int().nullable() });
export type Started = z.infer<typeof Started>;
