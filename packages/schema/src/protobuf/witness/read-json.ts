// Reads a message in JSON as Protobuf's parsers do, and says what they refuse. In: one side, the name of a message, a value. Out: the errors.
// https://protobuf.dev/programming-guides/json/: parsers take a field's JSON name or its own name, an enum's name or number, numbers as text,
// null for "not set"; by default they reject members that they do not know.
import { isObject } from '../../json.ts';
import type { ProtoField } from '../descriptor.ts';
import { memberOf, type ProtoSide } from './side.ts';
import { wellKnown } from './well-known.ts';

export interface JsonError {
  /** Members and items from the message down to what is wrong. */
  path: string[];
  /** Reads after the path. */
  text: string;
}

/** As many as a witness can use. */
const MOST = 20;

export function readJson(side: ProtoSide, type_name: string, value: unknown): JsonError[] {
  const errors: JsonError[] = [];
  readMessage(side, type_name, value, [], errors);
  return errors;
}

export const sentence = ({ path, text }: JsonError): string => `${path.join('.') || 'the message'} ${text}`;

function readMessage(side: ProtoSide, type_name: string, value: unknown, path: string[], errors: JsonError[]): void {
  const known = wellKnown(type_name);
  const refuse = (text: string, at = path) => errors.push({ path: at, text });
  if (known?.wraps !== undefined) {
    if (value !== null) readScalar(known.wraps, value, path, errors);
    return;
  }
  if (known) return void (known.reads(value) || refuse(`is ${brief(value)}, which is no ${type_name}`));
  const message = side.message(type_name);
  if (!message) return;
  if (!isObject(value)) return void refuse(`is ${brief(value)}, and must be an object: ${type_name}`);
  const seen = new Map<number, ProtoField>();
  for (const [member, inner] of Object.entries(value)) {
    if (errors.length >= MOST) return;
    const field = side.member(type_name, member);
    if (!field) {
      refuse(`is no field of ${type_name}`, [...path, member]);
      continue;
    }
    if (inner === null) continue;
    const rival = [...seen.values()].find(({ oneof }) => oneof !== undefined && oneof === field.oneof);
    if (rival) refuse(`excludes ${memberOf(rival)}: both are in the oneof ${field.oneof}`, [...path, member]);
    seen.set(field.number, field);
    readField(side, field, inner, [...path, member], errors);
  }
  for (const field of side.required(type_name))
    if (!seen.has(field.number)) refuse(`is required in ${type_name}`, [...path, memberOf(field)]);
}

function readField(side: ProtoSide, field: ProtoField, value: unknown, path: string[], errors: JsonError[]): void {
  const entry = side.entry(field);
  if (entry) {
    if (!isObject(value)) return void errors.push({ path, text: `is ${brief(value)}, and must be an object: a map` });
    for (const [key, inner] of Object.entries(value)) {
      // Keys are text, whatever their type.
      const own = entry.key.type === 'bool' ? (key === 'true' || key === 'false' ? key === 'true' : key) : key;
      if (!isScalar(entry.key.type, own))
        errors.push({ path: [...path, key], text: `is no key of type ${entry.key.type}` });
      readOne(side, entry.value, inner, [...path, key], errors);
    }
  } else if (field.presence === 'repeated') {
    if (!Array.isArray(value)) return void errors.push({ path, text: `is ${brief(value)}, and must be a list` });
    for (const [index, inner] of value.entries()) readOne(side, field, inner, [...path, String(index)], errors);
  } else readOne(side, field, value, path, errors);
}

function readOne(side: ProtoSide, field: ProtoField, value: unknown, path: string[], errors: JsonError[]): void {
  if (field.type === 'message' || field.type === 'group')
    return void readMessage(side, field.type_name ?? '', value, path, errors);
  if (field.type !== 'enum') return void readScalar(field.type, value, path, errors);
  const values = side.values(field.type_name);
  if (!values || (typeof value === 'number' && Number.isInteger(value))) return;
  if (typeof value !== 'string' || !values.numbers.has(value))
    errors.push({ path, text: `is ${brief(value)}, which is no value of ${field.type_name}` });
}

const BITS: Record<string, [least: bigint, most: bigint]> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};
const SAME_AS: Record<string, string> = {
  sint32: 'int32',
  sfixed32: 'int32',
  fixed32: 'uint32',
  sint64: 'int64',
  sfixed64: 'int64',
  fixed64: 'uint64',
};
const LARGEST_FLOAT = 3.4028236e38;

function readScalar(type: string, value: unknown, path: string[], errors: JsonError[]): void {
  if (!isScalar(type, value)) errors.push({ path, text: `is ${brief(value)}, which is no ${type}` });
}

/** As much as a sentence can hold. */
export function brief(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

function isScalar(type: string, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'bytes') return typeof value === 'string' && isBase64(value);
  if (type === 'double' || type === 'float') {
    if (typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)) return true;
    const number = typeof value === 'string' && /^-?\d/.test(value) ? Number(value) : value;
    return (
      typeof number === 'number' && Number.isFinite(number) && (type === 'double' || Math.abs(number) <= LARGEST_FLOAT)
    );
  }
  const range = BITS[SAME_AS[type] ?? type];
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value);
  if (!range || !isWhole) return range === undefined;
  const number = BigInt(String(typeof value === 'number' ? BigInt(value) : value));
  return number >= range[0] && number <= range[1];
}

/** Both alphabets, with or without padding. */
const isBase64 = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;
