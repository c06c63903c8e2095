// JSON values and pointers: guards, one canonical text for digests, RFC 6901 segments.
// Maps are rebuilt with Object.fromEntries so that a member named `__proto__` stays a member.
import { hash } from 'node:crypto';

export type JsonObject = { [member: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const member = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Sets a member of an object under construction; a name such as `__proto__` stays a name. */
export function setMember(object: JsonObject, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Compares by UTF-16 unit: the same in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names of the members in the order of `byText`. Most objects are in order already, and sorting makes copies even then. */
export function sortedNames(object: object): string[] {
  const names = Object.keys(object);
  let last: string | undefined;
  for (const name of names) {
    if (last !== undefined && last > name) return names.sort(byText);
    last = name;
  }
  return names;
}

/** JSON with sorted members and without undefined ones: equal values have equal text. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let list = '';
    for (const item of value) list += `${list === '' ? '' : ','}${canonicalText(item)}`;
    return `[${list}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  let members = '';
  for (const name of sortedNames(value)) {
    const item = value[name];
    if (item !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalText(item)}`;
  }
  return `{${members}}`;
}

export const isEqual = (a: unknown, b: unknown): boolean => a === b || canonicalText(a) === canonicalText(b);

/** SHA-256 of the text, hex. */
export const sha256 = (text: string): string => hash('sha256', text);

export function toPointer(...segments: (string | number)[]): string {
  let pointer = '';
  for (const segment of segments) pointer += `/${escapeSegment(segment)}`;
  return pointer;
}

const escapeSegment = (segment: string | number): string | number =>
  typeof segment === 'string' && (segment.includes('/') || segment.includes('~'))
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : segment;

export const fromPointer = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .split('/')
        .slice(1)
        .map((segment) => (segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment));

/** The JSON type name of a value; whole numbers are `integer`. */
export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
