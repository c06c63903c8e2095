// What goes wrong while an expression is evaluated. Thrown through the library's visitor, caught at its edge and returned as an Issue.

export type ExpressionCode = 'EXP002' | 'EXP004' | 'EXP005';

export class ExpressionProblem extends Error {
  readonly code: ExpressionCode;
  readonly hint: string | undefined;

  constructor(code: ExpressionCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Longest text that an expression or a rendered config value may make, in UTF-16 units. */
export const MAX_TEXT = 1_000_000;

export function checkLength(length: number, what: string): void {
  if (length <= MAX_TEXT) return;
  throw new ExpressionProblem('EXP005', `${what} would be longer than 1 MB`, 'shorten it with truncate(text, length)');
}
