// Config of `wait`: how long, or until when.
import { Instant } from '@mockops/contract';
import { z } from 'zod';
import { DurationText } from '../duration-text.ts';

export const WaitConfig = z
  .strictObject({
    duration: DurationText.optional(),
    /** An instant with its zone: `2026-03-01T08:00:00Z`. */
    until: Instant.optional(),
  })
  .refine(({ duration, until }) => (duration === undefined) !== (until === undefined), {
    message: 'say how long: either duration, or until',
  });
export type WaitConfig = z.infer<typeof WaitConfig>;
