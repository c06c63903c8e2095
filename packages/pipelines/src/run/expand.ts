// The cells of a step: one for each combination of a matrix, with `include` and `exclude` as GitHub has them, or for each item of a foreach. Keys are
// stable: a re-run finds the same cell by the same key, wherever it stands in the list.
import type { Issue, Matrix } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import { renderConfig } from '../expressions/render.ts';
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { NewCell } from './moves.ts';
import type { StepPlan } from './plan.ts';

export const MAX_CELLS = 256;
/** A longer text would not do as a name on a page, nor as a part of a key. */
const LONGEST_KEY = 100;

export type Expansion = { ok: true; cells: NewCell[] } | { ok: false; issues: Issue[] };

export function expandCells(step: StepPlan, context: RunContext): Expansion {
  const found = step.foreach ? itemsOf(step, context) : combinationsOf(step, context);
  if (!found.ok) return found;
  if (found.cells.length > MAX_CELLS)
    return refuse(
      step,
      `makes ${found.cells.length} cells; ${MAX_CELLS} is the most`,
      'split the list over several runs',
    );
  const seen = new Set<string>();
  for (const { item } of found.cells) {
    if (seen.has(item))
      return refuse(
        step,
        `has two cells with the key "${item}"`,
        'give `key` an expression that tells the items apart',
      );
    seen.add(item);
  }
  return found;
}

function itemsOf(step: StepPlan, context: RunContext): Expansion {
  const { foreach } = step;
  if (!foreach) return { ok: true, cells: [] };
  const rendered = renderConfig({ items: foreach.items }, context, `${step.path}.foreach`);
  if (!rendered.ok) return { ok: false, issues: rendered.issues };
  const { items } = rendered.value;
  if (!Array.isArray(items)) return refuse(step, `needs a list in items, and this is ${nameOf(items)}`);
  const cells: NewCell[] = [];
  for (const [index, value] of items.entries()) {
    if (foreach.key === undefined) {
      cells.push({ item: isShort(value) ? value : String(index), value });
      continue;
    }
    const about = { ...context, item: { name: foreach.as, value } };
    const key = renderConfig({ key: foreach.key }, about, `${step.path}.foreach`);
    if (!key.ok) return { ok: false, issues: key.issues };
    const text = String(key.value.key ?? '');
    if (isJsonObject(key.value.key) || !isShort(text))
      return refuse(step, `gives item ${index} no key: it must be a text of 1–${LONGEST_KEY} characters`);
    cells.push({ item: text, value });
  }
  // Items that are the same text twice are told apart by where they stand.
  const counts = new Map<string, number>();
  for (const { item } of cells) counts.set(item, (counts.get(item) ?? 0) + 1);
  if (foreach.key !== undefined) return { ok: true, cells };
  return {
    ok: true,
    cells: cells.map((cell, index) => ((counts.get(cell.item) ?? 0) > 1 ? { ...cell, item: String(index) } : cell)),
  };
}

function isShort(value: JsonValue): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_KEY;
}

/** Axes by name; the other members of a matrix are about it. */
function axesOf({ max_parallel: _, fail_fast: __, include: ___, exclude: ____, ...axes }: Matrix): JsonObject {
  return axes;
}

function combinationsOf(step: StepPlan, context: RunContext): Expansion {
  const { matrix } = step;
  if (!matrix) return { ok: true, cells: [] };
  const path = `${step.path}.matrix`;
  const written = { ...axesOf(matrix), include: matrix.include ?? [], exclude: matrix.exclude ?? [] };
  const rendered = renderConfig(written, context, path);
  if (!rendered.ok) return { ok: false, issues: rendered.issues };
  const { include, exclude, ...axes } = rendered.value;
  const lists: [string, JsonValue[]][] = [];
  for (const [axis, values] of sorted(axes)) {
    if (!Array.isArray(values)) return refuse(step, `needs a list for "${axis}", and this is ${nameOf(values)}`);
    lists.push([axis, values]);
  }
  const size = lists.reduce((product, [, values]) => product * values.length, lists.length === 0 ? 0 : 1);
  if (size > MAX_CELLS * MAX_CELLS) return refuse(step, `makes ${size} cells; ${MAX_CELLS} is the most`);
  const excluded = objectsOf(exclude);
  const product = combine(lists).filter((cell) => !excluded.some((one) => holds(cell, one)));
  const all = includeInto(
    product,
    objectsOf(include),
    lists.map(([axis]) => axis),
  );
  // What an `include` adds to a combination does not tell it from the others.
  return {
    ok: true,
    cells: all.map((value, index) => ({ item: keyOf(product[index] ?? value), value })),
  };
}

function combine(lists: [string, JsonValue[]][]): JsonObject[] {
  if (lists.length === 0) return [];
  return lists.reduce<JsonObject[]>(
    (cells, [axis, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value }))),
    [{}],
  );
}

/**
 * Each entry is added to every combination whose axes it does not contradict; one that fits none becomes a cell of its own. An entry may replace what
 * another entry added, never the value of an axis.
 */
function includeInto(product: JsonObject[], include: JsonObject[], axes: readonly string[]): JsonObject[] {
  const cells = product.map((cell) => ({ ...cell }));
  const alone: JsonObject[] = [];
  for (const entry of include) {
    const onAxes = Object.fromEntries(Object.entries(entry).filter(([key]) => axes.includes(key)));
    const fitting = cells.filter((cell) => holds(cell, onAxes));
    if (fitting.length === 0) alone.push({ ...entry });
    for (const cell of fitting) Object.assign(cell, entry);
  }
  return [...cells, ...alone];
}

function holds(cell: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => Object.hasOwn(cell, key) && canonicalJson(cell[key]) === canonicalJson(value),
  );
}

/** `node=22,os=linux`; a single axis is its value. Longer ones are cut and told apart by a checksum. */
function keyOf(value: JsonObject): string {
  const members = sorted(value).map(([key, member]) => [key, textOf(member)] as const);
  const only = members[0];
  const text = members.length === 1 && only ? only[1] : members.map(([key, member]) => `${key}=${member}`).join(',');
  if (text.length > 0 && text.length <= LONGEST_KEY) return text;
  return `${text.slice(0, LONGEST_KEY - 9)}~${checksum(canonicalJson(value))}`;
}

/** By name: a stored definition does not keep the order of its keys, and a run of the file must have the same cells as a run of what was saved. */
function sorted(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** FNV-1a of the text, 8 hexadecimal digits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function nameOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function refuse(step: StepPlan, what: string, hint?: string): Expansion {
  const kind = step.foreach ? 'foreach' : 'matrix';
  const issue = { code: 'MTX001', path: `${step.path}.${kind}`, message: `${kind} of step "${step.name}" ${what}` };
  return { ok: false, issues: [hint === undefined ? issue : { ...issue, hint }] };
}
