// What reports use of Markdown beyond its core: tables with pipes, struck text, and `<details>` that fold. In: the tree of the parser. Out: the same
// tree with these as nodes of their own. Raw HTML other than the lines of `<details>` stays what it was: text that is left out.

/** As much of mdast as this touches. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  align?: (string | null)[];
  data?: { hName: string };
}

const DELIMITERS = /^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const OPENING = /^<details>\s*(?:<summary>([\s\S]*?)<\/summary>)?\s*$/i;
const CLOSING = /^<\/details>\s*$/i;

/** A plug-in for remark. */
export const reportBlocks = () => (tree: Node) => transform(tree);

function transform(node: Node): void {
  if (!node.children) return;
  node.children = foldDetails(node.children).map((child) =>
    child.type === 'paragraph' ? (tableOf(child) ?? child) : child,
  );
  if (node.type !== 'table') node.children = strikeThrough(node.children);
  for (const child of node.children) transform(child);
}

/** Undefined when the paragraph is none: its second line must be the one of dashes. */
function tableOf({ children = [] }: Node): Node | undefined {
  const [head, delimiters, ...body] = linesOf(children);
  const isText = delimiters?.every(({ type }) => type === 'text') ?? false;
  const marks = isText ? (delimiters ?? []).map(({ value = '' }) => value).join('') : '';
  if (!head || !marks.includes('|') || !DELIMITERS.test(marks)) return undefined;
  const width = cellsOf(head).length;
  const row = (line: Node[]): Node => {
    const cells = cellsOf(line).slice(0, width);
    while (cells.length < width) cells.push([]);
    return { type: 'tableRow', children: cells.map((cell) => ({ type: 'tableCell', children: cell })) };
  };
  return { type: 'table', align: Array.from({ length: width }, () => null), children: [head, ...body].map(row) };
}

/** The children of a paragraph, line by line; what is no text is in one line. */
function linesOf(children: Node[]): Node[][] {
  const lines: Node[][] = [[]];
  for (const child of children) {
    if (child.type !== 'text') {
      lines.at(-1)?.push(child);
      continue;
    }
    (child.value ?? '').split('\n').forEach((value, index) => {
      if (index > 0) lines.push([]);
      if (value !== '') lines.at(-1)?.push({ type: 'text', value });
    });
  }
  return lines;
}

/** A pipe in code, or one that the parser had behind a backslash in code, separates nothing. */
function cellsOf(line: Node[]): Node[][] {
  const cells: Node[][] = [[]];
  for (const node of line) {
    if (node.type !== 'text') {
      cells.at(-1)?.push(node.value === undefined ? node : { ...node, value: node.value.replaceAll('\\|', '|') });
      continue;
    }
    (node.value ?? '').split('|').forEach((value, index) => {
      if (index > 0) cells.push([]);
      if (value.trim() !== '') cells.at(-1)?.push({ type: 'text', value });
    });
  }
  if (cells[0]?.length === 0) cells.shift();
  if (cells.at(-1)?.length === 0) cells.pop();
  return cells;
}

/** What stands between the lines `<details>` and `</details>`. */
function foldDetails(children: Node[]): Node[] {
  const out: Node[] = [];
  const open: Node[] = [];
  for (const child of children) {
    const html = child.type === 'html' ? (child.value ?? '').trim() : '';
    const opening = OPENING.exec(html);
    if (opening) {
      const summary = { type: 'paragraph', data: { hName: 'summary' }, children: [text(opening[1] ?? 'Details')] };
      const details: Node = { type: 'blockquote', data: { hName: 'details' }, children: [summary] };
      (open.at(-1)?.children ?? out).push(details);
      open.push(details);
    } else if (CLOSING.test(html) && open.length > 0) open.pop();
    else (open.at(-1)?.children ?? out).push(child);
  }
  return out;
}

const text = (value: string): Node => ({ type: 'text', value: value.replace(/<[^>]*>/g, '').trim() });

/** `~~gone~~`, within one text. */
function strikeThrough(children: Node[]): Node[] {
  return children.flatMap((child) => {
    if (child.type !== 'text' || !child.value?.includes('~~')) return [child];
    return child.value.split(/~~(?=\S)(.+?)~~/s).flatMap((value, index) => {
      const part: Node = { type: 'text', value };
      if (value === '') return [];
      return [index % 2 === 0 ? part : { type: 'delete', children: [part] }];
    });
  });
}
