// Request bodies, responses, their headers, media types and examples.
import { byText, isObject } from '../json.ts';
import type { ApiContent, ApiOperation, ApiResponse } from '../model.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';
import type { Scope } from './problem.ts';
import type { SchemaBook } from './schemas.ts';

interface Reading {
  book: SchemaBook;
  resolver: Resolver;
  scope: Scope;
}

export function readRequestBody(value: unknown, location: Location, reading: Reading): ApiOperation['request_body'] {
  const target = reading.resolver.follow(value, location);
  if (!target.ok) return report(reading, 'SCH010', target.message, target.location, target.hint);
  if (!isObject(target.value))
    return report(reading, 'SCH011', 'a request body must be an object', target.location, 'write content: below it');
  return {
    required: target.value.required === true,
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
      links: [],
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
    const example = source.example ?? readExamples(source, target.location, reading)[0]?.value;
    headers.push({
      name,
      required: source.required === true,
      deprecated: source.deprecated === true,
      schema:
        source.schema === undefined
          ? true
          : reading.book.read(source.schema, within(target.location, 'schema'), reading.scope),
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
      const here = within(target.location, 'schema');
      return [
        {
          media_type: mediaType,
          ...(source.schema !== undefined && { schema: reading.book.read(source.schema, here, reading.scope) }),
          examples: readExamples(source, target.location, reading),
        },
      ];
    });
}

function readExamples(
  source: { [member: string]: unknown },
  location: Location,
  reading: Reading,
): ApiContent['examples'] {
  if (source.example !== undefined) return [{ name: 'default', value: source.example }];
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
