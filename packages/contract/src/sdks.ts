// Client libraries that pipelines generated for a workspace, and what was done to see that they work.
import { z } from 'zod';
import { Instant } from './names.ts';

/** What was done to see that an SDK works. */
export const SdkEvidence = z.object({
  /** null: not tried. */
  compiled: z.boolean().nullable(),
  /** `status` 0: no answer that the client could read. */
  calls: z.array(z.object({ operation: z.string(), status: z.int(), error: z.string().nullable() })),
  /** Why something was not tried, such as a toolchain that is not there. */
  skipped: z.string().nullable(),
  /** What the toolchain said about a failure. */
  output: z.string(),
});
export type SdkEvidence = z.infer<typeof SdkEvidence>;

export const GeneratedSdk = z.object({
  language: z.string(),
  /** Folder below the SDK directory; the workspace's name unless a step says otherwise. */
  output: z.string(),
  /** Of the contract in dev; null when it was generated from elsewhere. */
  revision: z.int().nullable(),
  digest: z.string(),
  file_count: z.int(),
  generated_at: Instant,
  /** null: nobody asked for it. */
  verified: SdkEvidence.nullable(),
  /** False of one that was made before its files were kept. */
  downloadable: z.boolean(),
});
export type GeneratedSdk = z.infer<typeof GeneratedSdk>;
