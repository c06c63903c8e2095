// Config of `http`: the request, and which answers count as success.
import { parseDuration } from '@mockops/contract';
import { z } from 'zod';

/** What the connection decides and a config must not. */
const OURS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'keep-alive', 'te']);

const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'a header name has letters, digits and "-"')
  .refine((name) => !OURS.has(name.toLowerCase()), 'this header is set by the connection; leave it out');

export const HttpConfig = z
  .strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: z
      .url({ protocol: /^https?$/, error: 'write an address that starts with http:// or https://' })
      .refine((text) => {
        const url = URL.parse(text);
        return url !== null && url.username === '' && url.password === '';
      }, 'leave user and password out of the address; send an authorization header'),
    headers: z
      .record(HeaderName, z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value is one line of Latin-1 text'))
      .default({}),
    /** Text is sent as it is, everything else as JSON. */
    body: z.json().optional(),
    /** Default: any status from 200 to 299. */
    expect: z.strictObject({ status: z.array(z.int().min(200).max(599)).min(1) }).optional(),
    /** Of the whole exchange. */
    timeout: z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) > 0, 'write a duration with its unit, such as "10s"')
      .default('15s'),
  })
  .refine(({ method, body }) => body === undefined || (method !== 'GET' && method !== 'HEAD'), {
    path: ['body'],
    message: 'GET and HEAD carry no body; set method: POST, or leave the body out',
  });
export type HttpConfig = z.infer<typeof HttpConfig>;

export const HttpOutputs = z.object({
  status: z.int(),
  /** Lower-case names. */
  headers: z.record(z.string(), z.string()),
  body: z.json(),
});
