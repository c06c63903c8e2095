// A Rust expression in the making, and its lines as rustfmt breaks them: at most 100 columns a line, 60 for arguments and
// items that share one, 18 for the fields of a literal; one argument alone may open its braces on the line of the call.

export type Expression =
  | { kind: 'atom'; text: string }
  /** `head.tail()`, whose tail may stand on a line of its own. */
  | { kind: 'chain'; head: Expression; tail: string }
  | { kind: 'call'; name: string; args: readonly Expression[] }
  /** `open` is `[`, `vec![`, `json!([`. */
  | { kind: 'list'; open: string; items: readonly Expression[]; close: string; endsWithComma: boolean }
  | { kind: 'struct'; name: string; fields: readonly { name: string; value: Expression }[]; base?: Expression };

const WIDTH = 100;
const SHARED = 60;
const FIELDS = 18;
/** Shorter ones stand beside another where there are many. */
const SHORT = 10;
const STEP = '    ';

export const atom = (text: string): Expression => ({ kind: 'atom', text });

export const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args });

export const list = (open: string, items: readonly Expression[], close = ']'): Expression => ({
  kind: 'list',
  open,
  items,
  close,
  endsWithComma: true,
});

export const widthOf = (text: string): number => [...text].length;

/** Undefined when it takes more than one line wherever it stands. */
export function oneLine(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'atom':
      return expression.text;
    case 'chain': {
      const head = oneLine(expression.head);
      return head === undefined ? undefined : head + expression.tail;
    }
    case 'call':
      return shared(expression.args, `${expression.name}(`, ')');
    case 'list':
      return shared(expression.items, expression.open, expression.close);
    case 'struct': {
      const fields = expression.fields.map(({ name, value }) => `${name}: ${oneLine(value)}`).join(', ');
      const isSmall = expression.base === undefined && widthOf(fields) <= FIELDS;
      return isSmall ? `${expression.name} { ${fields} }` : undefined;
    }
  }
}

function shared(items: readonly Expression[], open: string, close: string): string | undefined {
  const texts = items.map(oneLine);
  if (texts.includes(undefined)) return undefined;
  const inner = texts.join(', ');
  const [only] = items;
  const most = items.length === 1 && only !== undefined ? longestAlone(only) : SHARED;
  return widthOf(inner) <= most ? open + inner + close : undefined;
}

/** Calls do not nest deeply on one line; anything else that stands alone may fill it. */
function longestAlone(item: Expression): number {
  if (item.kind === 'call') return SHARED;
  return item.kind === 'list' && item.open.includes('!') ? SHARED + 1 : Number.POSITIVE_INFINITY;
}

/** `let body = …;`: on one line, on the next, or over many. */
export function assigned(indent: string, before: string, expression: Expression, end: string): string {
  const line = oneLine(expression);
  for (const start of [`${indent}${before} `, `${indent}${before}\n${indent}${STEP}`]) {
    if (line !== undefined && fits(start, line + end)) return `${start}${line}${end}\n`;
  }
  return `${indent}${before} ${manyLines(expression, indent, widthOf(before) + 1)}${end}\n`;
}

/** Statement, field, argument or item: what it begins with, and the expression on that line. */
export function ownLine(indent: string, before: string, expression: Expression, end: string): string {
  const line = oneLine(expression);
  const text = line !== undefined && fits(indent + before, line + end) ? line : undefined;
  return `${indent}${before}${text ?? manyLines(expression, indent, widthOf(before))}${end}\n`;
}

/** A question mark wants room for itself and once more. */
function fits(start: string, rest: string): boolean {
  const line = start.slice(start.lastIndexOf('\n') + 1) + rest;
  return widthOf(line) <= (rest.endsWith('?;') ? WIDTH - 2 : WIDTH);
}

/** `taken`: columns between the indent and the expression. */
function manyLines(expression: Expression, indent: string, taken: number): string {
  const inner = indent + STEP;
  switch (expression.kind) {
    case 'atom':
      return expression.text;
    case 'chain':
      return `${oneLine(expression.head) ?? manyLines(expression.head, indent, taken)}\n${inner}${expression.tail}`;
    case 'call':
      return enclosed(`${expression.name}(`, expression.args, ')', indent, taken, true);
    case 'list':
      return enclosed(expression.open, expression.items, expression.close, indent, taken, expression.endsWithComma);
    case 'struct': {
      const lines = expression.fields.map(({ name, value }) => ownLine(inner, `${name}: `, value, ','));
      const base = expression.base === undefined ? '' : ownLine(inner, '..', expression.base, '');
      return `${expression.name} {\n${lines.join('')}${base}${indent}}`;
    }
  }
}

function enclosed(
  open: string,
  items: readonly Expression[],
  close: string,
  indent: string,
  taken: number,
  comma: boolean,
): string {
  const [only] = items;
  if (items.length === 1 && only !== undefined && only.kind !== 'atom' && only.kind !== 'chain') {
    const text = open + manyLines(only, indent, taken + widthOf(open)) + close;
    if (widthOf(indent) + taken + widthOf(text.split('\n')[0] ?? '') <= WIDTH) return text;
  }
  const inner = indent + STEP;
  const texts = items.map(oneLine);
  if (texts.every((text) => text !== undefined && widthOf(text) <= SHORT)) {
    return `${open}\n${inner}${texts.join(', ')}${comma ? ',' : ''}\n${indent}${close}`;
  }
  const lines = items.map((item, index) => ownLine(inner, '', item, comma || index < items.length - 1 ? ',' : ''));
  return `${open}\n${lines.join('')}${indent}${close}`;
}
