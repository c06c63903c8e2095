// A place in a file's tokens, with the few moves that the parser makes, and the findings on the way. A move that cannot be made throws
// a SyntaxProblem, which the nearest list of statements catches: it reports it, skips the statement and goes on behind it.
import type { Issue } from '@mockops/contract';
import type { Place, ProtoValue } from './syntax.ts';
import { type Token, tokenize } from './tokens.ts';

export class SyntaxProblem extends Error {
  readonly token: Token;
  readonly hint: string;
  constructor(message: string, token: Token, hint: string) {
    super(message);
    this.token = token;
    this.hint = hint;
  }
}

export interface Cursor {
  readonly issues: Issue[];
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the next token when it reads so. */
  accept(text: string): Token | undefined;
  expect(text: string, hint: string): Token;
  word(what: string): Token;
  /** `a.b.c`, with a leading dot where one is written. */
  dotted(what: string): string;
  /** Adjacent strings are one. */
  string(what: string): string;
  report(problem: SyntaxProblem): void;
  /** Behind the statement that began at `start`: its `;`, its block, or before the `}` around it. */
  skip(start: number): void;
  position(): number;
}

/** Further findings of one file would only repeat the first ones. */
const MAX_ISSUES = 20;

export const placeOf = ({ line, col }: Token): Place => [line, col];

export function createCursor(file: string, text: string): Cursor {
  const tokens = tokenize(text);
  const end = tokens.at(-1) ?? { kind: 'end' as const, text: 'the end of the file', line: 1, col: 1 };
  const issues: Issue[] = [];
  let at = 0;

  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const isSymbol = (token: Token, text: string) => token.text === text && token.kind !== 'string';
  const wanted = (what: string, hint: string): SyntaxProblem => {
    const token = peek();
    const found = token.kind === 'bad' || token.kind === 'end' ? token.text : JSON.stringify(token.text);
    return new SyntaxProblem(`${what} is expected here, not ${found}`, token, hint);
  };
  const cursor: Cursor = {
    issues,
    peek,
    next,
    accept: (text) => (isSymbol(peek(), text) ? next() : undefined),
    expect(text, hint) {
      if (!isSymbol(peek(), text)) throw wanted(`"${text}"`, hint);
      return next();
    },
    word(what) {
      if (peek().kind !== 'word') throw wanted(what, 'write a name of letters, digits and _ that begins with a letter');
      return next();
    },
    dotted(what) {
      let name = cursor.accept('.') ? '.' : '';
      name += cursor.word(what).text;
      while (cursor.accept('.')) name += `.${cursor.word(what).text}`;
      return name;
    },
    string(what) {
      if (peek().kind !== 'string') throw wanted(what, 'write it in quotes');
      let value = '';
      while (peek().kind === 'string') value += next().text;
      return value;
    },
    report({ message, token, hint }) {
      if (issues.length >= MAX_ISSUES) return;
      issues.push({ code: 'PRO001', path: '', message, at: { file, line: token.line, col: token.col }, hint });
    },
    position: () => at,
    skip(start) {
      // A file with that many findings is no Protobuf file.
      if (issues.length >= MAX_ISSUES) at = tokens.length;
      let depth = 0;
      for (let index = start; index < at; index += 1) depth += depthOf(tokens[index]);
      for (; peek().kind !== 'end'; at += 1) {
        const token = peek();
        if (depth <= 0 && isSymbol(token, '}')) {
          if (at === start) at += 1;
          return;
        }
        depth += depthOf(token);
        if (depth <= 0 && (isSymbol(token, ';') || isSymbol(token, '}'))) {
          at += 1;
          return;
        }
      }
    },
  };
  return cursor;
}

const depthOf = (token: Token | undefined): number => {
  if (token?.kind !== 'symbol') return 0;
  return token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
};

/** A whole number between the bounds. */
export function readInteger(cursor: Cursor, what: string, least: number, most: number): number {
  const token = cursor.peek();
  const minus = cursor.accept('-') !== undefined;
  const value = toNumber(cursor.peek());
  const number = typeof value === 'number' ? (minus ? -value : value) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw new SyntaxProblem(`${what} must be a whole number from ${least} to ${most}`, token, 'correct the number');
  cursor.next();
  return number === 0 ? 0 : number;
}

/** undefined: no number. Decimal text where a double would not hold it. */
export function toNumber(token: Token): ProtoValue | undefined {
  const { kind, text } = token;
  if (kind !== 'number') return undefined;
  const whole = /^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text;
  if (/^(0[xX][0-9a-fA-F]+|0o[0-7]+|\d+)$/.test(whole)) {
    const value = BigInt(whole);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
  }
  const value = Number(text.replace(/[fF]$/, ''));
  return Number.isNaN(value) ? undefined : value;
}
