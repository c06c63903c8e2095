// Which operation of a workspace a path means, and which explicit mocks could answer it. A path that only matches after the
// base path of a server URL of the contract (`https://api.example.com/v1`) is taken off is matched without it.
import { type Issue, Problem } from '@mockops/contract';
import { type CompiledStub, candidateStubs, type StubSet } from './stubs.ts';
import { allowedMethods, find, type TrieMatch, type WantedPath } from './trie.ts';
import type { CompiledOperation, CompiledWorkspace } from './workspace.ts';

export interface Route {
  operation: CompiledOperation | undefined;
  names: readonly string[];
  params: readonly string[];
  /** Index of the first segment that was matched, after a base path of the contract. */
  from: number;
  /** Explicit mocks of mocks/ for this method and path, best first. */
  stubs: CompiledStub[];
}

export function findRoute(workspace: CompiledWorkspace, path: WantedPath, from: number, method: string): Route {
  const match = find(workspace.routes, path, from, method) ?? undefined;
  const start = match ? from : findBehindBase(workspace, path.segments, from);
  const found: TrieMatch<CompiledOperation> | undefined =
    match ?? (start === from ? undefined : find(workspace.routes, path, start, method));
  const operation = found?.entry.value;
  return {
    operation,
    names: found?.entry.names ?? [],
    params: found?.params ?? [],
    from: start,
    stubs: stubsFor(workspace.mocks, operation, path, [from, start], method),
  };
}

export function stubsFor(
  set: StubSet,
  operation: CompiledOperation | undefined,
  path: WantedPath,
  starts: readonly number[],
  method: string,
): CompiledStub[] {
  return candidateStubs(set, operation?.key, path, starts, method);
}

/** Methods that the path has, for 405 and OPTIONS; empty when nothing has this path. */
export function listAllowed(workspace: CompiledWorkspace, segments: readonly string[], from: number): string[] {
  const start = findBehindBase(workspace, segments, from);
  const allowed = new Set([
    ...allowedMethods(workspace.routes, segments, from),
    ...allowedMethods(workspace.routes, segments, start),
    ...allowedMethods(workspace.mocks.by_path, segments, from),
  ]);
  if (allowed.size === 0) return [];
  if (allowed.delete('*')) for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) allowed.add(method);
  if (allowed.has('GET')) allowed.add('HEAD');
  allowed.add('OPTIONS');
  return [...allowed].sort();
}

/** 404 with the operations that look most like the request. */
export function noRoute(
  workspace: CompiledWorkspace,
  method: string,
  path: string,
  segments: readonly string[],
): Problem {
  const ranked = workspace.contract.api.operations
    .map((operation) => ({
      operation,
      score: likeness(operation.path, segments) + (operation.method === method ? 0.25 : 0),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 5);
  const issues: Issue[] = ranked.map(({ operation }) => ({
    code: 'ENG003',
    path: operation.key,
    message: operation.summary ?? 'an operation of this contract',
  }));
  const near = ranked[0] ? `; nearest: ${ranked.map(({ operation }) => operation.key).join(', ')}` : '';
  const place = `${workspace.workspace}@${workspace.environment}`;
  return new Problem('no-route', `${place} has no mock for ${method} ${path}${near}`, { issues });
}

/** Where the path goes on behind a base path of the contract that leads to some operation; `from` when none does. */
function findBehindBase(workspace: CompiledWorkspace, segments: readonly string[], from: number): number {
  for (const base of workspace.base_paths) {
    if (!base.every((segment, index) => segments[from + index] === segment)) continue;
    if (allowedMethods(workspace.routes, segments, from + base.length).size > 0) return from + base.length;
  }
  return from;
}

/** Linear, because it runs over every operation of the contract: equal segments count, parameters half, a common start a bit. */
function likeness(template: string, segments: readonly string[]): number {
  const parts = template.split('/').filter((part) => part !== '');
  let score = -Math.abs(parts.length - segments.length) / 2;
  parts.forEach((part, index) => {
    const segment = segments[index];
    if (segment === undefined) return;
    if (part === segment) score += 1;
    else if (part.startsWith('{')) score += 0.5;
    else score += commonStart(part, segment) / Math.max(part.length, segment.length);
  });
  return score;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
