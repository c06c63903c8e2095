// A message in canonical JSON as the bytes that one side's descriptors make of it. What the side does not declare is not written.
import { isObject } from '../../json.ts';
import type { ProtoField } from '../descriptor.ts';
import type { ProtoSide } from './side.ts';
import { wellKnown } from './well-known.ts';
import { END_GROUP, fixed, LENGTH, START_GROUP, tag, VARINT, varint, wireTypeOf, zigzag } from './wire.ts';

export function encode(side: ProtoSide, type_name: string | undefined, value: unknown): number[] {
  const known = wellKnown(type_name);
  if (known?.wraps !== undefined)
    return value === null ? [] : [...tag(1, wireTypeOf(known.wraps)), ...scalar(known.wraps, value)];
  if (known || type_name === undefined || !isObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) => {
    const field = side.member(type_name, member);
    return field ? encodeField(side, field, type_name, inner) : [];
  });
}

function encodeField(side: ProtoSide, field: ProtoField, owner: string, value: unknown): number[] {
  const entry = side.entry(field);
  if (entry && isObject(value))
    return Object.entries(value).flatMap(([key, inner]) => {
      const own = entry.key.type === 'bool' ? key === 'true' : key;
      const bytes = [...encodeOne(side, entry.key, own), ...encodeOne(side, entry.value, inner)];
      return [...tag(field.number, LENGTH), ...withLength(bytes)];
    });
  if (field.presence !== 'repeated') return encodeOne(side, field, value);
  const items = Array.isArray(value) ? value : [];
  if (!side.isPacked(field, owner) || items.length === 0) return items.flatMap((item) => encodeOne(side, field, item));
  return [...tag(field.number, LENGTH), ...withLength(items.flatMap((item) => payload(side, field, item)))];
}

function encodeOne(side: ProtoSide, field: ProtoField, value: unknown): number[] {
  const { number, type } = field;
  if (type === 'group')
    return [...tag(number, START_GROUP), ...encode(side, field.type_name, value), ...tag(number, END_GROUP)];
  return [...tag(number, type === 'enum' ? VARINT : wireTypeOf(type)), ...payload(side, field, value)];
}

function payload(side: ProtoSide, { type, type_name }: ProtoField, value: unknown): number[] {
  if (type === 'message') return withLength(encode(side, type_name, value));
  if (type !== 'enum') return scalar(type, value);
  const number = side.values(type_name)?.numbers.get(String(value)) ?? Number(value);
  return varint(BigInt(Number.isInteger(number) ? number : 0));
}

function scalar(type: string, value: unknown): number[] {
  if (type === 'string') return withLength([...new TextEncoder().encode(String(value))]);
  if (type === 'bytes') return withLength([...atob(String(value))].map((char) => char.charCodeAt(0)));
  if (type === 'bool') return [value === true ? 1 : 0];
  if (type === 'double' || type === 'float') return fixed(type, Number(value));
  const number = BigInt(typeof value === 'number' ? Math.trunc(value) : String(value));
  if (type.includes('fixed')) return fixed(type, number);
  return varint(type.startsWith('sint') ? zigzag(number) : number);
}

const withLength = (bytes: number[]): number[] => [...varint(BigInt(bytes.length)), ...bytes];
