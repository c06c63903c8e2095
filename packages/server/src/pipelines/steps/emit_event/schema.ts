// Config of `emit_event`: an event of the author's own.
import { CUSTOM_EVENT } from '@mockops/contract';
import { z } from 'zod';

/** What an event may hold, as JSON. */
const MAX_CHARACTERS = 65_536;

export const EmitEventConfig = z.strictObject({
  event: z
    .string()
    .regex(CUSTOM_EVENT, 'an event of your own is named custom.<name>, with lower-case letters, digits, "_" and "."'),
  data: z
    .record(z.string().min(1), z.json())
    .default({})
    .refine((data) => JSON.stringify(data).length <= MAX_CHARACTERS, {
      error: `an event holds at most ${MAX_CHARACTERS} characters of JSON; store the rest elsewhere and name it here`,
    }),
  /** What the event is about; default: the workspace. */
  subject: z.string().min(1).max(200).optional(),
});
export type EmitEventConfig = z.infer<typeof EmitEventConfig>;
