// Config of `update_ci`: which workflow to start, where, with what.
import { z } from 'zod';
import { readRepositoryName } from '../../../gitops/repository-name.ts';

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
  repository: z
    .string()
    .refine((text) => readRepositoryName(text) !== undefined, 'write owner/name')
    .optional(),
});
export type UpdateCiConfig = z.infer<typeof UpdateCiConfig>;
