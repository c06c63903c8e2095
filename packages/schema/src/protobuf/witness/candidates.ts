// Candidate messages for what changed: a field, a field that is missing, two members of a oneof, a value of an enum, another message.
import type { Candidates } from './messages.ts';
import { messagesOf, minimalMessage, valuesOf } from './samples.ts';
import { memberOf, type ProtoSide } from './side.ts';
import { LENGTH, tag } from './wire.ts';

interface OfField {
  owner: string;
  number: number;
}

/** With every typical value of the field, under both of its names, and without it. */
export function ofField({ owner, number }: OfField): Candidates {
  return function* (parties) {
    const { writer, reader } = parties;
    if (!reader.message(owner)) return;
    const field = writer.fields(owner).get(number);
    const about = { written: owner, read: owner, numbers: [number] };
    const least = minimalMessage(writer, owner);
    if (field) {
      const values = valuesOf(writer, field);
      for (const value of values) yield { ...about, value: { ...least, [memberOf(field)]: value } };
      // Parsers take the name in the text too.
      if (field.extendee === undefined && field.json_name !== field.name) {
        const { [field.json_name]: _own, ...rest } = least;
        yield { ...about, value: { ...rest, [field.name]: values[0] } };
      }
    }
    yield* ofMissing({ owner, number })(parties);
  };
}

/** The field together with one that the reader allows only in its place. */
export function ofRivals({ owner, number }: OfField): Candidates {
  return function* ({ writer, reader }) {
    const field = writer.fields(owner).get(number);
    const oneof = reader.fields(owner).get(number)?.oneof;
    if (!field || oneof === undefined || oneof === field.oneof) return;
    const about = { written: owner, read: owner };
    for (const rival of reader.oneof(owner, oneof)) {
      const own = writer.fields(owner).get(rival.number);
      const isExcluded = field.oneof !== undefined && own?.oneof === field.oneof;
      if (rival.number === number || !own || isExcluded) continue;
      const both = { [memberOf(field)]: valuesOf(writer, field)[0], [memberOf(own)]: valuesOf(writer, own)[0] };
      yield { ...about, numbers: [number, rival.number], value: { ...minimalMessage(writer, owner), ...both } };
    }
  };
}

/** Without the field. `defaults`: what it reads as then counts too. */
export function ofMissing({ owner, number }: OfField, defaults?: 'defaults'): Candidates {
  return function* ({ writer, reader }) {
    if (!reader.message(owner)) return;
    const field = writer.fields(owner).get(number);
    const { [field ? memberOf(field) : '']: _own, ...value } = minimalMessage(writer, owner);
    yield { written: owner, read: owner, numbers: [number], ...(defaults && { defaults: true }), value };
  };
}

/** A text that is no UTF-8. */
export function ofBadText({ owner, number }: OfField): Candidates {
  const bytes = [...tag(number, LENGTH), 1, 0xff];
  return function* ({ writer }) {
    yield { written: owner, read: owner, numbers: [number], bytes, value: minimalMessage(writer, owner) };
  };
}

/** The field of a map is what holds its entries: they have no message of their own in JSON. */
export const ofEntry = (writer: ProtoSide, reader: ProtoSide, full_name: string): Candidates | undefined => {
  const [mine, theirs] = [writer.mapOf(full_name), reader.mapOf(full_name)];
  if (!mine || !theirs || mine.field.number !== theirs.field.number) return undefined;
  return ofField({ owner: mine.owner, number: mine.field.number });
};

const MOST_USERS = 20;

/** Each of the values in a field of the enum's type. `values` by side: names, or numbers without one. */
export function ofEnum(full_name: string, values: { older: unknown[]; newer: unknown[] }): Candidates {
  return function* ({ writer, reader, from }) {
    for (const { owner, field } of writer.usersOf(full_name).slice(0, MOST_USERS)) {
      const map = writer.mapOf(owner);
      const at = map ?? { owner, field };
      const theirs = reader.fields(owner).get(field.number);
      if (!reader.message(at.owner) || theirs?.type_name !== full_name) continue;
      for (const value of values[from]) {
        const placed = map
          ? Object.fromEntries(Object.keys(Object(valuesOf(writer, at.field)[0])).map((key) => [key, value]))
          : at.field.presence === 'repeated'
            ? [value]
            : value;
        const message = { ...minimalMessage(writer, at.owner), [memberOf(at.field)]: placed };
        yield { written: at.owner, read: at.owner, numbers: [at.field.number], value: message };
      }
    }
  };
}

/** Messages of one type, read as another. */
export function ofTypes(types: { older: string; newer: string }): Candidates {
  return function* ({ writer, from }) {
    const [written, read] = from === 'older' ? [types.older, types.newer] : [types.newer, types.older];
    for (const value of messagesOf(writer, written)) yield { written, read, value };
  };
}
