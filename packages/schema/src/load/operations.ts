// Path items in, ApiOperations out: those under paths, webhooks, and the callbacks below an operation.
// One broken operation is reported and left out; the others load.
import { byText, isObject, type JsonObject, member, toPointer } from '../json.ts';
import type { ApiOperation } from '../model.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';
import { readRequestBody, readResponses } from './content.ts';
import { readParameters } from './parameters.ts';
import { createScope, type Reading, type Scope, text } from './problem.ts';
import type { SchemaBook } from './schemas.ts';
import { readSecurity } from './security.ts';

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'query', 'trace'];
/** Callbacks of callbacks beyond this are left out; a reference can make them endless. */
const MAX_CALLBACK_DEPTH = 2;

export type UnsignedOperation = Omit<ApiOperation, 'checksum' | 'callbacks'>;

export interface ReadOperation extends Scope {
  operation: UnsignedOperation;
  callbacks: ReadOperation[];
}

export interface ReadContext {
  book: SchemaBook;
  resolver: Resolver;
  /** Of the document, for operations that say nothing. */
  security: unknown;
}

interface Item {
  /** The path, the webhook's name or the callback's expression. */
  path: string;
  /** In front of the method of a key: `WEBHOOK name`. */
  prefix?: string;
  value: unknown;
  location: Location;
  depth: number;
}

/** `POST /charges/{id}`: the identity of an operation everywhere. */
export const operationKey = (method: string, path: string): string => `${method.toUpperCase()} ${path}`;

export function readOperations(root: { file: string; document: JsonObject }, context: ReadContext): ReadOperation[] {
  return itemsOf(root.document.paths, { file: root.file, pointer: '/paths' }, context.resolver).flatMap((item) =>
    readItem({ ...item, depth: 0 }, context),
  );
}

export function readWebhooks(root: { file: string; document: JsonObject }, context: ReadContext): ReadOperation[] {
  return itemsOf(root.document.webhooks, { file: root.file, pointer: '/webhooks' }, context.resolver).flatMap((item) =>
    readItem({ ...item, prefix: `WEBHOOK ${item.path}`, depth: 0 }, context),
  );
}

function itemsOf(map: unknown, location: Location, resolver: Resolver) {
  const target = resolver.follow(map, location);
  const items = target.ok && isObject(target.value) ? target.value : {};
  return Object.keys(items)
    .filter((path) => !path.startsWith('x-'))
    .sort(byText)
    .map((path) => ({ path, value: items[path], location: within(target.location, path) }));
}

function readItem(item: Item, context: ReadContext): ReadOperation[] {
  const target = context.resolver.follow(item.value, item.location);
  const source = target.ok && isObject(target.value) ? target.value : undefined;
  if (source) return methodsOf(source).map((place) => readMethod(item, source, target.location, place, context));

  const broken = blank(item, 'get', item.location.pointer);
  broken.problems.push(
    target.ok
      ? {
          code: 'SCH011',
          message: 'a path item must be an object',
          location: item.location,
          hint: 'write methods such as get: below it',
        }
      : { code: 'SCH010', ...target },
  );
  return [broken];
}

/** Methods with their place below the item; OpenAPI 3.2 keeps those of other names in a map. */
function methodsOf(item: JsonObject): { method: string; at: string[] }[] {
  const fixed = METHODS.filter((method) => member(item, method) !== undefined);
  const others = isObject(item.additionalOperations) ? Object.keys(item.additionalOperations).sort(byText) : [];
  return [
    ...fixed.map((method) => ({ method, at: [method] })),
    ...others
      .filter((method) => /^[A-Za-z][A-Za-z-]*$/.test(method) && !fixed.includes(method.toLowerCase()))
      .map((method) => ({ method, at: ['additionalOperations', method] })),
  ];
}

function readMethod(
  item: Item,
  source: JsonObject,
  itemAt: Location,
  { method, at }: { method: string; at: string[] },
  context: ReadContext,
): ReadOperation {
  const { book, resolver } = context;
  const read = blank(item, method, item.location.pointer + toPointer(...at));
  const broken = (code: string, message: string, location: Location, hint: string) => {
    read.problems.push({ code, message, location, hint });
    return read;
  };
  if (item.prefix === undefined && !item.path.startsWith('/'))
    return broken('SCH012', `the path "${item.path}" does not start with "/"`, item.location, `write "/${item.path}"`);
  const here = within(itemAt, ...at);
  const found = resolver.follow(resolver.valueAt(here), here);
  if (!found.ok) return broken('SCH010', found.message, found.location, found.hint);
  if (!isObject(found.value))
    return broken('SCH011', 'an operation must be an object', here, 'write responses: and the rest below it');

  const own = found.value;
  const reading: Reading = { book, resolver, scope: read };
  read.operation = {
    ...read.operation,
    ...text('operation_id', own.operationId),
    tags: Array.isArray(own.tags) ? own.tags.filter((tag) => typeof tag === 'string') : [],
    ...text('summary', own.summary ?? source.summary),
    ...text('description', own.description ?? source.description),
    deprecated: own.deprecated === true,
    ...text('sunset', own['x-sunset']),
    ...text('stability', own['x-stability-level']),
    parameters: readParameters(
      item.prefix === undefined ? item.path : '',
      [
        { list: source.parameters, at: itemAt },
        { list: own.parameters, at: found.location },
      ],
      reading,
    ),
    responses: readResponses(own.responses, within(found.location, 'responses'), reading),
    ...readSecurity(own.security ?? context.security),
  };
  if (own.requestBody !== undefined) {
    const body = readRequestBody(own.requestBody, within(found.location, 'requestBody'), reading);
    if (body) read.operation.request_body = body;
  }
  if (item.depth < MAX_CALLBACK_DEPTH)
    read.callbacks = readCallbacks(own.callbacks, within(found.location, 'callbacks'), item.depth + 1, context);
  return read;
}

function readCallbacks(value: unknown, location: Location, depth: number, context: ReadContext): ReadOperation[] {
  return itemsOf(value, location, context.resolver).flatMap(({ path: name, value: expressions, location: at }) =>
    itemsOf(expressions, at, context.resolver).flatMap((item) =>
      readItem({ ...item, prefix: `CALLBACK ${name} ${item.path}`, depth }, { ...context, security: undefined }),
    ),
  );
}

function blank(item: Item, method: string, pointer: string): ReadOperation {
  return {
    ...createScope(),
    callbacks: [],
    operation: {
      key: item.prefix === undefined ? operationKey(method, item.path) : `${item.prefix} ${method.toUpperCase()}`,
      method: method.toUpperCase(),
      path: item.path,
      tags: [],
      deprecated: false,
      parameters: [],
      responses: [],
      pointer,
    },
  };
}
