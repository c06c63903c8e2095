// Which schemas say the same on both sides, member for member, with all that they refer to: most of a contract does, and need not be looked
// at any closer. Where this says no, they may still mean the same.
import { isObject } from '../../json.ts';
import { REF_PREFIX } from '../../keywords.ts';
import type { JsonSchema } from '../../model.ts';

type Schemas = Record<string, JsonSchema>;
export type IsUnchanged = (before: JsonSchema | undefined, after: JsonSchema | undefined) => boolean;

export function createUnchanged(before: Schemas, after: Schemas): IsUnchanged {
  const changed = findChanged(before, after);
  return (x, y) => {
    const mentioned = new Set<string>();
    if (!isSame(x, y, mentioned)) return false;
    for (const name of mentioned) if (changed.has(name)) return false;
    return true;
  };
}

/** Names of the components that differ, and of those that lead to one that does. */
function findChanged(before: Schemas, after: Schemas): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  const open: string[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const mentioned = new Set<string>();
    const isThere = Object.hasOwn(before, name) && Object.hasOwn(after, name);
    if (!isThere || !isSame(before[name], after[name], mentioned)) open.push(name);
    for (const other of mentioned) users.set(other, [...(users.get(other) ?? []), name]);
  }
  const changed = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (changed.has(name)) continue;
    changed.add(name);
    open.push(...(users.get(name) ?? []));
  }
  return changed;
}

/** Adds what looks like a reference to a component, also where it is only data: that makes the answer more careful, not wrong. */
function isSame(x: unknown, y: unknown, mentioned: Set<string>): boolean {
  if (Array.isArray(x))
    return Array.isArray(y) && x.length === y.length && x.every((item, index) => isSame(item, y[index], mentioned));
  if (!isObject(x) || !isObject(y)) return x === y;
  const names = Object.keys(x);
  if (names.length !== Object.keys(y).length) return false;
  const reference = x.$ref;
  if (typeof reference === 'string' && reference.startsWith(REF_PREFIX))
    mentioned.add(reference.slice(REF_PREFIX.length));
  return names.every((name) => Object.hasOwn(y, name) && isSame(x[name], y[name], mentioned));
}
