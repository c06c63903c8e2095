// `if`: a bare expression (or one template) in, a boolean out. Anything that is not a boolean is refused: GitHub's always-true strings are a trap.
import { data, type Expr } from '@actions/expressions';
import { FunctionCall, Grouping, Literal } from '@actions/expressions/ast';
import type { Result } from '@mockops/contract';
import type { RunContext } from './context.ts';
import { evaluateExpression } from './evaluate.ts';
import { findExpressions, soleExpression } from './find-expressions.ts';
import { FUNCTIONS } from './functions.ts';
import { parseExpression } from './parse-expression.ts';
import { mentionsOf } from './references.ts';
import { hasFailed, isCancelled, STATUS_FUNCTIONS } from './run-functions.ts';

/** `if: "{{ a == b }}"` means `if: a == b`. */
export function bareCondition(text: string): string {
  const trimmed = text.trim();
  return soleExpression(trimmed, findExpressions(trimmed))?.expression ?? text;
}

/** Whether an `if` decides itself about runs that already failed; otherwise `success()` is implied. */
export function readsStatus(text: string): boolean {
  const parsed = parseExpression(text);
  if (!parsed.ok) return false;
  const names: readonly string[] = STATUS_FUNCTIONS;
  return mentionsOf(text, parsed.expression).calls.some(({ name }) => names.includes(name.toLowerCase()));
}

export function evaluateCondition(text: string, context: RunContext, path = 'if'): Result<boolean> {
  const expression = bareCondition(text);
  // Not evaluated after a failure: it may well read outputs that the failed step did not make. Hooks are there for what failed.
  const isOver = context.hook !== true && (hasFailed(context) || isCancelled(context));
  if (isOver && parses(expression) && !readsStatus(expression)) {
    return { ok: true, value: false, issues: [] };
  }
  const result = evaluateExpression(expression, context, path);
  if (!result.ok) return result;
  if (typeof result.value === 'boolean') return { ok: true, value: result.value, issues: [] };
  const message = `"${expression}" is ${describe(result.value)}, and \`if\` must be true or false`;
  return { ok: false, issues: [{ code: 'EXP002', path, message, hint: 'compare it, for example with != null' }] };
}

function parses(expression: string): boolean {
  return parseExpression(expression).ok;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the text "${value.slice(0, 60)}"` : `the number ${String(value)}`;
}

/** False when the expression is sure to give something else, whatever the run looks like. */
export function canBeBoolean(expression: Expr): boolean {
  if (expression instanceof Grouping) return canBeBoolean(expression.group);
  if (expression instanceof Literal) return expression.literal instanceof data.BooleanData;
  if (!(expression instanceof FunctionCall)) return true;
  const name = expression.functionName.lexeme.toLowerCase();
  if (name === 'format' || name === 'now' || name === 'status') return false;
  return !FUNCTIONS.some((known) => known.name.toLowerCase() === name && known.returns === 'other');
}
