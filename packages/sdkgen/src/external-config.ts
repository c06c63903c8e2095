// What an operator writes about a generator of others (providers/external.ts starts it): its program, what it can make, and its limits.
import { z } from 'zod';

export const ExternalProviderConfig = z.strictObject({
  /** Program and arguments; no shell reads them. */
  command: z.array(z.string().min(1)).min(1),
  /** What the users of this provider may ask for. */
  languages: z.array(z.string().min(1)).min(1),
  contracts: z
    .array(z.enum(['openapi', 'protobuf']))
    .min(1)
    .default(['openapi']),
  /** Change it when the tool changes, so that SDKs are made anew. */
  version: z.string().default('1'),
  timeout_ms: z.int().min(1_000).max(3_600_000).default(300_000),
  max_files: z.int().min(1).default(20_000),
  max_bytes: z.int().min(1).default(200_000_000),
  /** Variables of our environment that it may see besides PATH and LANG. */
  pass_env: z.array(z.string().min(1)).default([]),
});
export type ExternalProviderConfig = z.infer<typeof ExternalProviderConfig>;
