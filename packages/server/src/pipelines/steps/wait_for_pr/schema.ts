// Config and outputs of `wait_for_pr`: which pull request, and until when.
import { Duration } from '@mockops/contract';
import { z } from 'zod';
import { readRepositoryName } from '../../../gitops/repository-name.ts';

const DAY_MS = 86_400_000;
const Repository = z.string().refine((text) => readRepositoryName(text) !== undefined, 'write owner/name');

export const WaitForPrConfig = z
  .strictObject({
    connection: z.string().optional(),
    /** Default: the connection's. */
    repo: Repository.optional(),
    repository: Repository.optional(),
    number: z.union([
      z.int().min(1),
      z
        .string()
        .regex(/^[1-9]\d{0,9}$/, 'write the number of a pull request')
        .transform(Number),
    ]),
    /** merged: closing it without merging fails the step. closed: either is an end. */
    until: z.enum(['merged', 'closed']).default('merged'),
    /** From the first look on; then the step fails. At most 90 days. */
    timeout: z
      .union([z.number(), Duration])
      .pipe(
        z
          .number()
          .min(1_000)
          .max(90 * DAY_MS),
      )
      .default(14 * DAY_MS),
  })
  .refine(({ repo, repository }) => repo === undefined || repository === undefined, {
    path: ['repo'],
    message: 'repo and repository are the same; write one of them',
  });
export type WaitForPrConfig = z.infer<typeof WaitForPrConfig>;

export const WaitForPrOutputs = z.object({
  merged: z.boolean(),
  state: z.enum(['open', 'closed']),
  /** Head of its branch when it ended. */
  sha: z.string(),
  number: z.int(),
  pr_url: z.string(),
});

/** `since`: epoch milliseconds of the first look. */
export const WaitState = z.object({ polls: z.int(), since: z.number() });
export type WaitState = z.infer<typeof WaitState>;
