// What `chat.postMessage` answers.
import { z } from 'zod';

export const PostAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ts: z.string(), channel: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);
