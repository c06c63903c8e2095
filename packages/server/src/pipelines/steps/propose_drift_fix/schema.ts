// Config and outputs of `propose_drift_fix`: whose contract, and what to look at; and the contract as it should be.
import { z } from 'zod';

export const ProposeDriftFixConfig = z.strictObject({
  /** Of `drift_report`: names the workspace. */
  report: z.looseObject({ workspace_id: z.string().min(1) }).optional(),
  /** Default: that of the report, else the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  /** openapi: the contract's files with the findings applied. fixtures: which explicit mocks would contradict it. */
  include: z
    .array(z.enum(['openapi', 'fixtures']))
    .min(1)
    .default(['openapi']),
  /** Folder of the files in the repository; default: their place in the workspace folder. */
  directory: z
    .string()
    .regex(/^(?!\/)(?!.*\.\.)[^\\\0\r\n]*$/, 'write a path inside the repository, without ".."')
    .optional(),
});
export type ProposeDriftFixConfig = z.infer<typeof ProposeDriftFixConfig>;

export const ProposeDriftFixOutputs = z.object({
  spec_changed: z.boolean(),
  /** The whole contract with the findings applied, as `files:<digest>`; for `spec` of `regenerate_sdk`. */
  spec: z.string(),
  spec_digest: z.string(),
  /** For `create_pr`: only what changed. */
  files: z.array(
    z.union([
      z.object({ path: z.string(), content: z.string() }),
      z.object({ path: z.string(), artifact: z.string() }),
    ]),
  ),
  /** A sentence for each finding. */
  summary: z.array(z.string()),
  /** Explicit mocks that would contradict the corrected contract. */
  stale_fixtures: z.array(z.object({ path: z.string(), mock: z.string(), problems: z.array(z.string()) })),
});
