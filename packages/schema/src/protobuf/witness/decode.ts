// Bytes as one side's descriptors read them: values in canonical JSON, and what a parser refuses, skips or does not know.
// In: one side, the name of a message, bytes. Out: what each field holds, by number, and remarks by number.
import type { ProtoField } from '../descriptor.ts';
import { memberOf, type ProtoSide } from './side.ts';
import { wellKnown } from './well-known.ts';
import {
  END_GROUP,
  FIXED32,
  FIXED64,
  LENGTH,
  START_GROUP,
  toHex,
  unfixed,
  unzigzag,
  VARINT,
  wireName,
  wireTypeOf,
} from './wire.ts';

export interface Decoded {
  /** As it would be printed. */
  value: unknown;
  /** By field number, for comparison: messages as lists of what they hold by number, a list of one as its item. */
  fields: ReadonlyMap<number, unknown>;
  /** Of fields of this message; number 0 is the message as a whole. `refused`: a parser fails; otherwise it goes on without the value. */
  remarks: { number: number; text: string; refused: boolean }[];
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
  /** Where the group that was read last ends, without its tag. */
  end?: number;
}

class Malformed extends Error {}

export function decode(side: ProtoSide, type_name: string, bytes: Uint8Array): Decoded {
  return read(side, type_name, { bytes, at: 0 }, 0);
}

const MAX_DEPTH = 50;

function read(side: ProtoSide, type_name: string | undefined, cursor: Cursor, group: number, depth = 0): Decoded {
  const fields = side.fields(type_name);
  const found = new Map<number, Nested[]>();
  const remarks: Decoded['remarks'] = [];
  const remark = (number: number, text: string, refused = false) => remarks.push({ number, text, refused });
  const keep = (field: ProtoField, values: Nested[]) => {
    if (field.oneof !== undefined)
      for (const number of found.keys())
        if (number !== field.number && fields.get(number)?.oneof === field.oneof) found.delete(number);
    const isList = field.presence === 'repeated' || field.presence === 'map';
    const [whole] = found.get(field.number) ?? [];
    // A message that comes twice is one: what the parts hold, read one after the other.
    if (!isList && whole?.raw && values[0]?.raw) {
      const part = { bytes: Uint8Array.from([...whole.raw, ...values[0].raw]), at: 0 };
      found.set(field.number, [readNested(side, field, part, () => {}, depth)]);
      return;
    }
    found.set(field.number, isList ? [...(found.get(field.number) ?? []), ...values] : values.slice(-1));
  };
  try {
    if (depth > MAX_DEPTH) throw new Malformed('it is nested too deeply');
    while (cursor.at < cursor.bytes.length) {
      const before = cursor.at;
      const key = Number(readVarint(cursor));
      const [number, wire] = [Math.floor(key / 8), key % 8];
      if (wire === END_GROUP && number === group && group !== 0) {
        cursor.end = before;
        break;
      }
      const field = fields.get(number);
      if (number === 0) throw new Malformed('it has a field 0');
      if (!field) {
        skip(cursor, wire, number);
        remark(number, 'it is unknown and skipped');
        continue;
      }
      const expected = field.type === 'enum' ? VARINT : wireTypeOf(field.type);
      const canPack = field.presence === 'repeated' && ![LENGTH, START_GROUP].includes(expected);
      if (wire === LENGTH && canPack) {
        const part = { bytes: readLength(cursor), at: 0 };
        const values: Nested[] = [];
        while (part.at < part.bytes.length) values.push(...readOne(side, field, part, remark, depth));
        keep(field, values);
      } else if (wire !== expected) {
        skip(cursor, wire, number);
        remark(number, `it comes as ${wireName(wire)}, is expected as ${wireName(expected)}, and is skipped`);
      } else {
        const values = readOne(side, field, cursor, remark, depth);
        if (values.length > 0) keep(field, values);
      }
    }
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof RangeError)) throw error;
    remark(0, `the bytes are malformed: ${error instanceof Malformed ? error.message : 'they end too early'}`, true);
  }
  for (const { number } of side.required(type_name))
    if (!found.has(number)) remark(number, 'it is required and missing', true);
  return { ...present(side, fields, found), remarks };
}

type Remark = (number: number, text: string, refused?: boolean) => void;

interface Nested {
  json: unknown;
  /** For comparison. */
  same: unknown;
  /** Of a message: its own bytes. */
  raw?: Uint8Array;
}

/** Nothing where the value is kept aside as unknown. */
function readOne(side: ProtoSide, field: ProtoField, cursor: Cursor, remark: Remark, depth: number): Nested[] {
  const { type, type_name, number } = field;
  if (type === 'message' || type === 'group') {
    const part = type === 'group' ? cursor : { bytes: readLength(cursor), at: 0 };
    return [readNested(side, field, part, remark, depth)];
  }
  if (type === 'enum') {
    const value = Number(BigInt.asIntN(32, readVarint(cursor)));
    const item = side.enum(type_name);
    const name = side.values(type_name)?.names.get(value)?.[0];
    if (item?.closed && name === undefined) {
      remark(number, `${value} is no value of the closed enum ${item.full_name}, and is kept aside as unknown`);
      return [];
    }
    return [both(name ?? value)];
  }
  return [both(readScalar(field, cursor, remark))];
}

const both = (value: unknown): Nested => ({ json: value, same: value });

function readNested(side: ProtoSide, field: ProtoField, part: Cursor, remark: Remark, depth: number): Nested {
  const { type_name, number, type } = field;
  const known = wellKnown(type_name);
  if (known && known.wraps === undefined) {
    const json = part.bytes.length === 0 ? known.empty : { hex: toHex(part.bytes) };
    return both(json);
  }
  if (known?.wraps !== undefined) return both(readWrapper(known.wraps, field, part, remark));
  const start = part.at;
  const inner = read(side, type_name, part, type === 'group' ? number : 0, depth + 1);
  const raw = part.bytes.slice(start, type === 'group' ? part.end : part.at);
  for (const { number: at, text, refused } of inner.remarks)
    remark(number, at === 0 ? text : `in it, of field ${at}: ${text}`, refused);
  const sorted = [...inner.fields].sort(([a], [b]) => a - b);
  return { json: inner.value, same: sorted, raw };
}

function readWrapper(type: string, field: ProtoField, part: Cursor, remark: Remark): unknown {
  let value: unknown = null;
  const inner: ProtoField = { ...field, type, number: 1, presence: 'implicit' };
  while (part.at < part.bytes.length) {
    const key = Number(readVarint(part));
    if (key === 8 + wireTypeOf(type)) value = readScalar(inner, part, remark);
    else skip(part, key % 8, Math.floor(key / 8));
  }
  return value;
}

function readScalar({ type, number, utf8 }: ProtoField, cursor: Cursor, remark: Remark): unknown {
  if (type === 'string') {
    const bytes = readLength(cursor);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      if (utf8 !== 'NONE') remark(number, `its bytes ${toHex(bytes)} are not UTF-8`, true);
      return new TextDecoder().decode(bytes);
    }
  }
  if (type === 'bytes') return btoa(String.fromCharCode(...readLength(cursor)));
  const wire = wireTypeOf(type);
  if (wire !== VARINT) {
    const value = unfixed(type, readBytes(cursor, wire === FIXED64 ? 8 : 4));
    if (typeof value === 'bigint') return String(value);
    return Number.isFinite(value) ? value : String(value);
  }
  const raw = readVarint(cursor);
  if (type === 'bool') return raw !== 0n;
  if (type === 'uint64') return String(raw);
  if (type === 'uint32') return Number(BigInt.asUintN(32, raw));
  const signed = type.startsWith('sint') ? unzigzag(raw) : BigInt.asIntN(64, raw);
  return type.endsWith('64') ? String(signed) : Number(BigInt.asIntN(32, signed));
}

const isZero = (value: unknown): boolean => value === 0 || value === '0' || value === '' || value === false;

function present(
  side: ProtoSide,
  fields: ReadonlyMap<number, ProtoField>,
  found: ReadonlyMap<number, Nested[]>,
): Pick<Decoded, 'value' | 'fields'> {
  const members: [string, unknown][] = [];
  const same = new Map<number, unknown>();
  for (const [number, list] of [...found].sort(([a], [b]) => a - b)) {
    const field = fields.get(number);
    const [first] = list;
    if (!field || !first) continue;
    if (field.presence === 'implicit' && isImplicitZero(side, field, first.json)) continue;
    members.push([memberOf(field), printed(side, field, list)]);
    same.set(number, list.length === 1 ? first.same : list.map((one) => one.same));
  }
  return { value: Object.fromEntries(members), fields: same };
}

/** What a field reads as that is not there: the declared default, or the type's. */
export function defaultOf(side: ProtoSide, { presence, type, type_name, options }: ProtoField): unknown {
  if (presence === 'repeated' || presence === 'map') return [];
  const { default: value } = options;
  if (type === 'enum') return value ?? side.enum(type_name)?.values[0]?.name;
  if (typeof value === 'number' && type.endsWith('64')) return String(value);
  if (typeof value === 'string' && (type === 'double' || type === 'float'))
    return value.replace('inf', 'Infinity').replace('nan', 'NaN');
  if (value !== undefined) return value;
  if (type === 'message' || type === 'group') return undefined;
  if (type === 'string' || type === 'bytes') return '';
  return type === 'bool' ? false : type.endsWith('64') ? '0' : 0;
}

/** Nobody can tell it from a value that was not sent. */
const isImplicitZero = (side: ProtoSide, { type, type_name }: ProtoField, value: unknown): boolean =>
  type === 'enum' ? side.values(type_name)?.names.get(0)?.[0] === value : isZero(value);

function printed(side: ProtoSide, field: ProtoField, list: Nested[]): unknown {
  const values = list.map(({ json }) => json);
  if (field.presence === 'repeated') return values;
  const entry = side.entry(field);
  if (!entry) return values[0];
  return Object.fromEntries(
    values.map((one) => {
      const { [memberOf(entry.key)]: key = '', [memberOf(entry.value)]: inner = null } = Object(one);
      return [String(key), inner];
    }),
  );
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new Malformed('they end too early');
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new Malformed('a varint has more than ten bytes');
}

function readBytes(cursor: Cursor, length: number): Uint8Array {
  if (cursor.at + length > cursor.bytes.length) throw new Malformed('they end too early');
  cursor.at += length;
  return cursor.bytes.slice(cursor.at - length, cursor.at);
}

const readLength = (cursor: Cursor): Uint8Array => readBytes(cursor, Number(readVarint(cursor)));

function skip(cursor: Cursor, wire: number, number: number): void {
  if (wire === VARINT) readVarint(cursor);
  else if (wire === FIXED64) readBytes(cursor, 8);
  else if (wire === FIXED32) readBytes(cursor, 4);
  else if (wire === LENGTH) readLength(cursor);
  else if (wire === START_GROUP) skipGroup(cursor, number);
  else throw new Malformed(wire === END_GROUP ? 'a group ends that never began' : `${wire} is no wire type`);
}

function skipGroup(cursor: Cursor, number: number): void {
  for (;;) {
    const key = Number(readVarint(cursor));
    if (key % 8 === END_GROUP && Math.floor(key / 8) === number) return;
    skip(cursor, key % 8, Math.floor(key / 8));
  }
}
