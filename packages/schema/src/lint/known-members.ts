// Which members the objects of OpenAPI 3.0–3.2 and of JSON Schema have. A misspelt one means nothing and is lost without a word.
// Extensions are free; so are unknown keywords of schemas, where only what looks like a slip is told.
import { didYouMean, editDistance } from '@mockops/contract';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const DESCRIBED = ['description', 'required', 'deprecated', 'allowEmptyValue', 'style', 'explode', 'allowReserved'];
const VALUED = ['schema', 'example', 'examples', 'content'];

const words = (text: string): string[] => text.split(' ');

const KNOWN = {
  'path item': [...METHODS, 'additionalOperations', 'summary', 'description', 'servers', 'parameters'],
  operation: [
    ...words('tags summary description externalDocs operationId parameters requestBody responses'),
    ...words('callbacks deprecated security servers'),
  ],
  parameter: ['name', 'in', ...DESCRIBED, ...VALUED],
  header: [...DESCRIBED, ...VALUED],
  'request body': ['description', 'content', 'required'],
  response: ['summary', 'description', 'headers', 'content', 'links'],
  'media type': words('schema itemSchema example examples encoding prefixEncoding itemEncoding'),
} satisfies Record<string, string[]>;
export type KnownObject = keyof typeof KNOWN;

const KEYWORDS = new Set([
  ...words('$ref $id id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $defs'),
  ...words('$comment definitions type enum const format pattern required properties patternProperties'),
  ...words('additionalProperties unevaluatedProperties propertyNames dependentSchemas dependentRequired dependencies'),
  ...words('items prefixItems additionalItems unevaluatedItems contains minContains maxContains uniqueItems'),
  ...words('minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems'),
  ...words('minProperties maxProperties allOf anyOf oneOf not if then else title description summary default example'),
  ...words('examples deprecated readOnly writeOnly nullable discriminator xml externalDocs contentEncoding'),
  ...words('contentMediaType contentSchema collectionFormat'),
]);

export interface Unknown {
  name: string;
  near: string | undefined;
}

export function unknownMembers(kind: KnownObject, names: string[]): Unknown[] {
  const known: string[] = KNOWN[kind];
  return names
    .filter((name) => !known.includes(name) && !name.startsWith('x-') && name !== '$ref')
    .map((name) => ({ name, near: didYouMean(name, known) }));
}

/** Shorter words are near to too many others. */
const SHORTEST = 4;

export function misspeltKeywords(names: string[]): Unknown[] {
  return names.flatMap((name) => {
    if (KEYWORDS.has(name) || name.startsWith('x-') || name.length < SHORTEST) return [];
    const near = didYouMean(name, KEYWORDS);
    return near !== undefined && isSlip(name, near) ? [{ name, near }] : [];
  });
}

/** Two letters off, in a short word one, or the same letters in another order. */
function isSlip(name: string, near: string): boolean {
  const isSameLetters = [...name].sort().join('') === [...near].sort().join('');
  return editDistance(name, near) <= (near.length < 6 && !isSameLetters ? 1 : 2);
}
