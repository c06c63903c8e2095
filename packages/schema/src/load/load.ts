// loadApi: contract files in, one ApiModel and the list of what could not be read out.
import type { Issue, Result, SourcePlace } from '@mockops/contract';
import { byText, isObject, type JsonObject } from '../json.ts';
import type { ApiModel, ApiOperation } from '../model.ts';
import { isProtobuf, loadProtobuf, withoutProtoFiles } from '../protobuf/load-protobuf.ts';
import { readFiles } from '../source/files.ts';
import { createPositions } from '../source/position.ts';
import { createResolver, type Location, type Resolver } from '../source/resolver.ts';
import { createChecksums } from './checksum.ts';
import { readDocument } from './document.ts';
import { nameLinkTargets } from './links.ts';
import { createLocator, type Locator } from './locator.ts';
import { readOperations, readWebhooks } from './operations.ts';
import { findRoot } from './root.ts';
import { createSchemaBook } from './schemas.ts';
import { readSecuritySchemes } from './security.ts';
import { reportEndlessCycles, settle, type Unsigned } from './settle.ts';
import { warnOfType } from './unknown-type.ts';

/**
 * Reads an OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0 contract. `files` maps names to YAML or JSON text; the root is the one with an
 * `openapi` or `swagger` member.
 * `ok: false` for syntax errors and for no, or more than one, root. Otherwise `issues` lists each operation that was left out, and warns of
 * what says nothing.
 */
export async function loadApi(files: Record<string, string>): Promise<Result<ApiModel>> {
  const read = await loadContract(files);
  return read.ok ? { ...read, value: read.value.api } : read;
}

export interface LoadedContract {
  api: ApiModel;
  /** Where parts of `api` stand in the files. Kept beside the model, never in it: moving a schema changes no digest. */
  locate: Locator;
  /** The documents as they were written; a Protobuf contract has none. */
  source?: ContractSource;
}

export interface ContractSource {
  root: { file: string; document: JsonObject };
  resolver: Resolver;
  positionOf: (location: Location) => SourcePlace;
  /** It was Swagger 2.0: the document is what we made of it. */
  isUpgraded: boolean;
}

/** `loadApi` that also tells positions. Files are parsed for them only when the first is asked for. */
export async function loadContract(files: Record<string, string>): Promise<Result<LoadedContract>> {
  if (isProtobuf(files)) return loadProtobuf(files);
  const given = readFiles(withoutProtoFiles(files));
  if (given.issues.length > 0) return { ok: false, issues: given.issues };
  const found = findRoot(given.sources);
  if ('issue' in found) return { ok: false, issues: [found.issue] };

  const { root, sources, originOf } = found;
  const resolver = createResolver(sources);
  const book = createSchemaBook(root, resolver);
  const context = { book, resolver, security: root.document.security };
  const read = { operations: readOperations(root, context), webhooks: readWebhooks(root, context) };
  const named = book.finish();
  reportEndlessCycles(named);
  const security = readSecuritySchemes(
    isObject(root.document.components) ? root.document.components.securitySchemes : undefined,
    { file: root.file, pointer: '/components/securitySchemes' },
    resolver,
  );

  const positions = createPositions((file) => sources.get(file)?.text ?? '');
  const placeOf = (location: Location): SourcePlace => {
    const origin = originOf(location);
    return {
      ...positions(origin.file, origin.pointer),
      file: sources.get(origin.file)?.name ?? origin.file,
      pointer: origin.pointer,
    };
  };
  const sorted = settle(read, named);
  nameLinkTargets([...sorted.operations, ...sorted.webhooks], sorted.operations);
  const issues = [
    ...sorted.broken,
    ...security.problems.map((problem) => ({ path: problem.location.pointer, what: '', problem })),
  ].map(({ path, what, problem: { code, message, location, hint } }): Issue => {
    const { file, line, col } = placeOf(location);
    return { code, path, message: what + message, at: { file, line, col }, hint };
  });

  const [leftover] = book.leftovers();
  if (leftover) issues.push(warnOfNullable(placeOf(leftover), book.leftovers().length, String(root.document.openapi)));
  for (const { type, location } of book.unknownTypes().slice(0, MOST_TYPES))
    issues.push(warnOfType(type, placeOf(location)));

  const checksums = createChecksums(sorted.schemas);
  const sign = (operation: Unsigned): ApiOperation => {
    const callbacks = operation.callbacks.map(sign);
    return { ...operation, callbacks, checksum: checksums.ofOperation({ ...operation, callbacks }) };
  };
  const byKey = (a: Unsigned, b: Unsigned) => byText(a.key, b.key);
  const model: Omit<ApiModel, 'digest'> = {
    kind: 'openapi',
    ...readDocument(root.document, root.source.version),
    operations: sorted.operations.sort(byKey).map(sign),
    webhooks: sorted.webhooks.sort(byKey).map(sign),
    schemas: sorted.schemas,
    security_schemes: security.schemes,
  };
  const locate = createLocator({
    root,
    resolver,
    locationOf: (component) => named.get(component)?.location,
    positionOf: placeOf,
  });
  const isUpgraded = given.sources.get(root.file)?.value !== root.document;
  const source = { root, resolver, positionOf: placeOf, isUpgraded };
  return { ok: true, value: { api: { ...model, digest: checksums.ofModel(model) }, locate, source }, issues };
}

/** Unknown types that are told; a generated contract may have one everywhere. */
const MOST_TYPES = 50;

/** Told once: a contract that was renamed to 3.1 has it everywhere. */
const warnOfNullable = ({ file, pointer, line, col }: SourcePlace, count: number, version: string): Issue => ({
  code: 'SCH019',
  path: pointer,
  message: `"nullable" has no meaning in OpenAPI ${version}, so null is not allowed here${count > 1 ? ` nor in ${count - 1} other ${count === 2 ? 'place' : 'places'}` : ''}`,
  severity: 'warning',
  at: { file, line, col },
  hint: 'write type: [string, "null"], or keep openapi: 3.0.3',
});
