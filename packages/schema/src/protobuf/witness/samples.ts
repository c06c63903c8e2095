// Values in canonical JSON that fit a field or a message of one side: the plainest first, then those at the edges of its type.
import type { ProtoField } from '../descriptor.ts';
import { memberOf, type ProtoSide } from './side.ts';
import { wellKnown } from './well-known.ts';

export type JsonMessage = Record<string, unknown>;

const MAX_DEPTH = 6;
/** Of messages with many fields the first ones stand for all. */
const MOST_FIELDS = 12;
/** Of an enum. */
const MOST_VALUES = 40;
/** Of all messages inside one that is only what is required. */
const MOST_MEMBERS = 200;

/** Edges matter: they are what the neighbouring types cannot hold. `/w==` is the byte ff, which is no UTF-8. */
const SCALARS: Record<string, unknown[]> = {
  double: [0.5, 1e300, 0],
  float: [0.5, 0],
  int32: [1, -1, 0],
  sint32: [1, -1, 0],
  sfixed32: [1, -1, 0],
  uint32: [1, 4_294_967_295, 0],
  fixed32: [1, 4_294_967_295, 0],
  int64: ['1', '9007199254740993', '-1', '0'],
  sint64: ['1', '9007199254740993', '-1', '0'],
  sfixed64: ['1', '9007199254740993', '-1', '0'],
  uint64: ['1', '18446744073709551615', '0'],
  fixed64: ['1', '18446744073709551615', '0'],
  bool: [true, false],
  string: ['text', ''],
  bytes: ['/w==', ''],
};

/** Only what is required; nothing where that is too deep or too large to be shown. */
function minimal(side: ProtoSide, type_name: string | undefined): unknown {
  const room = { left: MOST_MEMBERS };
  const made = least(side, type_name, room, 0);
  return room.left < 0 ? {} : made;
}

function least(side: ProtoSide, type_name: string | undefined, room: { left: number }, depth: number): unknown {
  const known = wellKnown(type_name);
  if (known) return known.wraps === undefined ? known.samples[0] : SCALARS[known.wraps]?.[0];
  if (depth > MAX_DEPTH) return {};
  const members: [string, unknown][] = [];
  for (const field of side.required(type_name)) {
    room.left -= 1;
    if (room.left < 0) return {};
    const isMessage = field.type === 'message' || field.type === 'group';
    const value = isMessage ? least(side, field.type_name, room, depth + 1) : singles(side, field, depth)[0];
    members.push([memberOf(field), value ?? null]);
  }
  return Object.fromEntries(members);
}

export const minimalMessage = (side: ProtoSide, type_name: string): JsonMessage => ({
  ...Object(minimal(side, type_name)),
});

/** The smallest, and then one with each of its fields. */
export function messagesOf(side: ProtoSide, type_name: string | undefined, depth = 0): unknown[] {
  const known = wellKnown(type_name);
  if (known) return known.wraps === undefined ? known.samples : (SCALARS[known.wraps] ?? []);
  const least = minimal(side, type_name);
  if (depth > 1 || type_name === undefined) return [least];
  const fields = [...side.fields(type_name).values().take(MOST_FIELDS)];
  const filled = fields.flatMap((field) =>
    valuesOf(side, field, depth + 1)
      .slice(0, 2)
      .map((value) => ({ ...Object(least), [memberOf(field)]: value })),
  );
  return [...filled, least];
}

/** Of a list also one of two items, of a map one entry. */
export function valuesOf(side: ProtoSide, field: ProtoField, depth = 0): unknown[] {
  const entry = side.entry(field);
  if (entry) {
    const keys = singles(side, entry.key, depth).filter((key) => key !== '');
    const values = singles(side, entry.value, depth);
    return [
      ...values.map((value) => ({ [String(keys[0])]: value })),
      ...keys.slice(1).map((key) => ({ [String(key)]: values[0] })),
    ];
  }
  const values = singles(side, field, depth);
  if (field.presence !== 'repeated') return values;
  return [
    ...values.map((value) => [value]),
    ...(values.length > 1 ? [values.slice(0, 2)] : values.map((one) => [one, one])),
  ];
}

function singles(side: ProtoSide, field: ProtoField, depth: number): unknown[] {
  if (field.type === 'message' || field.type === 'group') return messagesOf(side, field.type_name, depth);
  if (field.type !== 'enum') return SCALARS[field.type] ?? [];
  const names =
    side
      .enum(field.type_name)
      ?.values.slice(0, MOST_VALUES)
      .map(({ name }) => name) ?? [];
  return [...names.slice(1), ...names.slice(0, 1)];
}
