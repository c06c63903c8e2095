// Which file an import means. Contracts come under any folder (`schemas/api/shop/v1/shop.proto`) while imports begin at a root
// (`shop/v1/shop.proto`): a file is found by its end. Nothing is read; what was not given is built in or missing.
import type { Issue } from '@mockops/contract';
import { byText } from '../json.ts';
import { BUILT_IN } from './built-in.ts';
import { parseProto } from './parse.ts';
import type { WrittenFile } from './syntax.ts';

export interface FoundFile {
  /** As it was given, or the path of a built-in one. */
  file: string;
  /** As others import it. */
  path: string;
  written: WrittenFile;
  built_in: boolean;
  /** Itself, what it imports, and what those import publicly. */
  visible: Set<FoundFile>;
  /** An import of it is missing or does not parse: names may be unknown because of that. */
  incomplete: boolean;
}

export function findFiles(given: Map<string, WrittenFile>): { files: FoundFile[]; issues: Issue[] } {
  const issues: Issue[] = [];
  const byBase = Map.groupBy(given.keys(), baseOf);
  const files = new Map<string, FoundFile>();
  const paths = new Map<string, string>();
  const imports = new Map<FoundFile, { file: FoundFile; public: boolean; index: number }[]>();

  const add = (file: string, written: WrittenFile, built_in: boolean): FoundFile => {
    const found = { file, path: file, written, built_in, visible: new Set<FoundFile>(), incomplete: false };
    files.set(file, found);
    return found;
  };
  const open = [...given].map(([file, written]) => add(file, written, false));
  for (let from = open.pop(); from; from = open.pop()) {
    const list: { file: FoundFile; public: boolean; index: number }[] = [];
    imports.set(from, list);
    for (const [index, { path, kind, place }] of from.written.imports.entries()) {
      if (kind === 'option' && BUILT_IN[path] === undefined && !byBase.has(baseOf(path))) continue;
      const name = findName(path, from.file, byBase, given);
      const issue = importIssue(path, name, { file: from.file, line: place[0], col: place[1] });
      if (issue) {
        if (kind === 'weak') issue.severity = 'warning';
        issues.push(issue);
        from.incomplete = true;
        continue;
      }
      const key = name ?? path;
      let target = files.get(key);
      if (!target) {
        target = add(key, parseProto(path, BUILT_IN[path] ?? '').file, true);
        open.push(target);
      }
      if (name !== undefined && !paths.has(name)) paths.set(name, path);
      list.push({ file: target, public: kind === 'public', index });
    }
  }
  for (const found of files.values()) {
    found.visible = visibleFrom(found, imports);
    if ([...found.visible].some(({ written }) => written.broken)) found.incomplete = true;
  }
  namePaths([...files.values()], paths);
  issues.push(...findCycles(imports));
  return { files: [...files.values()].sort((a, b) => byText(a.path, b.path)), issues };
}

const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Of several files with that end, the one nearest to who imports it. */
function findName(
  path: string,
  from: string,
  byBase: Map<string, string[]>,
  given: Map<string, WrittenFile>,
): string | undefined {
  const named = byBase.get(baseOf(path)) ?? [];
  const whole = named.filter((name) => name === path || name.endsWith(`/${path}`));
  // Given without the outer folders; the package says that they are the same.
  const isInner = (name: string) =>
    path.endsWith(`/${name}`) && `${given.get(name)?.package.replaceAll('.', '/')}/${baseOf(path)}` === path;
  const ends = whole.length > 0 || Object.hasOwn(BUILT_IN, path) ? whole : named.filter(isInner);
  const shared = (name: string): number => {
    let length = 0;
    while (length < name.length && name.charAt(length) === from.charAt(length)) length += 1;
    return length;
  };
  return ends.sort((a, b) => shared(b) - shared(a) || a.length - b.length || byText(a, b))[0];
}

function importIssue(path: string, found: string | undefined, at: NonNullable<Issue['at']>): Issue | undefined {
  if (/\\|^\/|^[A-Za-z][A-Za-z0-9+.-]*:|(^|\/)\.\.?(\/|$)|\/\/|^$/.test(path))
    return {
      code: 'PRO003',
      path: '',
      message: `the import ${JSON.stringify(path)} is no path from the root of the contract`,
      at,
      hint: 'write it without a leading /, "." or "..": "shop/v1/shop.proto"',
    };
  if (found !== undefined || Object.hasOwn(BUILT_IN, path)) return undefined;
  return {
    code: 'PRO003',
    path: '',
    message: `the imported file ${JSON.stringify(path)} is not among the files`,
    at,
    hint: 'add it beside the others, in the folders that the import names',
  };
}

type Imports = Map<FoundFile, { file: FoundFile; public: boolean; index: number }[]>;

function visibleFrom(from: FoundFile, imports: Imports): Set<FoundFile> {
  const visible = new Set([from]);
  const open = (imports.get(from) ?? []).map(({ file }) => file);
  for (let file = open.pop(); file; file = open.pop()) {
    if (visible.has(file)) continue;
    visible.add(file);
    for (const next of imports.get(file) ?? []) if (next.public) open.push(next.file);
  }
  return visible;
}

/** Imported files by how they are imported; the others from the root that those show, or from where their package's folders begin. */
function namePaths(files: FoundFile[], imported: Map<string, string>): void {
  const roots = new Map<string, number>();
  for (const [name, path] of imported) {
    const root = name.slice(0, name.length - path.length);
    roots.set(root, (roots.get(root) ?? 0) + 1);
  }
  const [usual] = [...roots].sort(([a, x], [b, y]) => y - x || byText(a, b))[0] ?? [];
  const taken = new Set(imported.values());
  for (const found of files) {
    const known = imported.get(found.file);
    if (found.built_in) continue;
    if (known !== undefined) {
      found.path = known;
      continue;
    }
    const folders = `${found.written.package.replaceAll('.', '/')}/${baseOf(found.file)}`;
    const path =
      usual !== undefined && found.file.startsWith(usual)
        ? found.file.slice(usual.length)
        : found.file.endsWith(`/${folders}`)
          ? folders
          : found.file;
    if (!taken.has(path)) found.path = path;
    taken.add(found.path);
  }
}

/** Each file from which an import leads back to itself, reported at that import, once per circle. */
function findCycles(imports: Imports): Issue[] {
  const issues: Issue[] = [];
  const done = new Set<FoundFile>();
  for (const start of imports.keys()) {
    const path: { file: FoundFile; next: number }[] = done.has(start) ? [] : [{ file: start, next: 0 }];
    const onPath = new Set(path.map(({ file }) => file));
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = imports.get(top.file)?.[top.next];
      top.next += 1;
      if (!edge) {
        done.add(top.file);
        onPath.delete(top.file);
        path.pop();
      } else if (onPath.has(edge.file)) {
        const [line, col] = top.file.written.imports[edge.index]?.place ?? [1, 1];
        issues.push({
          code: 'PRO004',
          path: '',
          message: `the import of ${edge.file.path} leads back to ${top.file.path}`,
          at: { file: top.file.file, line, col },
          hint: 'move what both need into a third file',
        });
      } else if (!done.has(edge.file)) {
        path.push({ file: edge.file, next: 0 });
        onPath.add(edge.file);
      }
    }
  }
  return issues;
}
