// Config of `wait_for_event`: which event, and what happens when it does not come.
import { CUSTOM_EVENT, EVENT_TYPES, Filters } from '@mockops/contract';
import { z } from 'zod';
import { DurationText } from '../duration-text.ts';

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

export const WaitForEventConfig = z.strictObject({
  event: z.string().refine((type) => KNOWN.has(type) || CUSTOM_EVENT.test(type), {
    error: ({ input }) =>
      `there is no event "${String(input)}"; use one of ${EVENT_TYPES.join(', ')}, or custom.<name>`,
  }),
  /** As in a trigger; all must hold. */
  filters: Filters.default({}),
  timeout: DurationText.default('24h'),
  on_timeout: z.enum(['fail', 'continue']).default('fail'),
});
export type WaitForEventConfig = z.infer<typeof WaitForEventConfig>;
