// Finds `{{ … }}` and `${{ … }}` in a text. Quotes inside an expression are respected: `{{ '}}' }}` is one template. Offsets are UTF-16 units.

export interface FoundExpression {
  /** Between the braces, trimmed. */
  expression: string;
  /** Where the template starts, `$` included, and where it ends. */
  start: number;
  end: number;
  /** Where the expression starts. */
  at: number;
  /** False when the text ends before `}}`. */
  closed: boolean;
}

export function findExpressions(text: string): FoundExpression[] {
  const found: FoundExpression[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    if (open === -1) return found;
    const close = findClose(text, open + 2);
    const inner = text.slice(open + 2, close ?? text.length);
    const end = close === undefined ? text.length : close + 2;
    found.push({
      expression: inner.trim(),
      start: text[open - 1] === '$' && open > from ? open - 1 : open,
      end,
      at: open + 2 + (inner.length - inner.trimStart().length),
      closed: close !== undefined,
    });
    from = end;
  }
}

function findClose(text: string, from: number): number | undefined {
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', index)) return index;
  }
  return undefined;
}

/** The expression when the whole text is one template, so that its value keeps its type. */
export function soleExpression(text: string, found: FoundExpression[]): FoundExpression | undefined {
  const [only, ...others] = found;
  return only && others.length === 0 && only.start === 0 && only.end === text.length && only.closed ? only : undefined;
}
