// Config of `fail`: what to say.
import { z } from 'zod';

export const FailConfig = z.strictObject({ message: z.string().min(1).max(2_000) });
export type FailConfig = z.infer<typeof FailConfig>;
