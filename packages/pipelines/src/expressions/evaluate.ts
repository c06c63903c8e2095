// Evaluates a syntax tree over a run context. GitHub's semantics, with two stricter rules: a reference that finds nothing is an error unless something
// asks for it (`||`, `==`, `!=`, default(), length(), …), and lists and objects are compared by content instead of identity.
import { data, Evaluator, type Expr } from '@actions/expressions';
import {
  type Binary,
  type ContextAccess,
  type FunctionCall,
  type IndexAccess,
  type Literal,
  type Logical,
  Star,
  type Unary,
} from '@actions/expressions/ast';
import { FilteredArray } from '@actions/expressions/filtered_array';
import { wellKnownFunctions } from '@actions/expressions/funcs';
import { TokenType } from '@actions/expressions/lexer';
import { equals, falsy, greaterThan, lessThan, truthy } from '@actions/expressions/result';
import { didYouMean, type Issue, type Result } from '@mockops/contract';
import type { JsonValue } from '../json.ts';
import { everyMember, member, pluck, same } from './access.ts';
import { createBudget, weightOf } from './budget.ts';
import { createNames, type RunContext } from './context.ts';
import { checkFormat, type ExpressionFunction, FUNCTIONS } from './functions.ts';
import { parseExpression } from './parse-expression.ts';
import { checkLength, ExpressionProblem } from './problem.ts';
import { printReference } from './references.ts';
import { runFunctions } from './run-functions.ts';
import { Absent, JsonDictionary, ownKey, toJson, toValue, type Value } from './values.ts';

/** The value of an expression, or why it has none. `path` names the place in messages. */
export function evaluateExpression(text: string, context: RunContext, path: string): Result<JsonValue> {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    return failed({ code: 'EXP001', path, message: `${parsed.message} in "${text}"`, ...hinted(parsed.hint) });
  }
  try {
    const evaluator = new StrictEvaluator(parsed.expression, context);
    return { ok: true, value: evaluator.result(), issues: [] };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = error instanceof ExpressionProblem ? error.code : 'EXP005';
    const hint = error instanceof ExpressionProblem ? error.hint : undefined;
    const place = error.message.includes(`"${text}"`) ? '' : ` in "${text}"`;
    return failed({ code, path, message: `${error.message}${place}`, ...hinted(hint) });
  }
}

function failed(issue: Issue): Result<never> {
  return { ok: false, issues: [issue] };
}

function hinted(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

class StrictEvaluator extends Evaluator {
  readonly #root: Expr;
  readonly #spend: (units: number) => void;
  readonly #context: RunContext;
  readonly #lookup: (name: string) => JsonValue | undefined;
  readonly #functions: Map<string, ExpressionFunction>;

  constructor(expression: Expr, context: RunContext) {
    super(expression, new data.Dictionary());
    this.#spend = createBudget();
    this.#root = expression;
    this.#context = context;
    this.#lookup = createNames(context);
    this.#functions = new Map([...FUNCTIONS, ...runFunctions(context)].map((item) => [item.name.toLowerCase(), item]));
  }

  result(): JsonValue {
    const value = this.#present(this.eval(this.#root));
    if (value instanceof data.NumberData && !Number.isFinite(value.value)) {
      throw new ExpressionProblem('EXP002', `the result is ${value.value}, which JSON cannot hold`);
    }
    return toJson(value);
  }

  override visitLiteral(literal: Literal): Value {
    // The library unescapes only the first '' of a text.
    if (literal.token.type !== TokenType.STRING) return literal.literal;
    return new data.StringData(literal.token.lexeme.slice(1, -1).replaceAll("''", "'"));
  }

  override visitContextAccess(access: ContextAccess): Value {
    const value = this.#lookup(access.name.lexeme);
    return value === undefined ? new Absent(access.name.lexeme) : this.#read(toValue(value));
  }

  override visitIndexAccess(access: IndexAccess): Value {
    const target = this.eval(access.expr);
    if (access.index instanceof Star) return everyMember(this.#present(target));
    const index = this.#present(this.eval(access.index));
    if (target instanceof FilteredArray) return pluck(target, index);
    const found = member(target, index);
    if (found) return this.#read(found);
    // Within a chain the first missing link is the one to name.
    if (target instanceof Absent) return new Absent(target.reference, target.near, printReference(access));
    const near =
      target instanceof JsonDictionary ? didYouMean(index.coerceString(), Object.keys(target.source)) : undefined;
    return new Absent(printReference(access), near);
  }

  override visitUnary(unary: Unary): Value {
    return new data.BooleanData(falsy(this.#present(this.eval(unary.expr))));
  }

  override visitBinary(binary: Binary): Value {
    const left = this.eval(binary.left);
    const right = this.eval(binary.right);
    return new data.BooleanData(this.#compare(binary.operator.type, left, right));
  }

  #compare(operator: TokenType, left: Value, right: Value): boolean {
    this.#spend(weightOf('==', [left, right]));
    if (operator === TokenType.EQUAL_EQUAL) return same(left, right);
    if (operator === TokenType.BANG_EQUAL) return !same(left, right);
    this.#present(left);
    this.#present(right);
    if (operator === TokenType.GREATER) return greaterThan(left, right);
    if (operator === TokenType.GREATER_EQUAL) return equals(left, right) || greaterThan(left, right);
    if (operator === TokenType.LESS) return lessThan(left, right);
    return equals(left, right) || lessThan(left, right);
  }

  override visitLogical(logical: Logical): Value {
    const isOr = logical.operator.type === TokenType.OR;
    let value: Value = new data.Null();
    for (const operand of logical.args) {
      value = isOr ? this.eval(operand) : this.#present(this.eval(operand));
      if (isOr ? truthy(value) : falsy(value)) break;
    }
    return value;
  }

  override visitFunctionCall(call: FunctionCall): Value {
    const name = call.functionName.lexeme.toLowerCase();
    const own = this.#functions.get(name);
    const args = call.args.map((arg) => (own?.toleratesAbsent ? this.eval(arg) : this.#present(this.eval(arg))));
    this.#spend(weightOf(name, args));
    if (own) return this.#read(own.call(...args));
    const builtin = wellKnownFunctions[name];
    if (!builtin) throw new ExpressionProblem('EXP005', `there is no function "${call.functionName.lexeme}"`);
    if (name === 'format') checkFormat(args);
    const value = builtin.call(...args);
    if (value instanceof data.StringData) checkLength(value.value.length, `the result of ${name}()`);
    return value;
  }

  /** Entering a list copies it. */
  #read(value: Value): Value {
    this.#spend(value instanceof data.Array ? value.values().length : 1);
    return value;
  }

  #present(value: Value): Value {
    if (!(value instanceof Absent)) return value;
    const why = this.#whyAbsent(value.reference);
    const hint =
      value.near && why === ''
        ? `did you mean "${value.near}"?`
        : `write default(${value.chain}, …) if it may be missing`;
    throw new ExpressionProblem('EXP004', `nothing is at "${value.reference}"${why}`, hint);
  }

  /** The outputs of a step that did not succeed are the usual case, and the name alone does not say so. */
  #whyAbsent(reference: string): string {
    const name = /^steps\.([\w-]+)/i.exec(reference)?.[1];
    if (name === undefined) return '';
    const key = ownKey(this.#context.steps, name);
    const step = key === undefined ? undefined : this.#context.steps[key];
    if (!step) return ` (step "${name}" has not ended)`;
    if (step.status === 'succeeded') return '';
    if (step.status !== 'skipped') return ` (step "${name}" is ${step.status})`;
    return ` (step "${name}" was skipped${step.skip_reason ? `: ${step.skip_reason}` : ''})`;
  }
}
