// What an expression mentions: references (`steps.diff.outputs.x`) and calls, each with its offset. Read by the checks made when a pipeline is saved.
import type { Expr } from '@actions/expressions';
import { data } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';
import { TokenType } from '@actions/expressions/lexer';
import { FUNCTIONS } from './functions.ts';
import { offsetOf } from './parse-expression.ts';

/** One name of a chain and where it stands in the expression. */
export interface Segment {
  name: string;
  offset: number;
  /** `.*`: every member. */
  star?: true;
}

export interface Reference {
  /** The chain up to the first index that is not a literal: `a.b[c].d` gives a, b. */
  segments: [Segment, ...Segment[]];
  /** Something around it takes nothing for an answer, as `default(…)`, `==` and all but the last operand of `||` do. */
  optional: boolean;
}

export interface Call {
  name: string;
  offset: number;
  /** Each argument that is a literal text, by position. */
  texts: (Segment | undefined)[];
}

export function mentionsOf(text: string, expression: Expr): { references: Reference[]; calls: Call[] } {
  const references: Reference[] = [];
  const calls: Call[] = [];
  const segment = (token: { range: { start: { line: number; column: number } } }, name: string): Segment => ({
    name,
    offset: offsetOf(text, token.range.start),
  });

  /** Collects what is inside; for a chain it returns the chain, and whether it may still grow. The evaluator is as tolerant, no more and no less. */
  const visit = (node: Expr, optional: boolean): { reference: Reference; open: boolean } | undefined => {
    if (node instanceof ContextAccess) {
      const reference: Reference = { segments: [segment(node.name, node.name.lexeme)], optional };
      references.push(reference);
      return { reference, open: true };
    }
    if (node instanceof IndexAccess && node.index instanceof Star) {
      const chain = visit(node.expr, false);
      const last = chain?.reference.segments.at(-1);
      if (chain?.open && last) chain.reference.segments.push({ name: '*', offset: last.offset, star: true });
      return chain;
    }
    if (node instanceof IndexAccess) {
      const chain = visit(node.expr, optional);
      if (!(node.index instanceof Literal)) {
        visit(node.index, false);
        return chain && { ...chain, open: false };
      }
      if (chain?.open) chain.reference.segments.push(segment(node.index.token, node.index.literal.coerceString()));
      return chain;
    }
    if (node instanceof FunctionCall) {
      const texts = node.args.map((arg) =>
        arg instanceof Literal && arg.literal instanceof data.StringData
          ? segment(arg.token, arg.literal.value)
          : undefined,
      );
      calls.push({ ...segment(node.functionName, node.functionName.lexeme), texts });
      for (const arg of node.args) visit(arg, toleratesAbsent(node));
    }
    if (node instanceof Logical) {
      const isOr = node.operator.type === TokenType.OR;
      // The last operand is the result when the others are nothing.
      for (const [index, arg] of node.args.entries()) visit(arg, isOr && (optional || index < node.args.length - 1));
    }
    if (node instanceof Unary) visit(node.expr, false);
    if (node instanceof Grouping) return visit(node.group, optional);
    if (node instanceof Binary) for (const side of [node.left, node.right]) visit(side, isEquality(node));
    return undefined;
  };
  visit(expression, false);
  return { references, calls };
}

function toleratesAbsent({ functionName }: FunctionCall): boolean {
  const name = functionName.lexeme.toLowerCase();
  return FUNCTIONS.some((known) => known.name.toLowerCase() === name && known.toleratesAbsent === true);
}

function isEquality({ operator }: Binary): boolean {
  return operator.type === TokenType.EQUAL_EQUAL || operator.type === TokenType.BANG_EQUAL;
}

/** A reference as it would be written; what is computed is shown as `…`. */
export function printReference(node: Expr): string {
  if (node instanceof ContextAccess) return node.name.lexeme;
  if (node instanceof Grouping) return printReference(node.group);
  if (node instanceof FunctionCall) return `${node.functionName.lexeme}(…)`;
  if (!(node instanceof IndexAccess)) return '…';
  const base = printReference(node.expr);
  if (!(node.index instanceof Literal)) return `${base}[…]`;
  const { literal } = node.index;
  if (literal instanceof data.NumberData) return `${base}[${literal.value}]`;
  const name = literal.coerceString();
  return /^[A-Za-z_][\w-]*$/.test(name) ? `${base}.${name}` : `${base}['${name.replaceAll("'", "''")}']`;
}
