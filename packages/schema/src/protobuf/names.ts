// Which declaration a type's name means: the innermost scope wins, as in C++. Names of files that are not imported are found too,
// so that one missing import is one finding, and not one per use.
import type { Issue } from '@mockops/contract';
import { byText } from '../json.ts';
import type { FoundFile } from './imports.ts';
import type { Declared, WrittenMessage } from './syntax.ts';

export interface NamedType {
  kind: 'message' | 'enum';
  full_name: string;
  file: FoundFile;
}

export interface Names {
  types: Map<string, NamedType>;
  /** `scope` is the full name of what the reference stands in. */
  find(name: string, scope: string, from: FoundFile): NamedType | undefined;
  /** A full name that ends like it, for hints. */
  similar(name: string): string | undefined;
  issues: Issue[];
}

export const join = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

export function indexNames(files: FoundFile[]): Names {
  const types = new Map<string, NamedType>();
  const issues: Issue[] = [];
  const declare = (kind: NamedType['kind'], scope: string, { name, places }: Declared, file: FoundFile): string => {
    const full_name = join(scope, name);
    const before = types.get(full_name);
    if (!before) types.set(full_name, { kind, full_name, file });
    else {
      const [line, col] = places.name ?? [1, 1];
      const where = before.file === file ? 'above' : `in ${before.file.file}`;
      issues.push({
        code: 'PRO005',
        path: full_name,
        message: `${full_name} is declared ${where} already; this one is left out`,
        at: { file: file.file, line, col },
        hint: 'rename one of them, or push one copy of the file',
      });
    }
    return full_name;
  };
  const walk = (scope: string, home: Pick<WrittenMessage, 'messages' | 'enums'>, file: FoundFile): void => {
    for (const item of home.enums) declare('enum', scope, item, file);
    for (const message of home.messages) walk(declare('message', scope, message, file), message, file);
  };
  for (const file of files) walk(file.written.package, file.written, file);

  const search = (name: string, scope: string, accepts: (type: NamedType) => boolean): NamedType | undefined => {
    if (name.startsWith('.')) {
      const type = types.get(name.slice(1));
      return type && accepts(type) ? type : undefined;
    }
    for (let around = scope; ; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
      const type = types.get(join(around, name));
      if (type && accepts(type)) return type;
      if (around === '') return undefined;
    }
  };
  const byLast = new Map(
    [...types.keys()].sort(byText).map((full) => [full.slice(full.lastIndexOf('.') + 1), full] as const),
  );
  return {
    types,
    issues,
    find: (name, scope, from) =>
      search(name, scope, ({ file }) => from.visible.has(file)) ?? search(name, scope, () => true),
    similar: (name) => byLast.get(name.slice(name.lastIndexOf('.') + 1)),
  };
}
