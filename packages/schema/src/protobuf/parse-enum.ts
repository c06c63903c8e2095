// Enums, and the ranges of numbers and names that enums and messages reserve.
import { type Cursor, placeOf, readInteger, SyntaxProblem } from './cursor.ts';
import { addTrailing, declare, statements } from './declare.ts';
import { readOption, readOptionList } from './options.ts';
import { MAX_ENUM_NUMBER, type NumberRange, type WrittenEnum } from './syntax.ts';
import type { Token } from './tokens.ts';

const LEAST = -2_147_483_648;

/** The word `enum` already taken; `start` is where the declaration begins. */
export function readEnum(cursor: Cursor, start: Token): WrittenEnum {
  const name = cursor.word('the name of the enum');
  const declared: WrittenEnum = { ...declare(name.text, start, name), values: [], reserved: [], reserved_names: [] };
  addTrailing(declared, cursor.expect('{', `open the enum ${name.text} with {`));
  statements(cursor, declared, '}', () => readValue(cursor, declared));
  return declared;
}

function readValue(cursor: Cursor, declared: WrittenEnum): void {
  const start = cursor.peek();
  const isValue = cursor.peek(1).text === '=';
  if (start.text === 'option' && !isValue) {
    readOption(cursor, declared);
    return;
  }
  if (start.text === 'reserved' && !isValue) {
    cursor.next();
    readRanges(cursor, declared.reserved, declared.reserved_names, MAX_ENUM_NUMBER, LEAST);
    cursor.expect(';', 'end the line with ;');
    return;
  }
  const name = cursor.word('the name of a value');
  cursor.expect('=', `give ${name.text} a number: ${name.text} = 0;`);
  const value = { ...declare(name.text, start, name), number: 0 };
  value.places.number = placeOf(cursor.peek());
  value.number = readInteger(cursor, `the number of ${name.text}`, LEAST, MAX_ENUM_NUMBER);
  readOptionList(cursor, value);
  declared.values.push(value);
  addTrailing(value, cursor.expect(';', `end the value ${name.text} with ;`));
}

/** `2, 15, 9 to 11, 40 to max`, or names: in quotes, since the editions without. */
export function readRanges(cursor: Cursor, ranges: NumberRange[], names: string[], most: number, least = 1): void {
  do {
    const token = cursor.peek();
    if (token.kind === 'string') names.push(cursor.string('a name'));
    else if (token.kind === 'word') names.push(cursor.next().text);
    else {
      const from = readInteger(cursor, 'a reserved number', least, most);
      const to = !cursor.accept('to')
        ? from
        : cursor.accept('max')
          ? most
          : readInteger(cursor, 'the end of the range', least, most);
      if (to < from)
        throw new SyntaxProblem(`the range ${from} to ${to} ends before it begins`, token, 'write the lower one first');
      ranges.push([from, to]);
    }
  } while (cursor.accept(','));
}
