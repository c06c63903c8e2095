// Operations that the contract does not have. In: method, path and body of an exchange. Out: the operation that it would be, what is seen of it as a
// finding, and the path items that a contract needs for such findings. Segments that look like names of things become parameters.
import { isObject, type JsonObject, setMember } from '../json.ts';
import { operationKey } from '../load/operations.ts';
import type { ApiModel } from '../model.ts';
import { inferSchema, type Mismatch } from '../validate/mismatch.ts';
import { toDialect } from './dialect.ts';
import type { ContractFinding } from './propose.ts';

const METHODS = new Set(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
const MAX_SEGMENTS = 12;
/** A word of a path; everything else may be data, and becomes a parameter. */
const WORD = /^[A-Za-z][A-Za-z._~-]{0,40}$/;
const VERSION = /^v\d{1,2}(\.\d{1,2})?$/;

/** `GET /refunds/{refund_id}` for `/refunds/re_12`; undefined for what no contract would document. */
export function inferOperation(api: ApiModel, exchange: { method: string; path: string }): string | undefined {
  const method = exchange.method.toUpperCase();
  const segments = belowBase(
    api,
    exchange.path.split('/').filter((segment) => segment !== ''),
  );
  if (!METHODS.has(method) || segments.length > MAX_SEGMENTS) return undefined;
  const known = api.operations.map(({ path }) => path).find((path) => fits(path, segments));
  return operationKey(method, known ?? templateOf(segments));
}

/** The same for operations that differ only in how their parameters are called. */
export const shapeOfOperation = (key: string): string => key.replace(/\{[^{}]*\}/g, '{}');

/** With the shape of the body, never its values; undefined: there was none. */
export function undocumentedOperation(media_type: string, body: unknown): Mismatch {
  return {
    mismatch_type: 'undocumented_operation',
    path: '',
    severity: 'low',
    breaking: false,
    description: 'the contract does not have this operation',
    actual: body === undefined ? {} : { media_type, schema: inferSchema(body) },
  };
}

/** Path → method → operation, of all findings together. */
export function writeOperations(findings: readonly ContractFinding[], isV30: boolean): Map<string, JsonObject> {
  const items = new Map<string, JsonObject>();
  for (const { operation, status, actual } of findings) {
    const [method = '', path = ''] = operation.split(' ');
    const item = items.get(path) ?? {};
    items.set(path, item);
    const known = item[method.toLowerCase()];
    const written = isObject(known) ? known : { ...parametersOf(path), responses: {} };
    item[method.toLowerCase()] = written;
    if (isObject(written.responses)) setMember(written.responses, String(status), responseOf(actual, isV30));
  }
  return items;
}

function parametersOf(path: string): JsonObject {
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) };
}

function responseOf(actual: unknown, isV30: boolean): JsonObject {
  const description = 'as real answers showed it';
  if (!isObject(actual) || typeof actual.media_type !== 'string') return { description };
  const media = actual.media_type.split(';')[0]?.trim().toLowerCase() || 'application/json';
  return { description, content: { [media]: { schema: toDialect(actual.schema, isV30) } } };
}

function belowBase({ servers }: ApiModel, segments: string[]): string[] {
  for (const server of servers) {
    const pathname = URL.parse(server, 'http://localhost')?.pathname ?? '';
    const base = pathname.split('/').filter((segment) => segment !== '');
    if (base.length > 0 && base.every((segment, index) => segment === segments[index]))
      return segments.slice(base.length);
  }
  return segments;
}

function fits(path: string, segments: string[]): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  return (
    parts.length === segments.length && parts.every((part, index) => part.includes('{') || part === segments[index])
  );
}

function templateOf(segments: string[]): string {
  const taken = new Set<string>();
  const parts = segments.map((segment, index) => {
    if (WORD.test(segment) || VERSION.test(segment)) return segment;
    const before = segments[index - 1] ?? '';
    const wanted = WORD.test(before) ? `${before.replace(/[^A-Za-z]/g, '_').replace(/(?<=[^s])s$/, '')}_id` : 'id';
    let name = wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    return `{${name}}`;
  });
  return `/${parts.join('/')}`;
}
