// Documented headers of a mock answer: their example, else a value for their schema, seeded like bodies.
// In: a response of the contract, the sampler and a seed. Out: headers by name. Objects have no usual form and are left out.
import type { ApiResponse, JsonSchema, Sampler } from '@mockops/schema';

/** What a header looks like where its schema only says `string`. RFC 9110, RFC 8288, RFC 6265. */
const FORMS = new Map<string, JsonSchema>([
  ['location', { format: 'uri-reference' }],
  ['content-location', { format: 'uri-reference' }],
  ['link', { pattern: '^</[a-z]{5}\\?page=[2-9]>; rel="next"$' }],
  ['etag', { pattern: '^"[0-9a-f]{16}"$' }],
  ['last-modified', { pattern: '^Mon, 05 Jan 2026 (0\\d|1\\d):[0-5]\\d:[0-5]\\d GMT$' }],
  ['expires', { pattern: '^Fri, 01 Jan 2027 (0\\d|1\\d):[0-5]\\d:[0-5]\\d GMT$' }],
  ['retry-after', { type: 'integer', pattern: '^[1-9]\\d?$', minimum: 1, maximum: 60 }],
  ['cache-control', { pattern: '^max-age=[1-9]\\d$' }],
  ['set-cookie', { pattern: '^session=[0-9a-f]{16}; Path=/$' }],
  ['www-authenticate', { pattern: '^Bearer$' }],
]);

/** A made-up value of these would make the answer unreadable, or say something untrue about this gateway. */
const NEVER_MADE = /^(content-(encoding|range)|trailer|upgrade|keep-alive|date|access-control-.*|x-mockops-.*)$/;

export function documentedHeaders(response: ApiResponse, sampler: Sampler, seed: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, required, schema, example } of response.headers) {
    const is_made = (required || schema !== true) && !NEVER_MADE.test(name.toLowerCase());
    const text = writeValue(example ?? (is_made ? sampleHeader(name, schema, sampler, seed) : undefined));
    if (text !== undefined) headers[name] = text;
  }
  return headers;
}

/** As a member of an object, because its name says what it holds. */
function sampleHeader(name: string, schema: JsonSchema, sampler: Sampler, seed: string): unknown {
  const form = FORMS.get(name.toLowerCase());
  const whole: JsonSchema = {
    type: 'object',
    required: [name],
    properties: { [name]: form === undefined ? schema : { allOf: [schema, form] } },
  };
  const sampled = sampler.sample(whole, { seed });
  return typeof sampled === 'object' && sampled !== null ? Object.entries(sampled)[0]?.[1] : undefined;
}

/** Lists as OpenAPI's style `simple` writes them. */
function writeValue(value: unknown): string | undefined {
  if (!Array.isArray(value)) return isScalar(value) ? String(value) : undefined;
  return value.every(isScalar) ? value.join(',') : undefined;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
