// Options: names, scalar values and message literals, as plain JSON that does not depend on how the literal is laid out.
import { type Cursor, placeOf, SyntaxProblem, toNumber } from './cursor.ts';
import type { Declared, ProtoValue } from './syntax.ts';
import type { Token } from './tokens.ts';

const MAX_LITERAL_DEPTH = 64;

/** `option name = value;` */
export function readOption(cursor: Cursor, into: Declared): void {
  readAssignment(cursor, into, cursor.expect('option', 'only options can stand here'));
  cursor.expect(';', 'end the option with ;');
}

/** `[name = value, …]` behind a field or a value, if there is one. */
export function readOptionList(cursor: Cursor, into: Declared): void {
  if (!cursor.accept('[')) return;
  do readAssignment(cursor, into);
  while (cursor.accept(','));
  cursor.expect(']', 'close the options with ]');
}

function readAssignment(cursor: Cursor, into: Declared, start = cursor.peek()): void {
  const name = readName(cursor);
  cursor.expect('=', 'write name = value');
  const value = readValue(cursor, 0);
  into.places[name] ??= placeOf(start);
  // Values that say more about the same option (`(validate.rules).string.min_len` beside `.max_len`) have names of their own;
  // a name given twice is a list.
  into.options[name] = Object.hasOwn(into.options, name) ? [into.options[name] ?? '', value].flat() : value;
}

function readName(cursor: Cursor): string {
  const parts: string[] = [];
  do {
    if (cursor.accept('(')) {
      parts.push(`(${cursor.dotted('the name of an extension').replace(/^\./, '')})`);
      cursor.expect(')', 'close the name with )');
    } else parts.push(cursor.word('the name of an option').text);
  } while (cursor.accept('.'));
  return parts.join('.');
}

function readValue(cursor: Cursor, depth: number): ProtoValue {
  const token = cursor.peek();
  if (token.kind === 'string') return cursor.string('a value');
  if (token.text === '{' || token.text === '<') return readLiteral(cursor, depth);
  if (token.text === '[') return readList(cursor, depth);
  const minus = cursor.accept('-') !== undefined;
  if (!minus) cursor.accept('+');
  const value = cursor.peek();
  if (value.kind === 'word') {
    cursor.next();
    if (!minus && (value.text === 'true' || value.text === 'false')) return value.text === 'true';
    return minus ? `-${value.text}` : value.text;
  }
  const number = toNumber(value);
  if (number === undefined)
    throw new SyntaxProblem(
      'a value is expected here',
      value,
      'write a number, a name, a string in quotes, or a literal in braces',
    );
  cursor.next();
  if (typeof number === 'number') return minus ? -number : number;
  return minus ? `-${String(number)}` : number;
}

function readList(cursor: Cursor, depth: number): ProtoValue[] {
  const open = cursor.expect('[', 'open the list with [');
  if (depth > MAX_LITERAL_DEPTH) throw tooDeep(open);
  const items: ProtoValue[] = [];
  while (!cursor.accept(']')) {
    items.push(readValue(cursor, depth + 1));
    if (!cursor.accept(',') && cursor.peek().text !== ']') cursor.expect(']', 'separate items with , and end with ]');
  }
  return items;
}

/** `{ name: value, [extension.name] { … } }`; members may end with `,` or `;` or nothing. */
function readLiteral(cursor: Cursor, depth: number): ProtoValue {
  const open = cursor.peek();
  if (depth > MAX_LITERAL_DEPTH) throw tooDeep(open);
  cursor.next();
  const close = open.text === '<' ? '>' : '}';
  const members = new Map<string, ProtoValue>();
  while (!cursor.accept(close)) {
    const name = readMemberName(cursor);
    const colon = cursor.accept(':');
    const next = cursor.peek().text;
    if (!colon && next !== '{' && next !== '<') cursor.expect(':', 'write name: value');
    const value = readValue(cursor, depth + 1);
    const before = members.get(name);
    members.set(name, before === undefined ? value : [before, value].flat());
    if (!cursor.accept(',')) cursor.accept(';');
  }
  return Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readMemberName(cursor: Cursor): string {
  if (!cursor.accept('[')) return cursor.word('the name of a member').text;
  let name = cursor.dotted('the name of an extension');
  while (cursor.accept('/')) name += `/${cursor.dotted('the name of a message')}`;
  cursor.expect(']', 'close the name with ]');
  return `[${name}]`;
}

const tooDeep = (token: Token): SyntaxProblem =>
  new SyntaxProblem(
    `a literal is nested more than ${MAX_LITERAL_DEPTH} deep`,
    token,
    'flatten the option; nothing reads it that deep',
  );
