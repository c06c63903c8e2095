// Config of `callback`: what it waits for, and whom to tell the address.
import { z } from 'zod';
import { DurationText } from '../duration-text.ts';

export const CallbackConfig = z.strictObject({
  /** What is expected, for people: it stands beside the address. */
  name: z.string().min(1).max(100),
  timeout: DurationText.default('24h'),
  on_timeout: z.enum(['fail', 'continue']).default('fail'),
  /** Posts the address as JSON. */
  send_to: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/, error: 'write an address that starts with http:// or https://' })
        .refine((text) => {
          const url = URL.parse(text);
          return url !== null && url.username === '' && url.password === '';
        }, 'leave user and password out of the address; send an authorization header'),
      headers: z
        .record(
          z
            .string()
            .regex(
              /^(?!host$|content-length$|transfer-encoding$|connection$)[a-z0-9-]+$/i,
              'not a header that may be set',
            ),
          z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value is one line of Latin-1 text'),
        )
        .default({}),
      /** `callback_url`, `expires_at` and `run_url` are added. */
      body: z.record(z.string(), z.json()).default({}),
    })
    .optional(),
});
export type CallbackConfig = z.infer<typeof CallbackConfig>;
