// createValidator: what an exchange says beside what the contract says. Compiled lazily, per schema and direction.
import { isObject, toPointer } from '../json.ts';
import { bareMediaType, findContent, findResponse, isJsonMediaType } from '../media-type.ts';
import type { ApiModel, ApiParameter, ApiResponse, JsonSchema } from '../model.ts';
import { createCompiler, type Direction } from './compile.ts';
import { explain } from './errors.ts';
import { deduplicate, type Mismatch } from './mismatch.ts';
import { readHeader, readParameter } from './parameters.ts';
import { findUnexpected, type WalkContext } from './unexpected.ts';

export interface ResponseFacts {
  /** `POST /charges/{id}`. */
  operation: string;
  status: number;
  /** Content type as sent; empty when there was none. */
  media_type: string;
  /** Parsed JSON; undefined when there was no body. */
  body: unknown;
  /** Names in lower case; without them headers are not looked at. */
  headers?: Record<string, string>;
}

export interface RequestFacts {
  operation: string;
  path_params?: Record<string, string>;
  query?: Record<string, string | string[] | undefined>;
  /** Names in lower case. */
  headers?: Record<string, string | string[] | undefined>;
  /** Parsed JSON; undefined when there was no body. */
  body?: unknown;
}

export interface Validator {
  /** An operation that the contract does not have gives no mismatches: there is nothing to compare with. */
  checkResponse(facts: ResponseFacts): Mismatch[];
  checkRequest(facts: RequestFacts): Mismatch[];
}

/** A compiler per direction, made when first needed. */
export function createCompilers({ schemas }: ApiModel): (direction: Direction) => ReturnType<typeof createCompiler> {
  const compilers = new Map<Direction, ReturnType<typeof createCompiler>>();
  return (direction) => {
    const compile = compilers.get(direction) ?? createCompiler(schemas, direction);
    compilers.set(direction, compile);
    return compile;
  };
}

export function createValidator(
  api: ApiModel,
  compilerOf: ReturnType<typeof createCompilers> = createCompilers(api),
): Validator {
  const operations = new Map(api.operations.map((operation) => [operation.key, operation]));
  const contextOf = (direction: Direction): WalkContext => ({ schemas: api.schemas, compile: compilerOf(direction) });
  const compare = (schema: JsonSchema, value: unknown, direction: Direction, at: string): Mismatch[] => {
    const context = contextOf(direction);
    const errors = context.compile(schema)(value);
    const broken = errors.length > 0 ? explain(errors, schema, value, context, at) : [];
    return [...broken, ...findUnexpected(schema, value, context, at)];
  };

  const compareBody = ({ content: known }: ApiResponse, media_type: string, body: unknown): Mismatch[] => {
    if (body === undefined && media_type === '') return known.length === 0 ? [] : [emptyBody('')];
    const content = findContent(known, media_type);
    if (!content) return [undocumentedMedia(media_type, known, '')];
    if (content.schema === undefined || !isJsonMediaType(media_type)) return [];
    return body === undefined ? [emptyBody('')] : compare(content.schema, body, 'response', '');
  };
  const compareHeaders = (response: ApiResponse, headers: Record<string, string>): Mismatch[] =>
    response.headers.flatMap((header) => {
      const place = toPointer('header', header.name);
      const read = readHeader(header, headers, api.schemas);
      if (!read.sent) return header.required ? [missingHeader(header.name, place)] : [];
      return read.value === undefined ? [] : compare(header.schema, read.value, 'response', place);
    });

  return {
    checkResponse({ operation: key, status, media_type, body, headers }) {
      const operation = operations.get(key);
      if (!operation) return [];
      const response = findResponse(operation, status);
      if (!response)
        return [
          undocumentedStatus(
            status,
            operation.responses.map((known) => known.status),
          ),
        ];
      const beside = headers ? compareHeaders(response, headers) : [];
      if (operation.method === 'HEAD' || status === 204 || status === 304) return beside;
      return deduplicate([...beside, ...compareBody(response, media_type, body)]);
    },

    checkRequest({ operation: key, path_params = {}, query = {}, headers = {}, body }) {
      const operation = operations.get(key);
      if (!operation) return [];
      const found: Mismatch[] = [];
      for (const parameter of operation.parameters) {
        const place = toPointer(parameter.in, parameter.name);
        const read = readParameter(parameter, { path: path_params, query, headers }, api.schemas);
        if (!read.sent && parameter.required) found.push(missingParameter(parameter, place));
        if (read.sent && read.value !== undefined)
          found.push(...compare(parameter.schema, read.value, 'request', place));
      }
      const declared = operation.request_body;
      if (!declared) return deduplicate(found);
      if (body === undefined) {
        if (declared.required) found.push({ ...emptyBody('/body'), mismatch_type: 'missing_required_field' });
        return deduplicate(found);
      }
      const mediaType = String([headers['content-type']].flat()[0] ?? 'application/json');
      const content = findContent(declared.content, mediaType);
      if (!content) found.push(undocumentedMedia(mediaType, declared.content, '/body'));
      else if (content.schema !== undefined && isJsonMediaType(mediaType))
        found.push(...compare(content.schema, body, 'request', '/body'));
      return deduplicate(found);
    },
  };
}

const undocumentedStatus = (status: number, known: string[]): Mismatch => ({
  mismatch_type: 'undocumented_status',
  path: '',
  severity: 'medium',
  breaking: true,
  description: `the status ${status} is not in the contract`,
  expected: known,
  actual: status,
});

const undocumentedMedia = (mediaType: string, content: { media_type: string }[], path: string): Mismatch => ({
  mismatch_type: 'undocumented_media_type',
  path,
  // A response declared without content is a contract that says too little; a client that relies on another type breaks.
  severity: content.length === 0 ? 'low' : 'medium',
  breaking: content.length > 0,
  description: mediaType
    ? `the media type ${bareMediaType(mediaType)} is not in the contract`
    : 'the answer names no media type',
  expected: content.map(({ media_type }) => media_type),
  actual: bareMediaType(mediaType),
});

const emptyBody = (path: string): Mismatch => ({
  mismatch_type: 'type_mismatch',
  path,
  severity: 'high',
  breaking: true,
  description: 'there is no body where the contract describes one',
});

const missingHeader = (name: string, path: string): Mismatch => ({
  mismatch_type: 'missing_required_field',
  path,
  severity: 'high',
  breaking: true,
  description: `the required header "${name}" is missing`,
});

const missingParameter = (parameter: ApiParameter, path: string): Mismatch => ({
  mismatch_type: 'missing_required_field',
  path,
  severity: 'high',
  breaking: true,
  description: `the required ${parameter.in} parameter "${parameter.name}" is missing`,
  ...(isObject(parameter.schema) &&
    parameter.schema.type !== undefined && { expected: { type: parameter.schema.type } }),
});
