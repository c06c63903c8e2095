// Whole messages beside a contract, as witnesses of a change have them: a call finds its operation, shows its credentials and is read;
// an answer is looked up by status and media type. What the contract does not describe is told too, and days count.
// The service's own calls (webhooks, callbacks) are asked for by key, since they have no path.
import { findContent, findResponse, isJsonMediaType } from '../media-type.ts';
import type { ApiModel, ApiOperation } from '../model.ts';
import type { createCompiler, Direction } from './compile.ts';
import { type Credential, refuseCredentials } from './credentials.ts';
import { isGone, tellGone } from './gone.ts';
import { judgeMembers } from './members.ts';
import type { Mismatch } from './mismatch.ts';
import { readParameter } from './parameters.ts';
import { contentOf, readValues } from './readings.ts';
import { createRouter, type RoutedOperation } from './route.ts';
import { findUndescribed } from './undescribed.ts';
import { createCompilers, createValidator } from './validator.ts';

export interface Call {
  method: string;
  /** As requested, escaped; missing where the service calls. */
  path?: string | undefined;
  query: Record<string, string | string[]>;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  /** Parsed JSON, or text of another kind; missing where there is none. */
  body?: unknown;
  /** Missing where nobody asks for them. */
  credentials?: Credential[] | undefined;
  /** The day, `2027-01-31`; without it no sunset counts. */
  on?: string | undefined;
}

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: unknown;
  on?: string | undefined;
}

export interface ExchangeChecker {
  operation(key: string): ApiOperation | undefined;
  /** What the contract says against a call of the operation, a sentence each; empty where it describes it. */
  checkCall(key: string, call: Call): string[];
  /** Each value of the call by its place, as the contract reads it, in one text. */
  readCall(key: string, call: Call): Map<string, string>;
  checkAnswer(key: string, answer: Answer): string[];
}

/** Names of path parameters are no part of what an operation is; expressions of callbacks are. */
function shapeOf(key: string): string {
  const at = key.indexOf(' CALLBACK ');
  const own = at < 0 ? key : key.slice(0, at);
  return own.replace(/\{[^{}]+\}/g, '{}') + (at < 0 ? '' : key.slice(at));
}

export function createExchangeChecker(
  api: ApiModel,
  compilerOf: (direction: Direction) => ReturnType<typeof createCompiler> = createCompilers(api),
): ExchangeChecker {
  const sent = [
    ...api.webhooks,
    ...api.operations.flatMap(({ key, callbacks }) => callbacks.map((one) => ({ ...one, key: `${key} ${one.key}` }))),
  ];
  const operations = [...api.operations, ...sent];
  const byShape = new Map(operations.map((operation) => [shapeOf(operation.key), operation]));
  const route = createRouter(api.operations);
  const validator = createValidator({ ...api, operations }, compilerOf);
  const contextOf = (direction: Direction, on: string | undefined) => ({
    schemas: api.schemas,
    compile: compilerOf(direction),
    direction,
    on,
  });

  /** The operation that gets the call, or why it is not the one that is meant. */
  const find = (key: string, { method, path }: Call): RoutedOperation | string => {
    const operation = byShape.get(shapeOf(key));
    if (path === undefined) return operation ? { operation, path_params: {} } : tellMissing(key);
    const routed = route(method, path);
    if (!routed) return tellMissing(key);
    return routed.operation === operation ? routed : `the contract takes it for ${routed.operation.key}`;
  };

  return {
    operation: (key) => byShape.get(shapeOf(key)),

    checkCall(key, call) {
      const found = find(key, call);
      if (typeof found === 'string') return [found];
      const { operation, path_params } = found;
      const { query, headers, credentials, on, body } = call;
      const refused = credentials && refuseCredentials(api, operation, credentials);
      const facts = { operation: operation.key, path_params, query, headers, body };
      const content = contentOf(operation, call);
      const isJson = content && isJsonMediaType(content.media_type) && body !== undefined;
      const said = [
        ...(refused === undefined ? [] : [refused]),
        ...findSunsets(operation, { ...call, path_params }, api),
        ...validator.checkRequest(facts).map(tellMismatch),
        ...findUndescribed(operation, { ...call, path_params }, api),
        ...(isJson ? judgeMembers(content.schema ?? true, body, contextOf('request', on)) : []),
      ];
      return [...new Set(said)];
    },

    readCall(key, call) {
      const found = find(key, call);
      if (typeof found === 'string') return new Map();
      const { operation, path_params } = found;
      return readValues({ ...call, path_params }, operation, api.schemas);
    },

    checkAnswer(key, { status, headers, body, on }) {
      const operation = byShape.get(shapeOf(key));
      if (!operation) return [tellMissing(key)];
      const media_type = headers['content-type'] ?? '';
      const response = findResponse(operation, status);
      const known = new Set(response?.headers.map(({ name }) => name.toLowerCase()));
      const extra = Object.keys(headers).filter((name) => name !== 'content-type' && !known.has(name));
      const content = response && findContent(response.content, media_type);
      const said = [
        ...validator.checkResponse({ operation: operation.key, status, media_type, body, headers }).map(tellMismatch),
        ...(response ? extra.map((name) => `the contract has no header ${name} in response ${status}`) : []),
        ...(content?.schema !== undefined && body !== undefined && isJsonMediaType(media_type)
          ? judgeMembers(content.schema, body, contextOf('response', on))
          : []),
      ];
      return [...new Set(said)];
    },
  };
}

/** `GET /pets CALLBACK sold {…} POST` → a callback of GET /pets. */
function tellMissing(key: string): string {
  const [owner = '', callback] = key.split(' CALLBACK ');
  if (callback !== undefined) return `${owner} has no callback ${callback} in the contract`;
  return `the contract has no ${key.replace(/^WEBHOOK /, 'webhook ')}`;
}

/** Places as witnesses name them: `query limit` for `/query/limit`. */
const tellMismatch = ({ description }: Mismatch): string =>
  description
    .replace(/^\/(query|path|header|cookie)\/(\S+)/, '$1 $2')
    .replace(/^\/body /, 'the body ')
    .replace(/^\//, '');

function findSunsets(
  operation: ApiOperation,
  call: Call & { path_params: Record<string, string> },
  { schemas }: ApiModel,
): string[] {
  const { key, deprecated, sunset, parameters } = operation;
  const said = deprecated && isGone(sunset, call.on) ? [tellGone(key, sunset)] : [];
  for (const parameter of parameters)
    if (parameter.deprecated && isGone(parameter.sunset, call.on))
      if (readParameter(parameter, { ...call, path: call.path_params }, schemas).sent)
        said.push(tellGone(`${parameter.in} ${parameter.name}`, parameter.sunset));
  return said;
}
