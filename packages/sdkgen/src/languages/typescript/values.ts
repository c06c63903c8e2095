// Values of the contract's types as TypeScript literals, broken into lines as prettier does it (120 columns).
// In: JSON that fits a type (`tour/fit.ts`). Out: a text whose first line has no indentation of its own.

import type { TypeDef, TypeRef } from '../../ir/model.ts';
import { memberOf } from '../../tour/fit.ts';
import { propertyKey, quote } from './naming.ts';

const WIDTH = 120;
/** Prettier's: two columns of indentation, and less than three beyond it. */
const SHORT_KEY = 4;

/** Brackets with what is between them; braces have spaces. */
export interface Bracketed {
  open: string;
  items: readonly Part[];
  close: string;
}

/** `key: value`. */
export interface Entry {
  key: string;
  value: string | Bracketed;
}

export type Part = string | Bracketed | Entry;

export const bracketed = (open: string, items: readonly Part[], close: string): Bracketed => ({ open, items, close });

/** An argument `{ … }` that shares its brackets with the call's. */
export const hugged = (open: string, fields: readonly Part[] | undefined, close: string): Bracketed =>
  fields === undefined ? bracketed(open, [], close) : bracketed(`${open}{`, fields, `}${close}`);

type Types = ReadonlyMap<string, TypeDef>;

/** `fileName`: the bytes are a whole field of a form. */
export function literalOf(value: unknown, type: TypeRef, types: Types, fileName?: string): string | Bracketed {
  switch (type.kind) {
    case 'nullable':
      return value === null ? 'null' : literalOf(value, type.of, types, fileName);
    case 'array':
      return arrayOf(Array.isArray(value) ? value.map((item) => literalOf(item, type.of, types)) : []);
    case 'map':
      return objectOf(entriesOf(value).map(([key, item]) => entry(key, literalOf(item, type.of, types))));
    case 'int64':
      return Number.isSafeInteger(Number(value)) ? String(Number(value)) : `${value}n`;
    case 'bytes': {
      if (fileName === undefined) return `new Blob([${quote(String(value))}])`;
      return `new File([${quote(String(value))}], ${quote(`${fileName}.txt`)}, { type: 'text/plain' })`;
    }
    case 'named':
      return namedValue(value, types.get(type.name), types, fileName);
    default:
      return plainValue(value);
  }
}

function namedValue(value: unknown, def: TypeDef | undefined, types: Types, fileName?: string): string | Bracketed {
  if (def?.kind === 'alias') return literalOf(value, def.to, types, fileName);
  if (def?.kind === 'object') return objectOf(fieldsOf(value, def, types, false));
  const member = def?.kind === 'union' ? memberOf(def, value, { types, onlyRequired: false }) : undefined;
  return member === undefined ? plainValue(value) : literalOf(value, member, types, fileName);
}

/** The members that a value has, in the order of their type. */
export function fieldsOf(value: unknown, def: TypeDef, types: Types, isForm: boolean): Entry[] {
  const given = new Map(entriesOf(value));
  const fields = def.kind === 'object' ? def.fields.filter(({ wire }) => given.has(wire)) : [];
  return fields.map(({ wire, type }) =>
    entry(wire, literalOf(given.get(wire), type, types, isForm ? wire : undefined)),
  );
}

/** JSON as it is. */
function plainValue(value: unknown): string | Bracketed {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value).replace('e+', 'e');
  if (Array.isArray(value)) return arrayOf(value.map(plainValue));
  if (typeof value !== 'object' || value === null) return String(value);
  return objectOf(entriesOf(value).map(([key, item]) => entry(key, plainValue(item))));
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const arrayOf = (items: readonly Part[]): Bracketed => bracketed('[', items, ']');

export const objectOf = (fields: readonly Part[]): Bracketed => bracketed('{', fields, '}');

/** `__proto__` would be no member of its own. */
export const entry = (key: string, value: string | Bracketed): Entry => ({
  key: key === '__proto__' ? "['__proto__']" : propertyKey(key),
  value,
});

/** `used` is what stands before the part on its line, `after` what follows its end. */
export function render(part: Part, indent: string, used: number, after: number): string {
  if (typeof part === 'string') return part;
  if ('key' in part) return renderEntry(part, indent, used, after);
  const flat = flatten(part);
  if (part.items.length === 0 || (!breaks(part) && used + flat.length + after <= WIDTH)) return flat;
  const inner = `${indent}  `;
  const lines = part.items.map((item) => `${inner}${render(item, inner, inner.length, 1)},\n`);
  return `${part.open}\n${lines.join('')}${indent}${part.close}`;
}

/** What has no brackets goes to the next line when it is too long, but for keys that it would not pass by enough. */
function renderEntry({ key, value }: Entry, indent: string, used: number, after: number): string {
  if (typeof value !== 'string') return `${key}: ${render(value, indent, used + key.length + 2, after)}`;
  const isLong = used + key.length + 2 + value.length + after > WIDTH;
  return isLong && key.length > SHORT_KEY ? `${key}:\n${indent}  ${value}` : `${key}: ${value}`;
}

function flatten(part: Part): string {
  if (typeof part === 'string') return part;
  if ('key' in part) return `${part.key}: ${flatten(part.value)}`;
  const inner = part.items.map(flatten).join(', ');
  return part.open.endsWith('{') && inner !== ''
    ? `${part.open} ${inner} ${part.close}`
    : part.open + inner + part.close;
}

/** Several objects (or arrays) of more than one member never share a line. */
function breaks(part: Part): boolean {
  if (typeof part === 'string') return false;
  if ('key' in part) return breaks(part.value);
  const { open, items } = part;
  const isRow = (bracket: string): boolean =>
    items.every((item) => typeof item !== 'string' && 'open' in item && item.open === bracket && item.items.length > 1);
  return (open.endsWith('[') && items.length > 1 && (isRow('{') || isRow('['))) || items.some(breaks);
}
