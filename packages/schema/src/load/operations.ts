// Path items in, ApiOperations out. One broken operation is reported and left out; the others load.
import { byText, isObject, type JsonObject, member, toPointer } from '../json.ts';
import type { ApiOperation, ApiParameter } from '../model.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';
import { readRequestBody, readResponses } from './content.ts';
import { createScope, type Scope } from './problem.ts';
import type { SchemaBook } from './schemas.ts';

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'query', 'trace'];
const PLACES = ['path', 'query', 'header', 'cookie'] as const;
/** OpenAPI says that parameters of these names are ignored: they belong to content negotiation and security. */
const RESERVED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

export type ReadOperation = Scope & { operation: Omit<ApiOperation, 'checksum'> };
export interface ReadContext {
  book: SchemaBook;
  resolver: Resolver;
}

/** `POST /charges/{id}`: the identity of an operation everywhere. */
export const operationKey = (method: string, path: string): string => `${method.toUpperCase()} ${path}`;

export function readOperations(root: { file: string; document: JsonObject }, context: ReadContext): ReadOperation[] {
  const { paths } = root.document;
  if (!isObject(paths)) return [];
  const pathKeys = Object.keys(paths)
    .filter((path) => !path.startsWith('x-'))
    .sort(byText);
  return pathKeys.flatMap((path) => readPath(path, root, paths[path], context));
}

function readPath(
  path: string,
  root: { file: string; document: JsonObject },
  value: unknown,
  { book, resolver }: ReadContext,
): ReadOperation[] {
  const location: Location = { file: root.file, pointer: `/paths${toPointer(path)}` };
  const target = resolver.follow(value, location);
  const item = target.ok && isObject(target.value) ? target.value : undefined;
  const methods = item ? METHODS.filter((method) => member(item, method) !== undefined) : ['get'];

  return methods.map((method) => {
    const scope = createScope();
    const pointer = item ? location.pointer + toPointer(method) : location.pointer;
    const empty = { ...scope, operation: blank(method, path, pointer) };
    const broken = (code: string, message: string, at: Location, hint: string) => {
      scope.problems.push({ code, message, location: at, hint });
      return empty;
    };
    if (!target.ok) return broken('SCH010', target.message, target.location, target.hint);
    if (!item)
      return broken('SCH011', 'a path item must be an object', location, 'write methods such as get: below it');
    if (!path.startsWith('/'))
      return broken('SCH012', `the path "${path}" does not start with "/"`, location, `write it as "/${path}"`);

    const here: Location = { file: target.location.file, pointer: target.location.pointer + toPointer(method) };
    const found = resolver.follow(item[method], here);
    if (!found.ok) return broken('SCH010', found.message, found.location, found.hint);
    if (!isObject(found.value))
      return broken('SCH011', 'an operation must be an object', here, 'write responses: and the rest below it');
    const source = found.value;
    const reading = { book, resolver, scope };
    const operation: ReadOperation['operation'] = {
      ...empty.operation,
      ...text('operation_id', source.operationId),
      tags: Array.isArray(source.tags) ? source.tags.filter((tag) => typeof tag === 'string') : [],
      ...text('summary', source.summary ?? item.summary),
      ...text('description', source.description ?? item.description),
      deprecated: source.deprecated === true,
      parameters: readParameters(
        path,
        [
          { list: item.parameters, at: target.location },
          { list: source.parameters, at: found.location },
        ],
        reading,
      ),
      responses: readResponses(source.responses, within(found.location, 'responses'), reading),
      ...securityOf(source.security ?? root.document.security),
    };
    if (source.requestBody !== undefined) {
      const body = readRequestBody(source.requestBody, within(found.location, 'requestBody'), reading);
      if (body) operation.request_body = body;
    }
    return { ...scope, operation };
  });
}

const blank = (method: string, path: string, pointer: string): ReadOperation['operation'] => ({
  key: operationKey(method, path),
  method: method.toUpperCase(),
  path,
  tags: [],
  deprecated: false,
  parameters: [],
  responses: [],
  callbacks: [],
  pointer,
});

const text = <N extends string>(name: N, value: unknown): { [K in N]?: string } | object =>
  typeof value === 'string' ? { [name]: value } : {};

/** Alternatives, each a sorted list of `scheme` or `scheme:scope`; absent where the contract says nothing. */
function securityOf(value: unknown): { security?: string[][] } {
  if (!Array.isArray(value)) return {};
  const alternatives = value.filter(isObject).map((requirement) =>
    Object.entries(requirement)
      .flatMap(([scheme, scopes]) =>
        Array.isArray(scopes) && scopes.length > 0 ? scopes.map((scope) => `${scheme}:${scope}`) : [scheme],
      )
      .sort(byText),
  );
  return { security: alternatives.sort((a, b) => byText(a.join(), b.join())) };
}

interface Reading extends ReadContext {
  scope: Scope;
}

function readParameters(path: string, lists: { list: unknown; at: Location }[], reading: Reading): ApiParameter[] {
  const template = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');
  const byKey = new Map<string, ApiParameter>();
  for (const { list, at } of lists) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) {
      reading.scope.problems.push({
        code: 'SCH013',
        message: '"parameters" must be a list',
        location: within(at, 'parameters'),
        hint: 'write each parameter as a list item with name and in',
      });
      continue;
    }
    for (const [index, value] of list.entries()) {
      const parameter = readParameter(value, within(at, 'parameters', index), reading);
      if (!parameter) continue;
      if (parameter.in === 'header' && RESERVED_HEADERS.has(parameter.name.toLowerCase())) continue;
      if (parameter.in === 'path' && !template.includes(parameter.name)) continue;
      byKey.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  for (const name of template)
    if (!byKey.has(`path ${name}`))
      byKey.set(`path ${name}`, {
        name,
        in: 'path',
        required: true,
        deprecated: false,
        style: 'simple',
        explode: false,
        schema: { type: 'string' },
      });
  const rank = (parameter: ApiParameter) => PLACES.indexOf(parameter.in);
  return [...byKey.values()].sort((a, b) => {
    if (a.in !== b.in) return rank(a) - rank(b);
    return a.in === 'path' ? template.indexOf(a.name) - template.indexOf(b.name) : byText(a.name, b.name);
  });
}

function readParameter(
  value: unknown,
  location: Location,
  { book, resolver, scope }: Reading,
): ApiParameter | undefined {
  const target = resolver.follow(value, location);
  const broken = (message: string, at: Location, hint: string, code = 'SCH013') => {
    scope.problems.push({ code, message, location: at, hint });
    return undefined;
  };
  if (!target.ok) return broken(target.message, target.location, target.hint, 'SCH010');
  const source = target.value;
  if (!isObject(source)) return broken('a parameter must be an object', target.location, 'write name, in and schema');
  const place = PLACES.find((name) => name === source.in);
  if (typeof source.name !== 'string' || source.name === '')
    return broken('a parameter has no name', target.location, 'add name:');
  if (!place)
    return broken(
      `the parameter "${source.name}" has no usable "in"`,
      target.location,
      'set in: to path, query, header or cookie; a body belongs in requestBody',
    );
  const content = isObject(source.content) ? Object.entries(source.content)[0] : undefined;
  const [schema, schemaAt] = content
    ? [isObject(content[1]) ? content[1].schema : undefined, within(target.location, 'content', content[0], 'schema')]
    : [source.schema, within(target.location, 'schema')];
  const style =
    typeof source.style === 'string' ? source.style : place === 'query' || place === 'cookie' ? 'form' : 'simple';
  return {
    name: source.name,
    in: place,
    required: place === 'path' || source.required === true,
    ...text('description', source.description),
    deprecated: source.deprecated === true,
    style,
    explode: typeof source.explode === 'boolean' ? source.explode : style === 'form',
    schema: schema === undefined ? true : book.read(schema, schemaAt, scope),
    ...(content && { media_type: content[0] }),
    ...(source.example !== undefined && { example: source.example }),
  };
}
