// Request bodies, responses, their headers, links, media types and examples.
import { byText, isObject, type JsonObject } from '../json.ts';
import type { ApiContent, ApiOperation, ApiResponse } from '../model.ts';
import { type Location, within } from '../source/resolver.ts';
import { type Reading, text } from './problem.ts';

export function readRequestBody(value: unknown, location: Location, reading: Reading): ApiOperation['request_body'] {
  const target = reading.resolver.follow(value, location);
  if (!target.ok) return report(reading, 'SCH010', target.message, target.location, target.hint);
  if (!isObject(target.value))
    return report(reading, 'SCH011', 'a request body must be an object', target.location, 'write content: below it');
  return {
    required: target.value.required === true,
    ...text('description', target.value.description),
    content: readContent(target.value.content, within(target.location, 'content'), reading),
  };
}

export function readResponses(source: unknown, place: Location, reading: Reading): ApiResponse[] {
  if (source === undefined) return [];
  const [value, location] = followMap(source, place, reading);
  if (!isObject(value)) {
    report(reading, 'SCH015', '"responses" must be an object', location, 'write statuses such as "200": below it');
    return [];
  }
  const responses: ApiResponse[] = [];
  for (const [key, raw] of Object.entries(value)) {
    if (key.startsWith('x-')) continue;
    const status = key.toLowerCase() === 'default' ? 'default' : key.toUpperCase();
    const here = within(location, key);
    if (status !== 'default' && !/^[1-5](\d\d|XX)$/.test(status)) {
      report(reading, 'SCH015', `"${key}" is not a status`, here, 'write 200, 4XX or default');
      continue;
    }
    const target = reading.resolver.follow(raw, here);
    if (!target.ok) {
      report(reading, 'SCH010', target.message, target.location, target.hint);
      continue;
    }
    const response = target.value;
    if (!isObject(response)) {
      report(
        reading,
        'SCH015',
        `the response ${key} must be an object`,
        target.location,
        'write description: and content:',
      );
      continue;
    }
    responses.push({
      status,
      description: typeof response.description === 'string' ? response.description : '',
      headers: readHeaders(response.headers, within(target.location, 'headers'), reading),
      content: readContent(response.content, within(target.location, 'content'), reading),
      links: readLinks(response.links, within(target.location, 'links'), reading),
    });
  }
  return responses.sort((a, b) => rank(a.status) - rank(b.status) || byText(a.status, b.status));
}

/** Exact codes, then ranges, then default. */
const rank = (status: string): number => (status === 'default' ? 2 : status.endsWith('XX') ? 1 : 0);

/** Some contracts put `$ref` where a map of named things stands, and keep the whole map elsewhere. */
function followMap(value: unknown, location: Location, reading: Reading): [unknown, Location] {
  const target = reading.resolver.follow(value, location);
  if (target.ok) return [target.value, target.location];
  report(reading, 'SCH010', target.message, target.location, target.hint);
  return [{}, location];
}

/** Where a link leads: the operation's id or reference as written. */
function readLinks(given: unknown, place: Location, reading: Reading): ApiResponse['links'] {
  const [value, location] = followMap(given, place, reading);
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort(byText)
    .flatMap((name) => {
      const target = reading.resolver.follow(value[name], within(location, name));
      const link = target.ok && isObject(target.value) ? target.value : {};
      const leadsTo = link.operationId ?? link.operationRef;
      return typeof leadsTo === 'string' ? [{ name, target: leadsTo }] : [];
    });
}

function readHeaders(given: unknown, place: Location, reading: Reading): ApiResponse['headers'] {
  const [value, location] = followMap(given, place, reading);
  if (!isObject(value)) return [];
  const headers: ApiResponse['headers'] = [];
  for (const name of Object.keys(value).sort(byText)) {
    if (name.toLowerCase() === 'content-type') continue;
    const target = reading.resolver.follow(value[name], within(location, name));
    if (!target.ok) {
      report(reading, 'SCH010', target.message, target.location, target.hint);
      continue;
    }
    const source = isObject(target.value) ? target.value : {};
    const example = readExample(source, target.location, reading);
    const [mediaType, content] = Object.entries(isObject(source.content) ? source.content : {})[0] ?? [];
    const [schema, at] =
      mediaType !== undefined && isObject(content)
        ? [content.schema, within(target.location, 'content', mediaType, 'schema')]
        : [source.schema, within(target.location, 'schema')];
    headers.push({
      name,
      required: source.required === true,
      deprecated: source.deprecated === true,
      ...text('description', source.description),
      schema: schema === undefined ? true : reading.book.read(schema, at, reading.scope),
      ...(example !== undefined && { example }),
    });
  }
  return headers;
}

function readContent(given: unknown, place: Location, reading: Reading): ApiContent[] {
  if (given === undefined) return [];
  const [value, location] = followMap(given, place, reading);
  if (!isObject(value)) {
    report(
      reading,
      'SCH016',
      '"content" must be an object',
      location,
      'write media types such as application/json: below it',
    );
    return [];
  }
  return Object.keys(value)
    .sort(byText)
    .flatMap((mediaType) => {
      const target = reading.resolver.follow(value[mediaType], within(location, mediaType));
      if (!target.ok) {
        report(reading, 'SCH010', target.message, target.location, target.hint);
        return [];
      }
      const source = isObject(target.value) ? target.value : {};
      const schema = (keyword: string) =>
        reading.book.read(source[keyword], within(target.location, keyword), reading.scope);
      const encoding = readEncoding(source.encoding);
      return [
        {
          media_type: mediaType,
          ...(source.schema !== undefined && { schema: schema('schema') }),
          ...(source.itemSchema !== undefined && { item_schema: schema('itemSchema') }),
          ...(encoding.length > 0 && { encoding }),
          examples: readExamples(source, target.location, reading),
        },
      ];
    });
}

function readEncoding(value: unknown): NonNullable<ApiContent['encoding']> {
  return Object.entries(isObject(value) ? value : {})
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([name, source]) => {
      if (!isObject(source)) return [];
      return [
        {
          name,
          ...text('content_type', source.contentType),
          ...text('style', source.style),
          ...(typeof source.explode === 'boolean' && { explode: source.explode }),
          ...(source.allowReserved === true && { allow_reserved: true }),
        },
      ];
    });
}

/** The one example of a parameter or header: of several, the first by name, whatever their order. */
export function readExample(source: JsonObject, location: Location, reading: Reading): unknown {
  return readExamples(source, location, reading).sort((a, b) => byText(a.name, b.name))[0]?.value;
}

function readExamples(source: JsonObject, location: Location, reading: Reading): ApiContent['examples'] {
  if (source.example !== undefined) return [{ name: 'default', value: source.example }];
  if (source.examples === undefined) return [];
  const [map, at] = followMap(source.examples, within(location, 'examples'), reading);
  if (!isObject(map)) return [];
  const examples: ApiContent['examples'] = [];
  for (const [name, raw] of Object.entries(map)) {
    const target = reading.resolver.follow(raw, within(at, name));
    if (!target.ok) report(reading, 'SCH010', target.message, target.location, target.hint);
    else if (isObject(target.value)) {
      const value = target.value.value ?? target.value.dataValue;
      if (value !== undefined) examples.push({ name, value });
    }
  }
  return examples;
}

function report({ scope }: Reading, code: string, message: string, location: Location, hint: string): undefined {
  scope.problems.push({ code, message, location, hint });
  return undefined;
}
