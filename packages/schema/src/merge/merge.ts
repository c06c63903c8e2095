// Three versions of one contract file: what both sides came from, what was edited here, and what its publisher says now. Out: one text with the
// changes of both, and the places where both changed the same thing in different ways. There the edit stays, and the other value is told, so nothing is lost.
// The text is the edited one with its comments and order; only what the publisher changed is written into it.
import type { Issue, Result } from '@mockops/contract';
import { parseDocument } from 'yaml';
import { canonicalText, fromPointer, isEqual, isObject, type JsonObject, toPointer } from '../json.ts';
import { readFiles } from '../source/files.ts';

export interface MergeConflict {
  /** JSON pointer into the file. */
  pointer: string;
  /** Undefined: it is not there on that side. */
  base: unknown;
  edited: unknown;
  incoming: unknown;
}

export interface MergedContract {
  text: string;
  conflicts: MergeConflict[];
}

interface Versions {
  file: string;
  base: string;
  edited: string;
  incoming: string;
}

/** `ok: false` when one of the three is no YAML or JSON. */
export function mergeContract({ file, base, edited, incoming }: Versions): Result<MergedContract> {
  const issues: Issue[] = [];
  const read = (side: string, text: string): unknown => {
    const { sources, issues: found } = readFiles({ [file]: text });
    issues.push(...found.map((issue) => ({ ...issue, message: `${side}: ${issue.message}` })));
    return [...sources.values()][0]?.value;
  };
  const values = {
    base: read('the version that both came from', base),
    edited: read('the edited version', edited),
    incoming: read('the new version', incoming),
  };
  if (issues.length > 0) return { ok: false, issues };
  const merge = createMerge();
  const merged = merge.three(values.base, values.edited, values.incoming, []);
  const text = rewrite(edited, { before: values.edited, after: merged, file });
  return { ok: true, value: { text, conflicts: merge.conflicts }, issues: [] };
}

const ABSENT = Symbol('absent');
type Path = (string | number)[];

function createMerge() {
  const conflicts: MergeConflict[] = [];
  const shown = (value: unknown): unknown => (value === ABSENT ? undefined : value);

  const three = (base: unknown, edited: unknown, incoming: unknown, path: Path): unknown => {
    if (same(edited, incoming) || same(base, incoming)) return edited;
    if (same(base, edited)) return incoming;
    if (isObject(edited) && isObject(incoming)) return members(isObject(base) ? base : {}, edited, incoming, path);
    if (Array.isArray(edited) && Array.isArray(incoming)) {
      const lists = { base: Array.isArray(base) ? base : [], edited, incoming };
      const identity = identityOf([...lists.base, ...edited, ...incoming]);
      if (identity) return items(lists, identity, path);
    }
    conflicts.push({
      pointer: toPointer(...path),
      base: shown(base),
      edited: shown(edited),
      incoming: shown(incoming),
    });
    return edited;
  };

  const members = (base: JsonObject, edited: JsonObject, incoming: JsonObject, path: Path): JsonObject => {
    const names = [...new Set([...Object.keys(edited), ...Object.keys(incoming)])];
    const of = (side: JsonObject, name: string) => (Object.hasOwn(side, name) ? side[name] : ABSENT);
    return Object.fromEntries(
      names
        .map((name): [string, unknown] => [
          name,
          three(of(base, name), of(edited, name), of(incoming, name), [...path, name]),
        ])
        .filter(([, value]) => value !== ABSENT),
    );
  };

  /** In the edited order; what is new stands at the end. */
  const items = (
    { base, edited, incoming }: { base: unknown[]; edited: unknown[]; incoming: unknown[] },
    identity: (item: unknown) => string,
    path: Path,
  ): unknown[] => {
    const byKey = (list: unknown[]) => new Map(list.map((item) => [identity(item), item]));
    const [old, mine, theirs] = [byKey(base), byKey(edited), byKey(incoming)];
    const keys = [...new Set([...mine.keys(), ...theirs.keys()])];
    const of = (side: Map<string, unknown>, key: string) => (side.has(key) ? side.get(key) : ABSENT);
    const merged: unknown[] = [];
    for (const key of keys) {
      const value = three(of(old, key), of(mine, key), of(theirs, key), [...path, merged.length]);
      if (value !== ABSENT) merged.push(value);
    }
    return merged;
  };

  return { three, conflicts };
}

const same = (a: unknown, b: unknown): boolean => a === b || (a !== ABSENT && b !== ABSENT && isEqual(a, b));

/** What makes an item the same one in another version; undefined when the list's order is its meaning. */
function identityOf(items: unknown[]): ((item: unknown) => string) | undefined {
  if (items.every((item) => !isObject(item) && !Array.isArray(item))) return canonicalText;
  if (!items.every(isObject)) return undefined;
  const key = (item: unknown): string | undefined => {
    if (!isObject(item)) return undefined;
    if (typeof item.$ref === 'string') return `$ref ${item.$ref}`;
    if (typeof item.name === 'string') return `${item.name} in ${String(item.in ?? '')}`;
    return typeof item.url === 'string' ? item.url : undefined;
  };
  return items.every((item) => key(item) !== undefined) ? (item) => key(item) ?? '' : undefined;
}

/** Writes the differences into the text; comments and order of everything else stay. */
function rewrite(text: string, { before, after, file }: { before: unknown; after: unknown; file: string }): string {
  if (isEqual(before, after)) return text;
  if (/\.json$/i.test(file) || text.trimStart().startsWith('{')) {
    const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
    return `${JSON.stringify(after, null, text.includes('\n') ? indent : undefined)}\n`;
  }
  const document = parseDocument(text, { merge: true });
  for (const { path, value } of differences(before, after, [])) {
    if (value === ABSENT) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

/** Whole lists: their items have no names that stay. */
function differences(before: unknown, after: unknown, path: Path): { path: Path; value: unknown }[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, value: after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    differences(
      Object.hasOwn(before, name) ? before[name] : ABSENT,
      Object.hasOwn(after, name) ? after[name] : ABSENT,
      [...path, name],
    ),
  );
}

/** The text with the publisher's value at each of these pointers: how a conflict is settled for the other side. */
export function takeIncoming(file: string, text: string, conflicts: readonly MergeConflict[]): string {
  const { sources } = readFiles({ [file]: text });
  const before: unknown = [...sources.values()][0]?.value;
  const after: unknown = structuredClone(before);
  for (const { pointer, incoming } of conflicts) setAt(after, fromPointer(pointer), incoming);
  return rewrite(text, { before, after, file });
}

function setAt(root: unknown, path: string[], value: unknown): void {
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((at, name) => {
    if (Array.isArray(at)) return at[Number(name)];
    return isObject(at) ? at[name] : undefined;
  }, root);
  if (last === undefined) return;
  if (Array.isArray(parent)) {
    if (value === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
  } else if (isObject(parent)) {
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
}
