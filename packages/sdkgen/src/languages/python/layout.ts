// Line breaks as black makes them at 120 columns: what fits stays on its line, else one item per line and a last comma,
// which keeps black from joining them again.

const WIDTH = 120;

/** A bracketed list of parts: a call, a subscript, a dict, a tuple. */
export interface Bracketed {
  open: string;
  items: readonly Part[];
  close: string;
}

export type Part = string | Bracketed;

export const bracketed = (open: string, items: readonly Part[], close: string): Bracketed => ({ open, items, close });

/** One part as lines; the first line has no indentation of its own, `used` is what stands before it. */
function render(part: Part, indent: string, used: number, after: number): string {
  const flat = flatten(part);
  if (typeof part === 'string' || used + flat.length + after <= WIDTH || part.items.length === 0) return flat;
  const inner = `${indent}    `;
  // A comma would make a tuple of the only parameter of a type.
  const single = part.items.length === 1 && part.open.endsWith('[');
  const lines = part.items.map((item) => `${inner}${render(item, inner, inner.length, 1)}${single ? '' : ','}\n`);
  return `${part.open}\n${lines.join('')}${indent}${part.close}`;
}

export const flatten = (part: Part): string =>
  typeof part === 'string' ? part : `${part.open}${part.items.map(flatten).join(', ')}${part.close}`;

/** A statement: `start`, the part, `end`, and the line's end. */
export const statement = (indent: string, start: string, part: Part, end = ''): string =>
  `${indent}${start}${render(part, indent, indent.length + start.length, end.length)}${end}\n`;
