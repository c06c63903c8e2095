// Reality: where a service's answers come from. Names and numbers are those that MockForge users know.
import { z } from 'zod';

/** `mock` is accepted and means `mock_v3`, the default. */
export const REALITY_LEVELS = [
  'real',
  'mock_v1',
  'mock_v2',
  'mock_v3',
  'mock_v4',
  'mock_v5',
  'blended',
  'chaos_driven',
] as const;

export const RealityLevel = z.preprocess((value) => (value === 'mock' ? 'mock_v3' : value), z.enum(REALITY_LEVELS));
export type RealityLevel = (typeof REALITY_LEVELS)[number];

export const DEFAULT_REALITY: RealityLevel = 'mock_v3';

/** Faults injected on top of an answer. Rates are 0..1, times milliseconds. */
export const ChaosSettings = z.strictObject({
  error_rate: z.number().min(0).max(1).optional(),
  status_codes: z.array(z.int().min(400).max(599)).min(1).optional(),
  delay_rate: z.number().min(0).max(1).optional(),
  min_delay_ms: z.number().min(0).max(60_000).optional(),
  max_delay_ms: z.number().min(0).max(60_000).optional(),
});
export type ChaosSettings = z.infer<typeof ChaosSettings>;

/** Where the answer to one request came from. */
export const Source = z.enum(['mock', 'real', 'blend', 'chaos', 'replay']);
export type Source = z.infer<typeof Source>;
