// Explicit answers. In: the stubs of mocks/ or of one scenario. Out: per operation and per path the stubs that could answer,
// best first, so that a request only checks the conditions of those.
// Best: higher priority, then more conditions, then more fixed segments in the path, then the order in which they are written.
import type { Issue, Stub } from '@mockops/contract';
import type { ApiModel, ApiOperation } from '@mockops/schema';
import { type Answer, buildAnswer } from './answer.ts';
import { ANY_METHOD, createTrie, findAll, insert, splitTemplate, type Trie, type WantedPath } from './trie.ts';

export interface CompiledStub {
  name: string;
  priority: number;
  conditions: number;
  fixed: number;
  /** Place in the source, the last tie-breaker. */
  order: number;
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  /** Undefined when the stub does not look at the body. */
  body: unknown;
  answer: Answer;
}

export interface StubSet {
  by_operation: Map<string, CompiledStub[]>;
  by_path: Trie<CompiledStub[]>;
}

/** What conditions look at. The body is undefined when there is none, or none that is JSON. */
export interface StubRequest {
  query: URLSearchParams;
  headers: { readonly [name: string]: string | readonly string[] | undefined };
  body: unknown;
}

const NONE: CompiledStub[] = [];

export function compileStubs(
  stubs: readonly { stub: Stub; place: string }[],
  api: ApiModel,
  origin: 'stub' | 'scenario',
): { set: StubSet; issues: Issue[] } {
  const set: StubSet = { by_operation: new Map(), by_path: createTrie() };
  const issues: Issue[] = [];
  stubs.forEach(({ stub, place }, order) => {
    const { operation: wanted, path, method } = stub.request;
    if (wanted === undefined) {
      if (path === undefined) return;
      const compiled = compileStub(stub, place, order, path, origin);
      insert<CompiledStub[]>(set.by_path, method ?? ANY_METHOD, path, []).value.push(compiled);
      return;
    }
    const operation = api.operations.find((one) => one.operation_id === wanted || one.key === wanted);
    if (!operation) {
      issues.push(unknownOperation(place, wanted, api.operations));
      return;
    }
    const list = set.by_operation.get(operation.key) ?? [];
    list.push(compileStub(stub, place, order, operation.path, origin));
    set.by_operation.set(operation.key, list);
  });
  for (const list of set.by_operation.values()) list.sort(compareStubs);
  return { set, issues };
}

/** Stubs for this method and path, read from each of the starts, whose conditions are still to be checked; best first. */
export function candidateStubs(
  set: StubSet,
  operation: string | undefined,
  path: WantedPath,
  starts: readonly number[],
  method: string,
): CompiledStub[] {
  const bound = (operation !== undefined && set.by_operation.get(operation)) || NONE;
  if (set.by_path.size === 0) return bound;
  const lists = [...new Set(starts)].flatMap((from) => findAll(set.by_path, path, from, method));
  if (lists.length === 0) return bound;
  return [...bound, ...lists.flatMap((entry) => entry.value)].sort(compareStubs);
}

export function chooseStub(candidates: readonly CompiledStub[], request: StubRequest): CompiledStub | undefined {
  return candidates.find((stub) => holds(stub, request));
}

function holds(stub: CompiledStub, request: StubRequest): boolean {
  return (
    stub.query.every(([name, value]) => request.query.getAll(name).includes(value)) &&
    stub.headers.every(([name, value]) => headerEquals(request.headers[name], value)) &&
    (stub.body === undefined || isSubset(stub.body, request.body))
  );
}

function compileStub(
  stub: Stub,
  place: string,
  order: number,
  path: string,
  origin: 'stub' | 'scenario',
): CompiledStub {
  const { query = {}, headers = {}, body } = stub.request;
  const name = stub.name ?? place;
  return {
    name,
    priority: stub.priority,
    conditions: Object.keys(query).length + Object.keys(headers).length + countLeaves(body),
    fixed: splitTemplate(path).filter((segment) => !segment.includes('{')).length,
    order,
    query: Object.entries(query).map(([key, value]) => [key, String(value)]),
    headers: Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)]),
    body,
    answer: buildAnswer({ ...stub.response, origin, name }),
  };
}

function compareStubs(a: CompiledStub, b: CompiledStub): number {
  return b.priority - a.priority || b.conditions - a.conditions || b.fixed - a.fixed || a.order - b.order;
}

function headerEquals(actual: string | readonly string[] | undefined, wanted: string): boolean {
  return typeof actual === 'string' || actual === undefined ? actual === wanted : actual.includes(wanted);
}

/** Objects may hold more than what is wanted; lists and scalars must be equal. */
function isSubset(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      wanted.length === actual.length &&
      wanted.every((item, index) => isSubset(item, actual[index]))
    );
  }
  if (!isRecord(wanted)) return wanted === actual;
  return (
    isRecord(actual) &&
    Object.entries(wanted).every(([key, value]) => Object.hasOwn(actual, key) && isSubset(value, actual[key]))
  );
}

function countLeaves(value: unknown): number {
  if (value === undefined) return 0;
  if (!isRecord(value)) return 1;
  return Math.max(
    1,
    Object.values(value).reduce<number>((sum, part) => sum + countLeaves(part), 0),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownOperation(place: string, wanted: string, operations: readonly ApiOperation[]): Issue {
  const known = operations.slice(0, 5).map((operation) => operation.key);
  return {
    code: 'ENG001',
    path: `${place}.request.operation`,
    message: `the contract has no operation "${wanted}", so this mock never answers`,
    hint: known.length > 0 ? `name one of its operations, such as ${known.join(', ')}` : 'push a contract first',
  };
}
