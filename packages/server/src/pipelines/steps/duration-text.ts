// A duration in a step's config, kept as the text that it is: a config must accept its own output, and a bare number is never a duration.
import { parseDuration } from '@mockops/contract';
import { z } from 'zod';

export const DurationText = z
  .string({ error: 'write a duration with its unit, such as "30s" or "5m"' })
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'write a duration with its unit, such as "30s", "5m" or "1h30m"');

/** Of a text that DurationText accepted. */
export function millisecondsOf(text: string): number {
  return parseDuration(text) ?? 0;
}
