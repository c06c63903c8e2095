// One .proto file: text in, its declarations with the place of each part out, and what could not be read. A statement that is wrong is
// left out with an issue, marks what it stands in as broken, and the rest of the file is still read.
import type { Issue } from '@mockops/contract';
import { type Cursor, createCursor, placeOf, readInteger, SyntaxProblem } from './cursor.ts';
import { addTrailing, declare, statements } from './declare.ts';
import { readOption, readOptionList } from './options.ts';
import { readEnum, readRanges } from './parse-enum.ts';
import { readService } from './parse-service.ts';
import { MAX_FIELD_NUMBER, type WrittenField, type WrittenFile, type WrittenMessage } from './syntax.ts';
import type { Token } from './tokens.ts';

/** Nobody writes messages that deep; a stack has an end. */
const MAX_DEPTH = 64;
const MAX_LENGTH = 20_000_000;

export function parseProto(file: string, text: string): { file: WrittenFile; issues: Issue[] } {
  const parsed: WrittenFile = {
    ...declare('', { kind: 'end', text: '', line: 1, col: 1 }),
    syntax: 'proto2',
    package: '',
    imports: [],
    messages: [],
    enums: [],
    extensions: [],
    services: [],
  };
  if (text.length > MAX_LENGTH) {
    const message = `the file is longer than ${MAX_LENGTH / 1_000_000} million characters`;
    const hint = 'split it; contracts of that size are generated, and their sources are shorter';
    return {
      file: { ...parsed, broken: true },
      issues: [{ code: 'PRO002', path: '', message, at: { file, line: 1, col: 1 }, hint }],
    };
  }
  const cursor = createCursor(file, text);
  statements(cursor, parsed, 'end', () => readTopLevel(cursor, parsed));
  return { file: parsed, issues: cursor.issues };
}

function readTopLevel(cursor: Cursor, file: WrittenFile): void {
  const start = cursor.peek();
  const second = cursor.peek(1);
  if ((start.text === 'syntax' || start.text === 'edition') && second.text === '=') {
    cursor.next();
    cursor.next();
    const at = cursor.peek();
    file.syntax = cursor.string(start.text === 'syntax' ? '"proto2" or "proto3"' : 'an edition such as "2023"');
    file.places.syntax = placeOf(start);
    const known = start.text === 'syntax' ? ['proto2', 'proto3'] : ['2023', '2024'];
    if (!known.includes(file.syntax))
      throw new SyntaxProblem(
        `${start.text} "${file.syntax}" is not supported`,
        at,
        `write one of ${known.map((name) => `${start.text} = "${name}"`).join(', ')}`,
      );
    cursor.expect(';', 'end the line with ;');
  } else if (start.text === 'package') {
    cursor.next();
    file.package = cursor.dotted('the name of the package');
    file.places.package = placeOf(start);
    cursor.expect(';', 'end the line with ;');
  } else if (start.text === 'import') {
    cursor.next();
    const kind = (['public', 'weak', 'option'] as const).find((word) => cursor.accept(word)) ?? '';
    file.imports.push({ path: cursor.string('the path of a file'), kind, place: placeOf(start) });
    cursor.expect(';', 'end the line with ;');
  } else if (start.text === 'option') {
    readOption(cursor, file);
  } else if (start.text === 'service') file.services.push(readService(cursor));
  else if (!readNested(cursor, file, 0))
    throw new SyntaxProblem(
      `${start.kind === 'word' ? `"${start.text}"` : start.text} begins nothing that can stand here`,
      start,
      'a file holds syntax, package, import, option, message, enum, service and extend',
    );
}

/** message, enum or extend, which stand in files and in messages. */
function readNested(cursor: Cursor, owner: WrittenFile | WrittenMessage, depth: number): boolean {
  const start = cursor.peek();
  const shift = isVisibility(cursor) ? 1 : 0;
  const word = cursor.peek(shift).text;
  const opens = cursor.peek(shift + 1).kind === 'word' && cursor.peek(shift + 2).text === '{';
  if (shift > 0 && opens) cursor.next();
  if (word === 'message' && (opens || depth === 0)) {
    cursor.next();
    const name = cursor.word('the name of the message');
    owner.messages.push(readMessage(cursor, createMessage(name.text, start, name), depth + 1));
    return true;
  }
  if (word === 'enum' && (opens || depth === 0)) {
    cursor.next();
    owner.enums.push(readEnum(cursor, start));
    return true;
  }
  if (word === 'extend' && !isFieldLine(cursor)) {
    cursor.next();
    const extendee = cursor.dotted('the name of the message');
    cursor.expect('{', 'open the block with {');
    statements(cursor, owner, '}', () =>
      readField(cursor, { fields: owner.extensions, messages: owner.messages, extendee }, depth + 1),
    );
    return true;
  }
  return false;
}

/** Edition 2024: `export message`, `local enum`. */
const isVisibility = (cursor: Cursor): boolean =>
  ['export', 'local'].includes(cursor.peek().text) && ['message', 'enum'].includes(cursor.peek(1).text);

const isFieldLine = (cursor: Cursor): boolean => cursor.peek(1).kind === 'word' && cursor.peek(2).text === '=';

const createMessage = (name: string, start: Token, nameAt: Token): WrittenMessage => ({
  ...declare(name, start, nameAt),
  fields: [],
  oneofs: [],
  messages: [],
  enums: [],
  extensions: [],
  extension_ranges: [],
  reserved: [],
  reserved_names: [],
});

function readMessage(cursor: Cursor, message: WrittenMessage, depth: number): WrittenMessage {
  const open = cursor.expect('{', `open the message ${message.name} with {`);
  if (depth > MAX_DEPTH)
    throw new SyntaxProblem(`messages are nested more than ${MAX_DEPTH} deep`, open, 'move inner messages to the top');
  addTrailing(message, open);
  statements(cursor, message, '}', () => readMember(cursor, message, depth));
  return message;
}

function readMember(cursor: Cursor, message: WrittenMessage, depth: number): void {
  const start = cursor.peek();
  const second = cursor.peek(1);
  if (start.text === 'option') {
    readOption(cursor, message);
  } else if (start.text === 'oneof' && second.kind === 'word' && cursor.peek(2).text === '{') {
    cursor.next();
    const name = cursor.next();
    const oneof = declare(name.text, start, name);
    addTrailing(oneof, cursor.next());
    message.oneofs.push(oneof);
    statements(cursor, message, '}', () => {
      if (cursor.peek().text === 'option') readOption(cursor, oneof);
      else readField(cursor, { fields: message.fields, messages: message.messages, oneof: name.text }, depth);
    });
  } else if (start.text === 'reserved' && !isFieldLine(cursor)) {
    cursor.next();
    readRanges(cursor, message.reserved, message.reserved_names, MAX_FIELD_NUMBER);
    cursor.expect(';', 'end the line with ;');
  } else if (start.text === 'extensions' && second.kind === 'number') {
    cursor.next();
    readRanges(cursor, message.extension_ranges, [], MAX_FIELD_NUMBER);
    readOptionList(cursor, declare('', start));
    cursor.expect(';', 'end the line with ;');
  } else if (!readNested(cursor, message, depth))
    readField(cursor, { fields: message.fields, messages: message.messages }, depth);
}

interface FieldHome {
  fields: WrittenField[];
  messages: WrittenMessage[];
  oneof?: string;
  extendee?: string;
}

function readField(cursor: Cursor, home: FieldHome, depth: number): void {
  const start = cursor.peek();
  const second = cursor.peek(1);
  // `optional.Type name = 1` and `optional = …` are a type's name.
  const label =
    second.kind === 'word' || second.text === '.'
      ? (['optional', 'required', 'repeated'] as const).find((word) => word === start.text && !isDottedType(cursor))
      : undefined;
  if (label) cursor.next();
  const typeAt = cursor.peek();
  if (typeAt.text === 'group' && cursor.peek(1).kind === 'word' && cursor.peek(2).text === '=') {
    readGroup(cursor, home, depth, { start, ...(label && { label }) });
    return;
  }
  let key: string | undefined;
  let type: string;
  if (typeAt.text === 'map' && cursor.peek(1).text === '<') {
    cursor.next();
    cursor.next();
    key = cursor.word('the type of the keys').text;
    cursor.expect(',', 'write map<key type, value type>');
    type = cursor.dotted('the type of the values');
    cursor.expect('>', 'close the map with >');
  } else type = cursor.dotted('the type of a field');
  const nameAt = cursor.word('the name of the field');
  const field: WrittenField = { ...declare(nameAt.text, start, nameAt), type, number: 0 };
  field.places.type = placeOf(typeAt);
  if (label) {
    field.label = label;
    field.places.label = placeOf(start);
  }
  if (key !== undefined) field.key = key;
  readNumber(cursor, field);
  finish(field, home);
  addTrailing(field, cursor.expect(';', `end the field ${field.name} with ;`));
}

const isDottedType = (cursor: Cursor): boolean =>
  cursor.peek(1).text === '.' && cursor.peek(1).col === cursor.peek().col + cursor.peek().text.length;

function readNumber(cursor: Cursor, field: WrittenField): void {
  cursor.expect('=', `give ${field.name} a number: ${field.name} = 1;`);
  field.places.number = placeOf(cursor.peek());
  field.number = readInteger(cursor, `the number of ${field.name}`, 1, MAX_FIELD_NUMBER);
  readOptionList(cursor, field);
}

function finish(field: WrittenField, { fields, oneof, extendee }: FieldHome): void {
  if (oneof !== undefined) field.oneof = oneof;
  if (extendee !== undefined) field.extendee = extendee;
  fields.push(field);
}

/** `group Name = 1 { … }` declares a message and a field of its name in small letters. */
function readGroup(
  cursor: Cursor,
  home: FieldHome,
  depth: number,
  { start, label }: { start: Token; label?: 'optional' | 'required' | 'repeated' },
): void {
  const typeAt = cursor.next();
  const name = cursor.next();
  const field: WrittenField = {
    ...declare(name.text.toLowerCase(), start, name),
    ...(label && { label }),
    type: name.text,
    group: true,
    number: 0,
  };
  field.places.type = placeOf(typeAt);
  readNumber(cursor, field);
  const message = createMessage(name.text, start, name);
  home.messages.push(readMessage(cursor, message, depth + 1));
  finish(field, home);
}
