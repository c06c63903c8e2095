// Config of `transform`: what to hand to later steps.
import { z } from 'zod';

export const TransformConfig = z.strictObject({
  /** Any JSON by name; templates in it are rendered before the step runs. */
  values: z.record(z.string().min(1), z.json()),
});
export type TransformConfig = z.infer<typeof TransformConfig>;
