// ApiOperation to Operation: which parameters a method has, which body it sends, what it returns and how it fails.
// Headers that the client itself owns are dropped; a template variable that nobody declared becomes a string.

import type { ApiContent, ApiOperation, ApiParameter, ApiResponse } from '@mockops/schema';
import type { Converter } from './convert.ts';
import { isJson, isText } from './media.ts';
import type { Body, Operation, Param, TypeRef } from './model.ts';
import { convertResults } from './results.ts';
import { isRecord, refName, textOf } from './schema-facts.ts';

/** RFC 9110, 9.2.2. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']);

/** The names under which contracts let a caller mark repetitions of one request. */
const IDEMPOTENCY = /^(x-)?([a-z]+-)?idempot(ency|ence|ent)([-_]?(key|token|id))?$|^paypal-request-id$/i;

const OWN_HEADERS = new Set(['accept', 'content-type', 'authorization']);

/** Inline schemas of errors by canonical text, with the name that operations share them under. */
export type SharedErrors = ReadonlyMap<string, string>;

/** Contracts often write one error body under every operation: the usual one of a status gets one type, `Error404`. */
export function findSharedErrors(operations: readonly ApiOperation[]): SharedErrors {
  const uses = new Map<string, Map<string, number>>();
  for (const operation of operations) {
    for (const { status, content } of errorResponses(operation)) {
      const text = inlineText(content.find(({ media_type }) => isJson(media_type))?.schema);
      if (text === undefined) continue;
      const counts = uses.get(status) ?? new Map<string, number>();
      uses.set(status, counts.set(text, (counts.get(text) ?? 0) + 1));
    }
  }
  const shared = new Map<string, string>();
  for (const [status, counts] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [usual] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    if (usual === undefined || usual[1] < 2) continue;
    shared.set(`${status} ${usual[0]}`, status === 'default' ? 'DefaultError' : `Error${status.toUpperCase()}`);
  }
  return shared;
}

const inlineText = (schema: unknown): string | undefined =>
  isRecord(schema) && refName(schema) === undefined ? canonicalText(schema) : undefined;

const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );

export function convertOperation(
  operation: ApiOperation,
  name: string,
  converter: Converter,
  shared: SharedErrors,
  auth: string[][] | undefined,
): Operation {
  const method = operation.method.toUpperCase();
  const params = convertParams(operation, name, converter);
  const idempotencyHeader = params.find((param) => param.in === 'header' && IDEMPOTENCY.test(param.wire))?.wire;
  const body = convertBody(operation, name, converter);
  return {
    key: operation.key,
    name,
    method,
    path: operation.path,
    doc: docOf(operation),
    deprecated: operation.deprecated,
    params,
    ...(body === undefined ? {} : { body }),
    ...convertResults(operation, name, converter),
    errors: convertErrors(operation, name, converter, shared),
    ...(auth === undefined ? {} : { auth }),
    repeatable: REPEATABLE.has(method) || idempotencyHeader !== undefined,
    ...(idempotencyHeader === undefined ? {} : { idempotencyHeader }),
  };
}

function docOf({ summary, description }: ApiOperation): string {
  const parts = [textOf(summary), textOf(description)].filter((part) => part !== '');
  return [...new Set(parts)].join('\n\n');
}

function convertParams(operation: ApiOperation, name: string, converter: Converter): Param[] {
  const template = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  const declared = new Map(operation.parameters.map((param) => [`${param.in} ${param.name}`, param]));
  const path = [...new Set(template)].map((wire): Param => {
    const param = declared.get(`path ${wire}`);
    if (param !== undefined) return { ...convertParam(param, name, converter), required: true };
    return { wire, in: 'path', required: true, style: 'simple', explode: false, type: { kind: 'string' }, doc: '' };
  });
  const others = [...declared.values()]
    .filter((param) => param.in !== 'path' && !(param.in === 'header' && OWN_HEADERS.has(param.name.toLowerCase())))
    .map((param) => convertParam(param, name, converter));
  return [...path, ...others];
}

function convertParam(param: ApiParameter, name: string, converter: Converter): Param {
  return {
    wire: param.name,
    in: param.in,
    // The client fills an idempotency header itself.
    required: param.required && !(param.in === 'header' && IDEMPOTENCY.test(param.name)),
    style: param.style,
    explode: param.explode,
    ...(param.allow_reserved === true && param.in === 'query' ? { allowReserved: true } : {}),
    ...(param.media_type === undefined ? {} : { mediaType: param.media_type }),
    type: converter.typeOf(param.schema, `${name} ${param.name}`, param.name),
    doc: textOf(param.description) || (isRecord(param.schema) ? textOf(param.schema.description) : ''),
  };
}

const BODY_ORDER: readonly { kind: Body['kind']; accepts: (mediaType: string) => boolean }[] = [
  { kind: 'json', accepts: isJson },
  { kind: 'form', accepts: (type) => /^application\/x-www-form-urlencoded/i.test(type) },
  { kind: 'multipart', accepts: (type) => /^multipart\/form-data/i.test(type) },
  { kind: 'text', accepts: isText },
  { kind: 'binary', accepts: () => true },
];

function convertBody(operation: ApiOperation, name: string, converter: Converter): Body | undefined {
  const request = operation.request_body;
  if (request === undefined) return undefined;
  for (const { kind, accepts } of BODY_ORDER) {
    const content = request.content.find(({ media_type }) => accepts(media_type));
    if (content === undefined) continue;
    const mediaType = content.media_type.includes('*') ? 'application/octet-stream' : content.media_type;
    const type = bodyType(kind, content, name, converter);
    return { kind, mediaType, required: request.required, type, ...encodingOf(kind, content) };
  }
  return undefined;
}

function encodingOf(kind: Body['kind'], { encoding = [] }: ApiContent): Pick<Body, 'encoding'> {
  if (encoding.length === 0 || (kind !== 'form' && kind !== 'multipart')) return {};
  return {
    encoding: encoding.map(({ name, content_type, style, explode, allow_reserved }) => ({
      wire: name,
      ...(content_type === undefined ? {} : { mediaType: content_type }),
      ...(style === undefined ? {} : { style }),
      ...(explode === undefined ? {} : { explode }),
      ...(allow_reserved === true ? { allowReserved: true } : {}),
    })),
  };
}

function bodyType(kind: Body['kind'], content: ApiContent, name: string, converter: Converter): TypeRef {
  if (kind === 'text') return { kind: 'string' };
  if (kind === 'binary') return { kind: 'bytes' };
  return converter.typeOf(content.schema, `${name} Body`);
}

function errorResponses(operation: ApiOperation): ApiResponse[] {
  const hasSuccess = operation.responses.some(({ status }) => /^[23]/.test(status));
  return operation.responses.filter(({ status }) => /^[45]/.test(status) || (status === 'default' && hasSuccess));
}

function convertErrors(
  operation: ApiOperation,
  name: string,
  converter: Converter,
  shared: SharedErrors,
): Operation['errors'] {
  return errorResponses(operation).flatMap(({ status, content }) => {
    const schema = content.find(({ media_type }) => isJson(media_type))?.schema;
    if (schema === undefined) return [];
    const text = inlineText(schema);
    const common = text === undefined ? undefined : shared.get(`${status} ${text}`);
    const own = status === 'default' ? `${name} Error` : `${name} ${status} Error`;
    const type = common === undefined ? converter.typeOf(schema, own) : converter.sharedType(schema, common);
    return [{ status, type }];
  });
}
