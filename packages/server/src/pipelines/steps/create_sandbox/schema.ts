// Config and outputs of `create_sandbox`.
import { Duration } from '@mockops/contract';
import { z } from 'zod';

const DAY_MS = 86_400_000;

export const CreateSandboxConfig = z.strictObject({
  federation: z.string().min(1),
  /** After which it ends by itself, also when nobody deletes it; at most 30 days. */
  ttl: z
    .union([z.number(), Duration])
    .pipe(
      z
        .number()
        .min(1_000)
        .max(30 * DAY_MS),
    )
    .default(3_600_000),
  /** Accepted for what is to come: mocks keep no state of a session yet, so there is none to copy. */
  clone_state: z.boolean().default(false),
});
export type CreateSandboxConfig = z.infer<typeof CreateSandboxConfig>;

export const CreateSandboxOutputs = z.object({
  id: z.string(),
  /** For `mockops-session` of requests, and for `run_system_scenario`. */
  routing_key: z.string(),
  base_url: z.string(),
  expires_at: z.string(),
});
