// What two linked contracts differ in beside buf's rules: what is new, what is deprecated, and what is said in other options.
// None of it breaks anybody; without it a revision that only adds would look like no change.
import { byText, canonicalText } from '../../json.ts';
import { eachEnum, eachMessage, type ProtoFile, type ProtoSet } from '../descriptor.ts';
import type { Place, ProtoValue } from '../syntax.ts';
import { enumsOf } from './enums.ts';
import { type At, byFullName, type Found, pairs, placeIn } from './finding.ts';
import { messagesOf } from './messages.ts';
import { servicesOf } from './services.ts';

export function findAdditions(before: ProtoSet, after: ProtoSet, found: Found): void {
  findNewTypes(before, after, found);
  for (const [old, now] of pairs(messagesOf(before), messagesOf(after))) {
    const numbers = new Set(old.item.fields.map(({ number }) => number));
    for (const field of now.item.fields)
      if (!numbers.has(field.number))
        found({
          rule: 'FIELD_ADDED',
          owner: now.item.full_name,
          part: field.name,
          message: `The field ${field.number} ${field.name} of ${now.item.full_name} is new.`,
          before: placeIn(old),
          after: placeIn({ file: now.file, item: field }),
        });
    const reserved = canonicalText([old.item.reserved, old.item.reserved_names]);
    if (reserved !== canonicalText([now.item.reserved, now.item.reserved_names])) sayReserved(old, now, found);
  }
  for (const [old, now] of pairs(enumsOf(before), enumsOf(after))) {
    const numbers = new Set(old.item.values.map(({ number }) => number));
    for (const value of now.item.values)
      if (!numbers.has(value.number))
        found({
          rule: 'ENUM_VALUE_ADDED',
          owner: now.item.full_name,
          part: value.name,
          message: `The value ${value.number} ${value.name} of the enum ${now.item.full_name} is new.`,
          before: placeIn(old),
          after: placeIn({ file: now.file, item: value }),
        });
    const reserved = canonicalText([old.item.reserved, old.item.reserved_names]);
    if (reserved !== canonicalText([now.item.reserved, now.item.reserved_names])) sayReserved(old, now, found);
  }
  const services = servicesOf(before);
  for (const now of servicesOf(after).values()) {
    const known = new Set(services.get(now.item.full_name)?.item.methods.map(({ name }) => name));
    for (const method of now.item.methods)
      if (!known.has(method.name))
        found({
          rule: 'RPC_ADDED',
          owner: method.full_name,
          part: '',
          message: `The method ${method.full_name} is new.`,
          before: null,
          after: placeIn({ file: now.file, item: method }),
        });
  }
  compareOptions(before, after, found);
}

interface Named {
  full_name: string;
  places: Record<string, Place>;
}

const sayReserved = (old: At<Named>, now: At<Named>, found: Found): void =>
  found({
    rule: 'RESERVED_CHANGED',
    owner: now.item.full_name,
    part: '',
    message: `${now.item.full_name} reserves other numbers or names.`,
    before: placeIn(old),
    after: placeIn(now),
  });

function findNewTypes(before: ProtoSet, after: ProtoSet, found: Found): void {
  const say = (rule: string, kind: string, now: At<Named>) =>
    found({
      rule,
      owner: now.item.full_name,
      part: '',
      message: `The ${kind} ${now.item.full_name} is new.`,
      before: null,
      after: placeIn(now),
    });
  const [messages, enums] = [messagesOf(before), enumsOf(before)];
  for (const now of messagesOf(after).values())
    if (!messages.has(now.item.full_name) && !now.item.map_entry) say('MESSAGE_ADDED', 'message', now);
  for (const now of enumsOf(after).values()) if (!enums.has(now.item.full_name)) say('ENUM_ADDED', 'enum', now);
}

/** Options that a rule of buf's compares already, or that only allow what is written elsewhere. */
const COMPARED = /^(json_name|default|jstype|ctype|idempotency_level|allow_alias|no_standard_descriptor_accessor)$/;

interface Optioned extends Named {
  options: Record<string, ProtoValue>;
  owner: string;
  part: string;
}

function compareOptions(before: ProtoSet, after: ProtoSet, found: Found): void {
  const list = ({ files }: ProtoSet) =>
    byFullName(files.flatMap((file) => [...eachOptioned(file)].map((item) => ({ file, item }))));
  for (const [old, now] of pairs(list(before), list(after))) {
    const { owner, part, full_name } = now.item;
    const say = (rule: string, message: string, option: string) =>
      found({ rule, owner, part, message, before: placeIn(old, option), after: placeIn(now, option) });
    const [was, is] = [old.item.options, now.item.options];
    if (was.deprecated !== true && is.deprecated === true)
      say('DEPRECATED', `${full_name} is deprecated.`, 'deprecated');
    if (was.deprecated === true && is.deprecated !== true)
      say('UNDEPRECATED', `${full_name} is no longer deprecated.`, 'name');
    const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((name) => name !== 'deprecated' && !COMPARED.test(name))
      .filter((name) => canonicalText(was[name]) !== canonicalText(is[name]))
      .sort(byText);
    const [first] = changed;
    if (first !== undefined)
      say('OPTIONS_CHANGED', `${full_name} has other values for the options ${changed.join(', ')}.`, first);
  }
}

function* eachOptioned(file: ProtoFile): Generator<Optioned> {
  const own = (item: Omit<Optioned, 'owner' | 'part'>): Optioned => ({ ...item, owner: item.full_name, part: '' });
  for (const message of eachMessage(file)) {
    if (message.map_entry) continue;
    yield own(message);
    for (const field of message.fields) yield { ...field, owner: message.full_name, part: field.name };
    for (const oneof of message.oneofs) yield { ...oneof, owner: message.full_name, part: oneof.name };
  }
  for (const item of eachEnum(file)) {
    yield own(item);
    for (const value of item.values) yield { ...value, owner: item.full_name, part: value.name };
  }
  for (const service of file.services) {
    yield own(service);
    for (const method of service.methods) yield own(method);
  }
}
