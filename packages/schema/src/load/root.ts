// Which of the files is the contract's root, in which version it speaks, and a Swagger 2.0 root as OpenAPI 3.
import type { Issue } from '@mockops/contract';
import { byText, isObject, type JsonObject, member } from '../json.ts';
import type { SourceFile } from '../source/files.ts';
import { describeNoText, EMPTY } from '../source/no-text.ts';
import { createResolver, type Location } from '../source/resolver.ts';
import { upgradeSwagger2 } from './swagger2.ts';

interface Root {
  file: string;
  source: SourceFile;
  document: JsonObject;
}

export interface RootFile {
  root: Root;
  /** With the root as it is read. */
  sources: Map<string, SourceFile>;
  /** Where a place of the read document stands in the text. */
  originOf: (location: Location) => Location;
}

export function findRoot(sources: Map<string, SourceFile>): RootFile | { issue: Issue } {
  const found: (Root & { version: string })[] = [];
  for (const [file, source] of sources) {
    if (!isObject(source.value)) continue;
    const openapi = member(source.value, 'openapi');
    const swagger = member(source.value, 'swagger');
    if (openapi === undefined && swagger === undefined) continue;
    const version = openapi === undefined ? `Swagger ${String(swagger)}` : `OpenAPI ${String(openapi)}`;
    found.push({ file, source, document: source.value, version });
  }
  const [root, ...others] = found;
  const issue = (message: string, hint: string, at?: string): { issue: Issue } => ({
    issue: { code: 'SCH004', path: '', message, hint, ...(at && { at: { file: at, line: 1, col: 1 } }) },
  });
  if (!root) {
    const [only] = sources.values();
    const none = only?.value === null ? EMPTY : describeNoText(only?.text ?? '');
    if (only && none && sources.size === 1) return issue(`${only.name} ${none.what}`, none.hint, only.name);
    const names = [...sources.values()].map(({ name }) => name).sort(byText);
    const some =
      names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');
    return issue(
      `none of the files has a top-level "openapi" member: ${some || 'no files given'}`,
      'add the contract\'s root file, which starts with "openapi: 3.1.0"',
    );
  }
  if (others.length > 0)
    return issue(
      `several files have a top-level "openapi" member: ${found.map(({ source }) => source.name).join(', ')}`,
      'keep one root; let the other files hold only what it refers to',
      others[0]?.source.name,
    );
  if (/^OpenAPI 3\.[0-2](\.|$)/.test(root.version)) return { root, sources, originOf: (location) => location };
  if (!/^Swagger 2(\.0)?$/.test(root.version))
    return issue(`${root.version} is not supported`, 'use OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0', root.source.name);

  const { document, originOf } = upgradeSwagger2(root, createResolver(sources));
  const source = { ...root.source, value: document };
  return {
    root: { file: root.file, source, document },
    sources: new Map(sources).set(root.file, source),
    originOf: (location) => (location.file === root.file ? originOf(location.pointer) : location),
  };
}
