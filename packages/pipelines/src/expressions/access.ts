// How values are compared and entered: `==`, `a.b`, `a[0]`, `a.*`. Own members only; a list has no members but its items.
import { data } from '@actions/expressions';
import { FilteredArray } from '@actions/expressions/filtered_array';
import { equals } from '@actions/expressions/result';
import { canonicalJson } from '../json.ts';
import { toJson, type Value } from './values.ts';

export function same(left: Value, right: Value): boolean {
  if (left.primitive || right.primitive) return equals(left, right);
  return canonicalJson(toJson(left)) === canonicalJson(toJson(right));
}

export function member(target: Value, index: Value): Value | undefined {
  if (target instanceof data.Dictionary) return index.primitive ? target.get(index.coerceString()) : undefined;
  if (!(target instanceof data.Array) || !(index instanceof data.NumberData)) return undefined;
  return Number.isInteger(index.value) ? target.values()[index.value] : undefined;
}

/** `.*` of a list or an object: a list whose next access goes into each item. */
export function everyMember(target: Value): Value {
  const list = new FilteredArray();
  if (!(target instanceof data.Array) && !(target instanceof data.Dictionary)) return list;
  for (const value of target.values()) {
    // `list.*.items.*` goes one level deeper, as in GitHub's object filters.
    if (target instanceof FilteredArray) for (const inner of everyMemberOf(value)) list.add(inner);
    else list.add(value);
  }
  return list;
}

function everyMemberOf(value: Value): Value[] {
  return value instanceof data.Array || value instanceof data.Dictionary ? value.values() : [];
}

/** Items without the member are left out. */
export function pluck(items: FilteredArray, index: Value): Value {
  const list = new FilteredArray();
  for (const item of items.values()) {
    const found = member(item, index);
    if (found) list.add(found);
  }
  return list;
}
