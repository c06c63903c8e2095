// Config and outputs of `delete_sandbox`.
import { z } from 'zod';

export const DeleteSandboxConfig = z.strictObject({
  /** Of `create_sandbox`. */
  id: z.string().min(1),
});
export type DeleteSandboxConfig = z.infer<typeof DeleteSandboxConfig>;

export const DeleteSandboxOutputs = z.object({
  /** false: it was gone already. */
  deleted: z.boolean(),
});
