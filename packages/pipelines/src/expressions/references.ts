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
  Unary,
} from '@actions/expressions/ast';
import { offsetOf } from './parse-expression.ts';

/** One name of a chain and where it stands in the expression. */
export interface Segment {
  name: string;
  offset: number;
}

export interface Reference {
  /** The chain up to the first index that is not a literal: `a.b[c].d` gives a, b. */
  segments: [Segment, ...Segment[]];
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

  /** Collects what is inside; for a chain it returns the chain, and whether it may still grow. */
  const visit = (node: Expr): { reference: Reference; open: boolean } | undefined => {
    if (node instanceof ContextAccess) {
      const reference: Reference = { segments: [segment(node.name, node.name.lexeme)] };
      references.push(reference);
      return { reference, open: true };
    }
    if (node instanceof IndexAccess) {
      const chain = visit(node.expr);
      if (!(node.index instanceof Literal)) {
        visit(node.index);
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
      node.args.forEach(visit);
    }
    if (node instanceof Logical) node.args.forEach(visit);
    if (node instanceof Unary) visit(node.expr);
    if (node instanceof Grouping) return visit(node.group);
    if (node instanceof Binary) [node.left, node.right].forEach(visit);
    return undefined;
  };
  visit(expression);
  return { references, calls };
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
