// Config of `coverage_check`: how much CI must have covered, and when.
import { TimeRange } from '@mockops/contract';
import { z } from 'zod';

const Share = z.number().min(0).max(1);

export const CoverageCheckConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  time_range: TimeRange.default('30d'),
  /** Only requests of this CI run count. */
  ci_run: z.string().min(1).optional(),
  /** Shares of 0 to 1. */
  require: z
    .strictObject({ operations: Share.optional(), personas: Share.optional() })
    .refine(({ operations, personas }) => operations !== undefined || personas !== undefined, {
      message: 'require at least one of operations and personas',
    }),
});
export type CoverageCheckConfig = z.infer<typeof CoverageCheckConfig>;
