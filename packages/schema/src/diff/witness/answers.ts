// Answers of an operation as one contract describes them, the smallest first, and what a witness wishes in them.
import { isJsonMediaType } from '../../media-type.ts';
import type { ApiModel, ApiOperation, ApiResponse } from '../../model.ts';
import type { Answer } from '../../validate/exchange.ts';
import { writeParameter } from '../../validate/write-parameter.ts';
import { concrete, documentOf, fillers } from './calls.ts';
import type { Maker } from './minimal.ts';

export interface AnswerWish {
  /** Sent though it is optional. */
  header?: string | undefined;
  /** A body of this type, or of one within this range. */
  media_type?: string | undefined;
  body?: unknown;
  on?: string | undefined;
}

const USUAL = [200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503];
const TYPES = [
  'text/plain',
  'text/html',
  'application/json',
  'application/xml',
  'image/png',
  'audio/mpeg',
  'video/mp4',
];

export function* answersOf(
  response: ApiResponse,
  operation: ApiOperation,
  wish: AnswerWish,
  { api, maker }: { api: ApiModel; maker: Maker },
): Generator<Answer> {
  const { on, body: given } = wish;
  const content = response.content.find((one) => one.media_type === wish.media_type) ?? response.content[0];
  for (const status of statusesOf(response, operation))
    for (const type of content ? typesOf(content.media_type) : [undefined])
      for (const fill of fillers(maker)) {
        const hasBody = content !== undefined && operation.method !== 'HEAD' && status !== 204 && status !== 304;
        const body = content && (given === undefined ? documentOf(content, fill, api.schemas) : given);
        yield {
          status,
          headers: {
            ...Object.fromEntries(headersOf(response, wish, (schema) => fill(schema))),
            ...(hasBody && type !== undefined && { 'content-type': type }),
          },
          ...(hasBody && { body: type !== undefined && isJsonMediaType(type) ? body : textual(body) }),
          ...(on !== undefined && { on }),
        };
        if (!hasBody && response.headers.length === 0) break;
      }
}

const textual = (body: unknown): unknown => (typeof body === 'object' && body !== null ? body : String(body ?? 'text'));

/** Those that this response describes, and no other one of the operation. */
function statusesOf({ status }: ApiResponse, { responses }: ApiOperation): number[] {
  if (/^\d{3}$/.test(status)) return [Number(status)];
  const isOwn = (code: number) =>
    (status === 'default' || status[0] === String(code)[0]) &&
    !responses.some((other) => other.status === String(code)) &&
    (status !== 'default' || !responses.some((other) => other.status === `${String(code)[0]}XX`));
  return USUAL.filter(isOwn);
}

const typesOf = (media_type: string): string[] =>
  media_type.includes('*')
    ? [
        ...TYPES.filter((type) => media_type === '*/*' || type.startsWith(media_type.slice(0, -1))),
        concrete(media_type),
      ]
    : [media_type];

function* headersOf(
  response: ApiResponse,
  wish: AnswerWish,
  fill: (schema: ApiResponse['headers'][number]['schema']) => unknown,
): Generator<[string, string]> {
  for (const { name, required, schema } of response.headers) {
    if (!required && name.toLowerCase() !== wish.header?.toLowerCase()) continue;
    const written = writeParameter({ name, in: 'header', style: 'simple', explode: false }, fill(schema));
    for (const text of Object.values(written)) yield [name.toLowerCase(), [text].flat().join()];
  }
}
