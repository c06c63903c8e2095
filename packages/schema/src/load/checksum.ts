// Digests of a model and of its operations. Named examples count as a set; annotations count for the model but not for
// an operation's checksum, since evidence about an operation does not expire when its description is reworded.
import { byText, canonicalText, isObject, sha256 } from '../json.ts';
import { mapSubSchemas, mentionedNames } from '../keywords.ts';
import type { ApiContent, ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { deepHashes } from './deep-hash.ts';

type Unsigned = Omit<ApiOperation, 'checksum'>;
type Meaning = { [member: string]: unknown };

export function createChecksums(schemas: Record<string, JsonSchema>): {
  ofOperation(operation: Unsigned): string;
  ofModel(model: Omit<ApiModel, 'digest'>): string;
} {
  const named = new Map(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { hash: sha256(canonicalText(withoutAnnotations(schema))), mentions: mentionedNames(schema) },
    ]),
  );
  const deep = deepHashes(named);
  return {
    ofOperation(operation) {
      const plain = plainOperation(operation);
      const hashes = [...plain.mentions].sort(byText).map((name) => `${name}:${deep.get(name)}`);
      return sha256(canonicalText([plain.meaning, hashes]));
    },
    ofModel(model) {
      const operations = model.operations.map(withoutPlace);
      return sha256(canonicalText({ ...model, operations, webhooks: model.webhooks.map(withoutPlace) }));
    },
  };
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

function plainOperation(operation: Unsigned): { meaning: Meaning; mentions: Set<string> } {
  const mentions = new Set<string>();
  const plain = (schema: JsonSchema | undefined): JsonSchema | undefined => {
    if (schema === undefined) return undefined;
    mentionedNames(schema, mentions);
    return withoutAnnotations(schema);
  };
  const content = (list: ApiContent[]) =>
    list.map(({ media_type, schema, item_schema, encoding }) => ({
      media_type,
      schema: plain(schema),
      item_schema: plain(item_schema),
      encoding,
    }));
  const meaningOf = (one: Unsigned): Meaning => ({
    key: one.key,
    deprecated: one.deprecated,
    security: one.security,
    parameters: one.parameters.map(({ description: _text, example: _value, sunset: _day, ...rest }) => ({
      ...rest,
      schema: plain(rest.schema),
    })),
    request_body: one.request_body && {
      required: one.request_body.required,
      content: content(one.request_body.content),
    },
    responses: one.responses.map((response) => ({
      status: response.status,
      headers: response.headers.map(({ name, required, schema }) => ({ name, required, schema: plain(schema) })),
      content: content(response.content),
    })),
    callbacks: one.callbacks.length > 0 ? one.callbacks.map(meaningOf) : undefined,
  });
  return { meaning: meaningOf(operation), mentions };
}

function withoutAnnotations(schema: JsonSchema): JsonSchema {
  if (!isObject(schema)) return schema;
  const { title: _t, description: _d, examples: _e, ...rest } = schema;
  return mapSubSchemas(
    Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('x-'))),
    withoutAnnotations,
  );
}
