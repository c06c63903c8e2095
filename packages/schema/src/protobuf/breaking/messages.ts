// Rules about messages that both revisions have, and their fields, matched by number; extensions too, by what they extend.
import { eachExtension, eachMessage, type ProtoField, type ProtoMessage, type ProtoSet } from '../descriptor.ts';
import { enumsOf } from './enums.ts';
import { type At, byFullName, type Found, pairs, placeIn } from './finding.ts';
import { compareReserved, covers, isReserved, rangeText } from './reserved.ts';
import {
  isSameType,
  isWireCompatible,
  isWireJsonCompatible,
  sameCardinality,
  typeText,
  wireCardinality,
  wireJsonCardinality,
} from './types.ts';

type Enums = Parameters<typeof isSameType>[2];

export const messagesOf = ({ files }: ProtoSet): Map<string, At<ProtoMessage>> =>
  byFullName(files.flatMap((file) => [...eachMessage(file)].map((item) => ({ file, item }))));

export function compareMessages(before: ProtoSet, after: ProtoSet, found: Found): void {
  const enums = { before: enumsOf(before), after: enumsOf(after) };
  for (const [old, now] of pairs(messagesOf(before), messagesOf(after))) compareMessage(old, now, enums, found);
  const [mine, theirs] = [extensionsOf(before), extensionsOf(after)];
  for (const [old, now] of pairs(mine, theirs))
    compareField(old, now, { owner: now.item.extendee ?? '', enums }, found);
}

const extensionsOf = ({ files }: ProtoSet): Map<string, At<ProtoField>> =>
  new Map(
    files.flatMap((file) =>
      [...eachExtension(file)].map((item) => [`${item.extendee} ${item.number}`, { file, item }] as const),
    ),
  );

function compareMessage(old: At<ProtoMessage>, now: At<ProtoMessage>, enums: Enums, found: Found): void {
  const owner = now.item.full_name;
  const say = (rule: string, message: string, part = '', before = placeIn(old), after = placeIn(now, '')) =>
    found({ rule, owner, part, message, before, after });
  if (old.item.json_format === 'ALLOW' && now.item.json_format !== 'ALLOW')
    say(
      'MESSAGE_SAME_JSON_FORMAT',
      `The message ${owner} no longer promises a JSON form.`,
      '',
      placeIn(old),
      placeIn(now, 'features.json_format'),
    );
  const accessor = 'no_standard_descriptor_accessor';
  if (old.item.options[accessor] !== true && now.item.options[accessor] === true)
    say(
      'MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR',
      `The message ${owner} lost its descriptor accessor.`,
      '',
      placeIn(old),
      placeIn(now, accessor),
    );
  compareReserved('RESERVED_MESSAGE_NO_DELETE', old, now, found);
  for (const range of old.item.extension_ranges)
    if (!covers(now.item.extension_ranges, range)) {
      const part = rangeText(range);
      say('EXTENSION_MESSAGE_NO_DELETE', `The message ${owner} can no longer be extended at ${part}.`, part);
    }
  for (const oneof of old.item.oneofs)
    if (!now.item.oneofs.some(({ name }) => name === oneof.name))
      say(
        'ONEOF_NO_DELETE',
        `The oneof ${oneof.name} of ${owner} was deleted.`,
        oneof.name,
        placeIn({ file: old.file, item: oneof }),
      );
  compareRequired(old, now, found);

  const fields = new Map(now.item.fields.map((field) => [field.number, field]));
  for (const field of old.item.fields) {
    const same = fields.get(field.number);
    const was = { file: old.file, item: field };
    if (same) compareField(was, { file: now.file, item: same }, { owner, enums }, found);
    else reportDeleted(was, now, found);
  }
}

function reportDeleted(old: At<ProtoField>, now: At<ProtoMessage>, found: Found): void {
  const { name, number } = old.item;
  const text = `The field ${number} ${name} of ${now.item.full_name} was deleted`;
  const deleted = (rule: string, message: string) =>
    found({
      ...{ rule, owner: now.item.full_name, part: name, number, message },
      before: placeIn(old),
      after: placeIn(now, ''),
    });
  deleted('FIELD_NO_DELETE', `${text}.`);
  if (!now.item.reserved_names.includes(name))
    deleted('FIELD_NO_DELETE_UNLESS_NAME_RESERVED', `${text} and its name is not reserved.`);
  if (!isReserved(number, now.item.reserved))
    deleted('FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED', `${text} and its number is not reserved.`);
}

function compareRequired(old: At<ProtoMessage>, now: At<ProtoMessage>, found: Found): void {
  const required = ({ item }: At<ProtoMessage>) =>
    new Map(item.fields.filter(isWrittenRequired).map((field) => [field.number, field]));
  const [mine, theirs] = [required(old), required(now)];
  const owner = now.item.full_name;
  const rule = 'MESSAGE_SAME_REQUIRED_FIELDS';
  for (const [number, field] of mine)
    if (!theirs.has(number))
      found({
        rule,
        owner,
        part: field.name,
        number,
        message: `The required field ${number} ${field.name} of ${owner} is no longer required.`,
        before: placeIn({ file: old.file, item: field }),
        after: placeIn(now, ''),
      });
  for (const [number, field] of theirs)
    if (!mine.has(number))
      found({
        rule,
        owner,
        part: field.name,
        number,
        message: `The field ${number} ${field.name} of ${owner} is required now.`,
        before: placeIn(old),
        after: placeIn({ file: now.file, item: field }, ''),
      });
}

/** Not by a feature: that is a change of cardinality. */
const isWrittenRequired = ({ presence, places }: ProtoField): boolean =>
  presence === 'required' && places.label !== undefined;

const JS_TYPES = /64$/;

function compareField(
  old: At<ProtoField>,
  now: At<ProtoField>,
  { owner, enums }: { owner: string; enums: Enums },
  found: Found,
): void {
  const [was, is] = [old.item, now.item];
  const subject = `The field ${is.number} ${is.name} of ${owner}`;
  const say = (rule: string, message: string, part: string) =>
    found({
      ...{ rule, owner, part: is.name, number: is.number, message },
      before: placeIn(old, part),
      after: placeIn(now, part),
    });
  const changed = (rule: string, what: string, a: unknown, b: unknown, part: string) => {
    if (a !== b) say(rule, `${subject} changed its ${what} from ${a || 'none'} to ${b || 'none'}.`, part);
  };

  const types: [string, typeof isSameType][] = [
    ['FIELD_SAME_TYPE', isSameType],
    ['FIELD_WIRE_COMPATIBLE_TYPE', isWireCompatible],
    ['FIELD_WIRE_JSON_COMPATIBLE_TYPE', isWireJsonCompatible],
  ];
  for (const [rule, check] of types)
    if (!check(was, is, enums))
      say(rule, `${subject} changed its type from ${typeText(was)} to ${typeText(is)}.`, 'type');
  changed('FIELD_SAME_CARDINALITY', 'cardinality', sameCardinality(was), sameCardinality(is), '');
  changed('FIELD_WIRE_COMPATIBLE_CARDINALITY', 'cardinality', wireCardinality(was), wireCardinality(is), '');
  changed(
    'FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY',
    'cardinality',
    wireJsonCardinality(was),
    wireJsonCardinality(is),
    '',
  );
  changed('FIELD_SAME_NAME', 'name', nameOf(was), nameOf(is), 'name');
  if (was.extendee === undefined)
    changed('FIELD_SAME_JSON_NAME', 'JSON name', was.json_name, is.json_name, 'json_name');
  changed('FIELD_SAME_ONEOF', 'oneof', was.oneof, is.oneof, '');
  if (canHaveDefault(was) && canHaveDefault(is))
    changed('FIELD_SAME_DEFAULT', 'default', defaultText(was, enums.before), defaultText(is, enums.after), 'default');
  if (JS_TYPES.test(was.type) && JS_TYPES.test(is.type))
    changed('FIELD_SAME_JSTYPE', 'jstype', jsType(was), jsType(is), 'jstype');
  if (was.cpp_string !== undefined && is.cpp_string !== undefined)
    changed('FIELD_SAME_CPP_STRING_TYPE', 'C++ string type', was.cpp_string, is.cpp_string, cppPart(is));
  if (was.utf8 !== undefined && is.utf8 !== undefined) {
    changed('FIELD_SAME_UTF8_VALIDATION', 'UTF-8 validation', was.utf8, is.utf8, 'features.utf8_validation');
    changed('FIELD_SAME_JAVA_UTF8_VALIDATION', 'UTF-8 validation in Java', was.java_utf8, is.java_utf8, '');
  }
}

const nameOf = ({ extendee, name, full_name }: ProtoField): string => (extendee === undefined ? name : full_name);

const cppPart = ({ places }: ProtoField): string =>
  places.ctype === undefined ? 'features.(pb.cpp).string_type' : 'ctype';

const jsType = ({ options }: ProtoField): unknown => options.jstype ?? 'JS_NORMAL';

const canHaveDefault = ({ presence, type }: ProtoField): boolean =>
  presence !== 'repeated' && presence !== 'map' && type !== 'message' && type !== 'group';

/** Of an enum its number; what stands for "nothing" is the same for every type. */
function defaultText({ options, type, type_name }: ProtoField, enums: Enums['before']): string {
  const values = type === 'enum' ? (enums.get(type_name ?? '')?.item.values ?? []) : [];
  const value =
    type === 'enum'
      ? (options.default === undefined ? values[0] : values.find(({ name }) => name === options.default))?.number
      : options.default;
  return value === undefined || value === false || value === 0 || value === '' ? '' : JSON.stringify(value);
}
