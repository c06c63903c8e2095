// What a compiler would refuse in a message or an enum although it can be read.
import type { ProtoEnum, ProtoMessage } from './descriptor.ts';
import type { NumberRange, Place } from './syntax.ts';

export type Report = (
  owner: string,
  place: Place,
  code: string,
  message: string,
  hint: string,
  severity?: 'warning',
) => void;

const RESERVED_BY_PROTOBUF: NumberRange = [19_000, 19_999];
const KEY_TYPES = /^(s?fixed(32|64)|[su]?int(32|64)|bool|string)$/;

const inRanges = (number: number, ranges: NumberRange[]): boolean =>
  ranges.some(([from, to]) => from <= number && number <= to);

export function checkMessage(message: ProtoMessage, report: Report): void {
  const numbers = new Map<number, string>();
  const names = new Map<string, string>();
  for (const { name, number, places, json_name } of message.fields) {
    const wrong = (text: string, hint: string, part = 'number') =>
      report(message.full_name, places[part] ?? places[''] ?? [1, 1], 'PRO009', text, hint);
    const taken = numbers.get(number);
    if (taken !== undefined)
      wrong(`${name} and ${taken} have the same number ${number}`, 'give the newer one the next free number');
    numbers.set(number, name);
    const same = names.get(name) ?? names.get(json_name);
    if (same === name) wrong(`the field ${name} is declared twice`, 'rename or remove one', 'name');
    else if (same !== undefined && message.json_format === 'ALLOW')
      wrong(`${name} and ${same} are both ${json_name} in JSON`, 'rename one, or give it a json_name', 'name');
    names.set(name, name);
    names.set(json_name, name);
    if (inRanges(number, [RESERVED_BY_PROTOBUF]))
      wrong(`the numbers ${RESERVED_BY_PROTOBUF.join(' to ')} belong to Protobuf itself`, 'take another number');
    else if (inRanges(number, message.reserved))
      wrong(`the number ${number} of ${name} is reserved`, 'take a number that was never used');
    if (message.reserved_names.includes(name))
      wrong(`the name ${name} is reserved`, 'take a name that was never used', 'name');
  }
  for (const entry of message.messages) {
    const [key] = entry.map_entry ? entry.fields : [];
    if (key && !KEY_TYPES.test(key.type))
      report(
        message.full_name,
        entry.places.type ?? [1, 1],
        'PRO009',
        `a map cannot have keys of type ${key.type_name || key.type}`,
        'use a string, a whole number or bool',
      );
  }
}

export function checkEnum(item: ProtoEnum, report: Report): void {
  const wrong = (place: Place | undefined, text: string, hint: string) =>
    report(item.full_name, place ?? [1, 1], 'PRO009', text, hint);
  const [first] = item.values;
  if (!first)
    wrong(item.places.name, `the enum ${item.name} has no values`, `add ${item.name.toUpperCase()}_UNSPECIFIED = 0;`);
  else if (!item.closed && first.number !== 0)
    wrong(
      first.places.number,
      `the first value of the open enum ${item.name} must be 0`,
      'begin with an _UNSPECIFIED = 0',
    );
  const numbers = new Map<number, string>();
  const names = new Set<string>();
  for (const { name, number, places } of item.values) {
    const same = numbers.get(number);
    if (same !== undefined && item.options.allow_alias !== true)
      wrong(places.number, `${name} and ${same} have the same number ${number}`, 'renumber one, or allow_alias');
    numbers.set(number, name);
    if (names.has(name)) wrong(places.name, `the value ${name} is declared twice`, 'rename or remove one');
    names.add(name);
    if (inRanges(number, item.reserved))
      wrong(places.number, `the number ${number} is reserved`, 'take another number');
    if (item.reserved_names.includes(name)) wrong(places.name, `the name ${name} is reserved`, 'take another name');
  }
}
