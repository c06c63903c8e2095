// A Go expression in the making: on one line where there is room, else an entry a line, in columns as gofmt aligns them.

export interface Literal {
  open: string;
  entries: readonly { key?: string; value: Literal }[];
  close: string;
  /** What Go takes it for where nothing says otherwise: `string`, `int`, `[]sdk.Item`. */
  type: string;
  /** `Type{…}`, whose address can be taken. */
  isComposite?: true;
}

const WIDTH = 100;
/** What opens a broken argument may be longer: its name says most. */
const FIRST_LINE = 120;
/** gofmt compares the lengths of keys from here on. */
const SMALL_KEY = 40;
const TAB = 4;
/** A shorter argument is not broken into lines. */
const WORTH_LINES = 40;

export const leaf = (text: string, type: string): Literal => ({ open: text, entries: [], close: '', type });

/** `before(…)` */
export const wrap = (before: string, { open, entries, close }: Literal, type: string): Literal => ({
  open: `${before}(${open}`,
  entries,
  close: `${close})`,
  type,
});

export const composite = (type: string, entries: Literal['entries']): Literal => ({
  open: `${type}{`,
  entries,
  close: '}',
  type,
  isComposite: true,
});

/** A list repeats no type that its own says. */
export const listOf = (item: string, items: readonly Literal[]): Literal =>
  composite(
    `[]${item}`,
    items.map((value) => ({ value: value.isComposite && value.type === item ? { ...value, open: '{' } : value })),
  );

const inline = ({ open, entries, close }: Literal): string =>
  `${open}${entries.map(({ key, value }) => (key === undefined ? '' : `${key}: `) + inline(value)).join(', ')}${close}`;

/** `head(args)tail` as lines of a function; the arguments that have entries are broken when there is no room. */
export function callText(head: string, args: readonly Literal[], tail = '', indent = '\t'): string {
  const texts = args.map(inline);
  const line = `${indent}${head}(${texts.join(', ')})${tail}`;
  if (widthOf(line) <= WIDTH) return line;
  const breaks = args.map(({ entries }, index) => entries.length > 0 && (texts[index] ?? '').length > WORTH_LINES);
  const open = `${indent}${head}(`;
  if (breaks.includes(true)) {
    const lines = args.map((arg, index) => (breaks[index] ? broken(arg, indent) : texts[index])).join(', ');
    if (widthOf(open + (lines.split('\n')[0] ?? '')) <= FIRST_LINE) return `${open}${lines})${tail}`;
  }
  // Plain arguments share a line of their own.
  const inner = `${indent}\t`;
  const parts = args.map((arg, index) => {
    const separator = index === 0 || breaks[index] || breaks[index - 1] ? `\n${inner}` : ' ';
    return `${separator}${breaks[index] ? render(arg, inner, '') : texts[index]},`;
  });
  return `${open}${parts.join('')}\n${indent})${tail}`;
}

function render(literal: Literal, indent: string, before: string): string {
  const line = inline(literal);
  return widthOf(`${indent}${before}${line},`) <= WIDTH ? line : broken(literal, indent);
}

function broken({ open, entries, close }: Literal, indent: string): string {
  if (entries.length === 0) return open + close;
  const inner = `${indent}\t`;
  const rows = entries.map(({ key, value }) => {
    const before = key === undefined ? '' : `${key}: `;
    return { key, text: render(value, inner, before) };
  });
  const lines = sectionsOf(rows).flatMap((section) => {
    const width = Math.max(...section.map(({ key = '' }) => [...key].length)) + 2;
    return section.map(({ key, text }) => `${inner}${key === undefined ? '' : padded(`${key}:`, width)}${text},\n`);
  });
  return `${open}\n${lines.join('')}${indent}${close}`;
}

interface Row {
  key: string | undefined;
  text: string;
}

/** Rows that share a column. A value of many lines stands alone, and so does a key much longer or shorter than those before. */
function sectionsOf(rows: readonly Row[]): Row[][] {
  const sections: Row[][] = [];
  let last = 0;
  let sizes: number[] = [];
  for (const row of rows) {
    const size = row.text.includes('\n') ? 0 : new TextEncoder().encode(row.key).length;
    const small = sizes.length === 0 || (last <= SMALL_KEY && size <= SMALL_KEY);
    const joins = last > 0 && size > 0 && (small || isAlike(size, sizes));
    const section = sections.at(-1);
    if (joins && section !== undefined) section.push(row);
    else {
      sections.push([row]);
      sizes = [];
    }
    if (size > 0) sizes.push(size);
    last = size;
  }
  return sections;
}

function isAlike(size: number, sizes: readonly number[]): boolean {
  const mean = Math.exp(sizes.reduce((sum, one) => sum + Math.log(one), 0) / sizes.length);
  return size / mean > 1 / 2.5 && size / mean < 2.5;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(width - [...text].length, 1));

const widthOf = (line: string): number => [...line.replaceAll('\t', ' '.repeat(TAB))].length;
