// Text → syntax tree, by GitHub's own lexer and parser. Any name is let through here: what names mean is checked against the document when it is
// saved and against the run when it is evaluated. Errors carry the offset in the text.
import { type Expr, ExpressionError, Lexer, Parser } from '@actions/expressions';
import { TokenType } from '@actions/expressions/lexer';
import { didYouMean } from '@mockops/contract';
import { FUNCTIONS } from './functions.ts';

export type ParsedExpression =
  | { ok: true; expression: Expr }
  | { ok: false; message: string; offset: number; hint?: string };

const SIGNATURES = [
  ...FUNCTIONS.map(({ name, minArgs, maxArgs }) => ({ name, minArgs, maxArgs })),
  ...['success', 'failure', 'cancelled', 'always', 'now'].map((name) => ({ name, minArgs: 0, maxArgs: 0 })),
  { name: 'status', minArgs: 1, maxArgs: 1 },
];

export const FUNCTION_NAMES: readonly string[] = [
  ...SIGNATURES.map(({ name }) => name),
  'case',
  'contains',
  'endsWith',
  'format',
  'startsWith',
];

export function parseExpression(text: string): ParsedExpression {
  if (text.trim() === '') return { ok: false, message: 'the expression is empty', offset: 0 };
  try {
    const { tokens } = new Lexer(text).lex();
    const names = tokens.filter(({ type }) => type === TokenType.IDENTIFIER).map(({ lexeme }) => lexeme);
    return { ok: true, expression: new Parser(tokens, names, SIGNATURES).parse() };
  } catch (error) {
    return describe(text, error);
  }
}

export function offsetOf(text: string, position: { line: number; column: number }): number {
  const before = text.split('\n').slice(0, position.line);
  return before.reduce((sum, line) => sum + line.length + 1, 0) + position.column;
}

/** Puts the library's message into our words and finds where it points to. */
function describe(text: string, error: unknown): ParsedExpression {
  if (!(error instanceof Error)) throw error;
  if (error instanceof ExpressionError) {
    const offset = offsetOf(text, error.pos);
    const word = /^[A-Za-z_][\w-]*/.exec(text.slice(offset))?.[0] ?? '';
    if (error.message.startsWith('Unrecognized function')) return unknownFunction(word, offset);
    if (error.message.startsWith('Unexpected end')) {
      return { ok: false, message: 'the expression ends too early', offset };
    }
    return { ok: false, message: lowerFirst(error.message), offset };
  }
  const located = /^(Unexpected symbol: '.*')\. Located at position (\d+) /s.exec(error.message);
  if (!located) return { ok: false, message: 'the expression is longer than 21,000 characters', offset: 0 };
  const offset = Number(located[2]) - 1;
  const hint = hintFor(text, offset);
  return { ok: false, message: lowerFirst(located[1] ?? ''), offset, ...(hint ? { hint } : {}) };
}

function unknownFunction(name: string, offset: number): ParsedExpression {
  const near = didYouMean(name, FUNCTION_NAMES);
  const hint = near ? `did you mean "${near}"?` : `use one of ${[...FUNCTION_NAMES].sort().join(', ')}`;
  return { ok: false, message: `there is no function "${name}"`, offset, hint };
}

function hintFor(text: string, offset: number): string | undefined {
  const symbol = text[offset];
  if (symbol === '"') return "write text in single quotes: 'like this'";
  if (symbol === "'") return "close the quote; a quote inside text is written twice: 'it''s'";
  if (symbol === '=') return 'compare with ==';
  if (symbol === '&' || symbol === '|') return 'write && or ||';
  if (symbol !== undefined && '+-*/%'.includes(symbol)) return 'the language has no arithmetic';
  return undefined;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
