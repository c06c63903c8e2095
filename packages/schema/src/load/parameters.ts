// Parameters of an operation: its own and its path's, each once, in a fixed order.
import { byText, isObject, type JsonObject } from '../json.ts';
import { bareMediaType } from '../media-type.ts';
import type { ApiParameter } from '../model.ts';
import { type Location, within } from '../source/resolver.ts';
import { readExample } from './content.ts';
import { type Reading, text } from './problem.ts';

const PLACES = ['path', 'query', 'header', 'cookie'] as const;
/** OpenAPI says that parameters of these names are ignored: they belong to content negotiation and security. */
const RESERVED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

/** `lists`: of the path, then of the operation, which replaces by place and name. */
export function readParameters(
  path: string,
  lists: { list: unknown; at: Location }[],
  reading: Reading,
): ApiParameter[] {
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
    for (const [index, value] of list.entries())
      for (const parameter of readParameter(value, within(at, 'parameters', index), reading)) {
        if (parameter.in === 'header' && RESERVED_HEADERS.has(parameter.name.toLowerCase())) continue;
        if (parameter.in === 'path' && !template.includes(parameter.name)) continue;
        byKey.set(`${parameter.in} ${parameter.name}`, parameter);
      }
  }
  for (const name of template) if (!byKey.has(`path ${name}`)) byKey.set(`path ${name}`, undeclared(name));
  const rank = (parameter: ApiParameter) => PLACES.indexOf(parameter.in);
  return [...byKey.values()].sort((a, b) => {
    if (a.in !== b.in) return rank(a) - rank(b);
    return a.in === 'path' ? template.indexOf(a.name) - template.indexOf(b.name) : byText(a.name, b.name);
  });
}

const undeclared = (name: string): ApiParameter => ({
  name,
  in: 'path',
  required: true,
  deprecated: false,
  style: 'simple',
  explode: false,
  schema: { type: 'string' },
});

function readParameter(value: unknown, location: Location, reading: Reading): ApiParameter[] {
  const { book, resolver, scope } = reading;
  const target = resolver.follow(value, location);
  const broken = (message: string, at: Location, hint: string, code = 'SCH013') => {
    scope.problems.push({ code, message, location: at, hint });
    return [];
  };
  if (!target.ok) return broken(target.message, target.location, target.hint, 'SCH010');
  const source = target.value;
  if (!isObject(source)) return broken('a parameter must be an object', target.location, 'write name, in and schema');
  if (source.in === 'querystring') return readQueryString(source, target.location, reading);
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
  const [exampleIn, exampleAt] =
    content && isObject(content[1])
      ? [content[1], within(target.location, 'content', content[0])]
      : [source, target.location];
  const example = readExample(exampleIn, exampleAt, reading);
  return [
    {
      name: source.name,
      in: place,
      required: place === 'path' || source.required === true,
      ...text('description', source.description),
      deprecated: source.deprecated === true,
      style,
      explode: typeof source.explode === 'boolean' ? source.explode : style === 'form',
      schema: schema === undefined ? true : book.read(schema, schemaAt, scope),
      ...(content && { media_type: content[0] }),
      ...(source.allowReserved === true && { allow_reserved: true }),
      ...(source.allowEmptyValue === true && place === 'query' && { allow_empty: true }),
      ...text('sunset', source['x-sunset']),
      ...(example !== undefined && { example }),
    },
  ];
}

/** OpenAPI 3.2 describes the whole query as one form; each property of it is a query parameter. */
function readQueryString(source: JsonObject, location: Location, { book, resolver, scope }: Reading): ApiParameter[] {
  const [mediaType, content] = Object.entries(isObject(source.content) ? source.content : {})[0] ?? ['', undefined];
  const at = within(location, 'content', mediaType, 'schema');
  const target = resolver.follow(isObject(content) ? content.schema : undefined, at);
  const properties = target.ok && isObject(target.value) ? target.value.properties : undefined;
  if (bareMediaType(mediaType) !== 'application/x-www-form-urlencoded' || !isObject(properties)) {
    scope.problems.push({
      code: 'SCH013',
      message: 'a parameter in: querystring is not a form of named properties',
      location,
      hint: 'give it content: application/x-www-form-urlencoded with a schema that has properties',
    });
    return [];
  }
  const required = target.ok && isObject(target.value) ? target.value.required : undefined;
  return Object.keys(properties).map((name) => ({
    name,
    in: 'query',
    required: Array.isArray(required) && required.includes(name),
    deprecated: false,
    style: 'form',
    explode: true,
    schema: book.read(properties[name], within(target.location, 'properties', name), scope),
  }));
}
