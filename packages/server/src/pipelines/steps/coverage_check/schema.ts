// Config and outputs of `coverage_check`: how much CI must have covered, of what, and when.
import { TimeRange } from '@mockops/contract';
import { z } from 'zod';

/** 0.85, 85 and "85%" are the same; 1 is all of it. */
const Share = z.union([
  z
    .number()
    .min(0)
    .max(100)
    .transform((value) => (value > 1 ? value / 100 : value)),
  z
    .string()
    .regex(/^(100(\.0+)?|\d{1,2}(\.\d+)?)\s*%$/, 'write a share such as 0.85, or "85%"')
    .transform((text) => Number.parseFloat(text) / 100),
]);

export const CoverageCheckConfig = z
  .strictObject({
    /** Default: the workspace of the event. */
    workspace_id: z.string().min(1).optional(),
    /** All workspaces of this federation together, instead of one. */
    federation: z.string().min(1).optional(),
    time_range: TimeRange.default('30d'),
    /** Only requests of this CI run count. */
    ci_run: z.string().min(1).optional(),
    require: z
      .strictObject({
        /** Operations that were called. */
        operations: Share.optional(),
        /** Active personas that were used. */
        personas: Share.optional(),
        /** Mean coverage of the operations that changed within the time range; when none did, it holds. */
        change_coverage: Share.optional(),
      })
      .refine((rules) => Object.values(rules).some((share) => share !== undefined), {
        message: 'require at least one of operations, personas and change_coverage',
      }),
  })
  .refine(({ workspace_id, federation }) => workspace_id === undefined || federation === undefined, {
    path: ['federation'],
    message: 'name either a federation or a workspace',
  });
export type CoverageCheckConfig = z.infer<typeof CoverageCheckConfig>;

const Part = z.number().nullable();

export const CoverageCheckOutputs = z.object({
  /** Shares of 0 to 1; null: there is nothing to measure. */
  operations: Part,
  personas: Part,
  change_coverage: Part,
  failed_rules: z.array(
    z.object({
      rule: z.string(),
      required: z.number(),
      measured: Part,
      numerator: z.int().optional(),
      denominator: z.int().optional(),
    }),
  ),
});
