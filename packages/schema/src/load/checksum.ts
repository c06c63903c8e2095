// Digests of a model and of its operations. Named examples count as a set; annotations count for the model but not for
// an operation's checksum, since evidence about an operation does not expire when its description is reworded.
import { createHash } from 'node:crypto';
import { byText, canonicalText, isObject, sha256, sortedNames } from '../json.ts';
import { kindOf, refName } from '../keywords.ts';
import type { ApiContent, ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { deepHashes, type HashedNode } from './deep-hash.ts';

type Unsigned = Omit<ApiOperation, 'checksum'>;
type Meaning = { [member: string]: unknown };

export function createChecksums(schemas: Record<string, JsonSchema>): {
  ofOperation(operation: Unsigned): string;
  ofModel(model: Omit<ApiModel, 'digest'>): string;
} {
  const named = new Map<string, HashedNode>();
  for (const [name, schema] of Object.entries(schemas)) {
    const mentions = new Set<string>();
    named.set(name, { hash: sha256(meaningText(schema, mentions)), mentions });
  }
  const deep = deepHashes(named);
  return {
    ofOperation(operation) {
      const { texts, mentions } = meaningOf(operation);
      return sha256Of([...texts, ...[...mentions].sort(byText).map((name) => `${name}:${deep.get(name)}`)]);
    },
    ofModel({ operations, webhooks, schemas: all, ...rest }) {
      // In pieces: the text of the whole would be as large as the contract.
      return sha256Of(
        (function* () {
          yield canonicalText(rest);
          for (const list of [operations, webhooks]) {
            yield String(list.length);
            for (const operation of list) yield canonicalText(withoutPlace(operation));
          }
          for (const [name, schema] of Object.entries(all)) yield `${JSON.stringify(name)}:${canonicalText(schema)}`;
        })(),
      );
    },
  };
}

/** Of texts without line ends, one per line. */
function sha256Of(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\n`);
  return hash.digest('hex');
}

/** Where an operation stands in the text is no part of what it says. */
const withoutPlace = (operation: ApiOperation): Meaning => ({
  ...operation,
  checksum: undefined,
  pointer: undefined,
  request_body: operation.request_body && {
    ...operation.request_body,
    content: operation.request_body.content.map(withExampleSet),
  },
  responses: operation.responses.map((response) => ({ ...response, content: response.content.map(withExampleSet) })),
  callbacks: operation.callbacks.map(withoutPlace),
});

const withExampleSet = (content: ApiContent) => ({
  ...content,
  examples: Object.fromEntries(content.examples.map(({ name, value }) => [name, value])),
});

/** Everything but wording, place and life cycle: one text of the operation, in which schemas are numbers of the texts after it. */
function meaningOf(operation: Unsigned): { texts: string[]; mentions: Set<string> } {
  const mentions = new Set<string>();
  const schemas: string[] = [];
  const numberOf = (schema: JsonSchema | undefined): number | undefined =>
    schema === undefined ? undefined : schemas.push(meaningText(schema, mentions));
  const content = (list: ApiContent[]) =>
    list.map(({ media_type, schema, item_schema, encoding }) => ({
      media_type,
      schema: numberOf(schema),
      item_schema: numberOf(item_schema),
      encoding,
    }));
  const meaning = (one: Unsigned): Meaning => ({
    key: one.key,
    deprecated: one.deprecated,
    security: one.security,
    parameters: one.parameters.map(({ description: _text, example: _value, sunset: _day, ...rest }) => ({
      ...rest,
      schema: numberOf(rest.schema),
    })),
    request_body: one.request_body && {
      required: one.request_body.required,
      content: content(one.request_body.content),
    },
    responses: one.responses.map((response) => ({
      status: response.status,
      headers: response.headers.map(({ name, required, schema }) => ({ name, required, schema: numberOf(schema) })),
      content: content(response.content),
    })),
    callbacks: one.callbacks.map(meaning),
  });
  const first = canonicalText(meaning(operation));
  return { texts: [first, ...schemas], mentions };
}

/** The canonical text of a schema without its words, examples and extensions; adds the components that it mentions. */
function meaningText(schema: JsonSchema, mentions: Set<string>): string {
  if (!isObject(schema)) return String(schema);
  const name = refName(schema);
  if (name !== undefined) mentions.add(name);
  let members = '';
  for (const keyword of sortedNames(schema)) {
    const value = schema[keyword];
    if (value === undefined || WORDS.has(keyword) || keyword.startsWith('x-')) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(keyword)}:${valueText(keyword, value, mentions)}`;
  }
  return `{${members}}`;
}

const WORDS = new Set(['title', 'description', 'examples']);

function valueText(keyword: string, value: unknown, mentions: Set<string>): string {
  const kind = kindOf(keyword);
  const inner = (one: unknown): string =>
    typeof one === 'boolean' || isObject(one) ? meaningText(one, mentions) : canonicalText(one);
  if (kind === 'schema') return inner(value);
  if (kind === 'list' && Array.isArray(value)) return `[${value.map(inner).join()}]`;
  if (kind !== 'map' || !isObject(value)) return canonicalText(value);
  const names = sortedNames(value);
  return `{${names.map((name) => `${JSON.stringify(name)}:${inner(value[name])}`).join()}}`;
}
