// One candidate message against both sides: does the reader refuse, drop or misread what the writer meant, in JSON or in bytes?
// In: writer and reader, a message in canonical JSON, what it is about. Out: the sentences that prove it, or nothing.
import type { ProtoField } from '../descriptor.ts';
import { type Decoded, decode, defaultOf } from './decode.ts';
import { encode } from './encode.ts';
import { brief, type JsonError, readJson, sentence } from './read-json.ts';
import { memberOf, type ProtoSide } from './side.ts';
import { toHex } from './wire.ts';

export interface Parties {
  writer: ProtoSide;
  reader: ProtoSide;
  /** Whose message it is: `older` where the older revision writes. */
  from: 'older' | 'newer';
}

export interface About {
  /** Names of messages on the writer's and the reader's side. */
  written: string;
  read: string;
  /** Only what concerns these fields counts. Absent: everything. */
  numbers?: readonly number[];
  /** What those fields read as where they are not set counts too. */
  defaults?: true;
  /** Behind the message in bytes: what JSON cannot hold. */
  bytes?: readonly number[];
}

const MOST_ERRORS = 5;
const other = { older: 'newer', newer: 'older' } as const;

/** What the reader says against the JSON that the writer prints; undefined when nothing, or when the writer itself would not take it. */
export function probeJson({ writer, reader, from }: Parties, about: About, value: unknown): JsonError[] | undefined {
  if (readJson(writer, about.written, value).length > 0) return undefined;
  const numbers = about.numbers && new Set(about.numbers);
  const isAbout = ([member = '']: string[]): boolean => {
    if (!numbers) return true;
    const fields = [writer.member(about.written, member), reader.member(about.read, member)];
    return fields.some((field) => field !== undefined && numbers.has(field.number));
  };
  const errors = readJson(reader, about.read, value).filter(({ path }) => isAbout(path));
  if (errors.length > 0) return errors.slice(0, MOST_ERRORS);
  const moved = Object.keys(Object(value)).flatMap((member): JsonError[] => {
    const [was, is] = [writer.member(about.written, member), reader.member(about.read, member)];
    if (!was || !is || was.number === is.number || !isAbout([member])) return [];
    return [
      {
        path: [member],
        text: `is field ${is.number} in the ${other[from]} revision, and field ${was.number} in the ${from} one`,
      },
    ];
  });
  return moved.length > 0 ? moved : undefined;
}

export const tellJson = (errors: JsonError[]): string[] => [...new Set(errors.map(sentence))];

export interface BytesWitness {
  value: { message: string; hex: string; before: unknown; after: unknown };
  errors: string[];
}

/** The bytes that the writer makes of it, and what the older (`before`) and the newer (`after`) revision read in them; null where it refuses them. */
export function probeBytes({ writer, reader, from }: Parties, about: About, value: unknown): BytesWitness | undefined {
  const bytes = Uint8Array.from([...encode(writer, about.written, value), ...(about.bytes ?? [])]);
  const [own, theirs] = [
    withDefaults(decode(writer, about.written, bytes), writer, about.written, about),
    withDefaults(decode(reader, about.read, bytes), reader, about.read, about),
  ];
  if (own.remarks.some(({ refused }) => refused)) return undefined;
  const numbers = about.numbers ?? [...new Set([...own.fields.keys(), ...theirs.fields.keys()])];
  const who = `the ${other[from]} revision`;
  const errors = [0, ...numbers].flatMap((number): string[] => {
    const field = writer.fields(about.written).get(number) ?? reader.fields(about.read).get(number);
    const name = number === 0 ? 'the message' : `field ${number}${field ? ` (${memberOf(field)})` : ''}`;
    const remarks = theirs.remarks.filter((remark) => remark.number === number);
    const refused = remarks.find((remark) => remark.refused);
    if (refused) return [`${who} refuses ${name}: ${refused.text}`];
    const [was, is] = [own.fields.get(number), theirs.fields.get(number)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const [mine, now] = [valueAt(own.value, field), valueAt(theirs.value, reader.fields(about.read).get(number))];
    if (is !== undefined)
      return [`${who} reads ${brief(now)} in ${name}, where ${mine === undefined ? 'nothing' : brief(mine)} was meant`];
    return [`${who} loses ${name}: ${remarks[0]?.text ?? lossOf(reader, about.read, field)}`];
  });
  if (errors.length === 0) return undefined;
  const isRefused = theirs.remarks.some(({ refused }) => refused);
  const [meant, read] = [own.value, isRefused ? null : theirs.value];
  const [before, after] = from === 'older' ? [meant, read] : [read, meant];
  const shown = { message: about.written, hex: toHex(bytes), before, after };
  return { value: shown, errors: errors.slice(0, MOST_ERRORS) };
}

function lossOf(reader: ProtoSide, type_name: string, field: ProtoField | undefined): string {
  const is = reader.fields(type_name).get(field?.number ?? 0);
  return is?.oneof === undefined
    ? 'it is read as not set'
    : `another member of the oneof ${is.oneof} comes later, and only the last one is kept`;
}

const valueAt = (value: unknown, field: ProtoField | undefined): unknown => field && Object(value)[memberOf(field)];

/** As accessors of generated code give it. */
function withDefaults(
  decoded: Decoded,
  side: ProtoSide,
  type_name: string,
  { defaults, numbers = [] }: About,
): Decoded {
  if (!defaults) return decoded;
  const absent = numbers.flatMap((number) => {
    const field = side.fields(type_name).get(number);
    return field && !decoded.fields.has(number) ? [{ field, value: defaultOf(side, field) }] : [];
  });
  return {
    ...decoded,
    value: {
      ...Object(decoded.value),
      ...Object.fromEntries(absent.map(({ field, value }) => [memberOf(field), value])),
    },
    fields: new Map([...decoded.fields, ...absent.map(({ field, value }) => [field.number, value] as const)]),
  };
}
