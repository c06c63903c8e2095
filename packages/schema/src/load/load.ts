// loadApi: contract files in, one ApiModel and the list of what could not be read out.
import type { Issue, Result } from '@mockops/contract';
import { byText, isObject, type JsonObject, member } from '../json.ts';
import { mentionedNames } from '../keywords.ts';
import type { ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { readFiles, type SourceFile } from '../source/files.ts';
import { createPositions } from '../source/position.ts';
import { createResolver } from '../source/resolver.ts';
import { createChecksums } from './checksum.ts';
import { createLocator, type Locator } from './locator.ts';
import { type ReadOperation, readOperations } from './operations.ts';
import type { Problem } from './problem.ts';
import { createSchemaBook, type NamedSchema } from './schemas.ts';

/**
 * Reads an OpenAPI 3.0, 3.1 or 3.2 contract. `files` maps names to YAML or JSON text; the root is the one with an `openapi` member.
 * `ok: false` for syntax errors and for no, or more than one, root. Otherwise `issues` lists each operation that was left out.
 */
export async function loadApi(files: Record<string, string>): Promise<Result<ApiModel>> {
  const read = await loadContract(files);
  return read.ok ? { ...read, value: read.value.api } : read;
}

export interface LoadedContract {
  api: ApiModel;
  /** Where parts of `api` stand in the files. Kept beside the model, never in it: moving a schema changes no digest. */
  locate: Locator;
}

/** `loadApi` that also tells positions. Files are parsed for them only when the first is asked for. */
export async function loadContract(files: Record<string, string>): Promise<Result<LoadedContract>> {
  const { sources, issues } = readFiles(files);
  if (issues.length > 0) return { ok: false, issues };
  const root = findRoot(sources);
  if ('issue' in root) return { ok: false, issues: [root.issue] };

  const resolver = createResolver(sources);
  const book = createSchemaBook(root, resolver);
  const read = readOperations(root, { book, resolver });
  const named = book.finish();
  reportEndlessCycles(named);

  const positions = createPositions((file) => sources.get(file)?.text ?? '');
  const toIssue = (path: string, what: string, { code, message, location, hint }: Problem): Issue => ({
    code,
    path,
    message: what + message,
    at: { ...positions(location.file, location.pointer), file: sources.get(location.file)?.name ?? location.file },
    hint,
  });

  const reachOf = createReach(named);
  const reported = new Set<string>();
  const good: ReadOperation['operation'][] = [];
  for (const { operation, problems, names } of read) {
    const inherited = reachOf(names).flatMap((name) => {
      const found = named.get(name)?.problems ?? [];
      if (found.length > 0) reported.add(name);
      return found;
    });
    const all = [...problems, ...inherited];
    if (all.length === 0) good.push(operation);
    else issues.push(...all.map((problem) => toIssue(operation.pointer, `${operation.key} is left out: `, problem)));
  }
  for (const [name, { problems, location }] of named)
    if (!reported.has(name))
      issues.push(...problems.map((problem) => toIssue(location.pointer, `the schema ${name} is left out: `, problem)));

  const locate = createLocator({
    root,
    resolver,
    locationOf: (component) => named.get(component)?.location,
    positionOf: ({ file, pointer }) => ({
      ...positions(file, pointer),
      pointer,
      file: sources.get(file)?.name ?? file,
    }),
  });
  return { ok: true, value: { api: assemble(root, good, named, reachOf), locate }, issues };
}

type Root = { file: string; source: SourceFile; document: JsonObject };

function findRoot(sources: Map<string, SourceFile>): Root | { issue: Issue } {
  const roots: Root[] = [];
  for (const [file, source] of sources)
    if (isObject(source.value) && member(source.value, 'openapi') !== undefined)
      roots.push({ file, source, document: source.value });
  const [root, ...others] = roots;
  const issue = (message: string, hint: string, at?: string): { issue: Issue } => ({
    issue: { code: 'SCH004', path: '', message, hint, ...(at && { at: { file: at, line: 1, col: 1 } }) },
  });
  if (!root) {
    const old = [...sources.values()].find(({ value }) => isObject(value) && member(value, 'swagger') !== undefined);
    if (old)
      return issue(
        `${old.name} is Swagger 2.0; convert it to OpenAPI 3`,
        'converters such as swagger2openapi or https://editor.swagger.io do it; then push the result',
        old.name,
      );
    const names = [...sources.values()].map(({ name }) => name).sort(byText);
    return issue(
      `none of the files has a top-level "openapi" member: ${names.join(', ') || 'no files given'}`,
      'add the contract\'s root file, which starts with "openapi: 3.1.0"',
    );
  }
  if (others.length > 0)
    return issue(
      `several files have a top-level "openapi" member: ${roots.map(({ source }) => source.name).join(', ')}`,
      'keep one root; let the other files hold only what it refers to',
      others[0]?.source.name,
    );
  const version = String(root.document.openapi);
  if (!/^3\.[0-2](\.|$)/.test(version))
    return issue(`OpenAPI ${version} is not supported`, 'use OpenAPI 3.0, 3.1 or 3.2', root.source.name);
  return root;
}

function createReach(named: Map<string, NamedSchema>): (names: Iterable<string>) => string[] {
  return (names) => {
    const reached = new Set<string>();
    const open = [...names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(named.get(name)?.names ?? []));
    }
    return [...reached].sort(byText);
  };
}

/** A schema that is itself without a property or an item in between can never be checked. */
function reportEndlessCycles(named: Map<string, NamedSchema>): void {
  const direct = new Map([...named].map(([name, { schema }]) => [name, mentionedNames(schema, new Set(), true)]));
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): void => {
    state.set(name, 'open');
    for (const next of direct.get(name) ?? []) {
      if (state.get(next) === 'open') {
        const entry = named.get(next);
        entry?.problems.push({
          code: 'SCH017',
          message: `the schema ${next} contains itself without a property or an item in between`,
          location: entry.location,
          hint: 'remove the reference that leads back to it',
        });
      } else if (!state.has(next)) visit(next);
    }
    state.set(name, 'done');
  };
  for (const name of named.keys()) if (!state.has(name)) visit(name);
}

function assemble(
  { document, source }: Root,
  operations: ReadOperation['operation'][],
  named: Map<string, NamedSchema>,
  reachOf: (names: Iterable<string>) => string[],
): ApiModel {
  const info = isObject(document.info) ? document.info : {};
  const usable = [...named].filter(([, { names }]) =>
    reachOf(names).every((name) => !named.get(name)?.problems.length),
  );
  const schemas: Record<string, JsonSchema> = Object.fromEntries(
    usable
      .filter(([, { problems }]) => problems.length === 0)
      .map(([name, { schema }]): [string, JsonSchema] => [name, schema])
      .sort(([a], [b]) => byText(a, b)),
  );
  const checksums = createChecksums(schemas);
  const servers = Array.isArray(document.servers) ? document.servers.filter(isObject) : [];
  const model: Omit<ApiModel, 'digest'> = {
    kind: 'openapi',
    title: typeof info.title === 'string' ? info.title : '',
    version: source.written(['info', 'version']) ?? String(info.version ?? ''),
    ...(typeof info.description === 'string' && { description: info.description }),
    servers: servers.flatMap(({ url }) => (typeof url === 'string' ? [url.replace(/\/+$/, '')] : [])),
    operations: operations
      .map((operation): ApiOperation => ({ ...operation, checksum: checksums.ofOperation(operation) }))
      .sort((a, b) => byText(a.key, b.key)),
    schemas,
    webhooks: [],
    security_schemes: {},
    tags: [],
  };
  return { ...model, digest: checksums.ofModel(model) };
}
