// Line breaks as prettier makes them (120 columns, single quotes): what fits stays on its line, else one item per line.

const WIDTH = 120;

/** `open` items `close`, indented: `  async get(args: GetArgs): Promise<void> {`. */
export function listed(open: string, items: readonly string[], close: string, indent = ''): string {
  const flat = `${indent}${open}${items.join(', ')}${close}`;
  if (flat.length <= WIDTH || items.length === 0) return `${flat}\n`;
  return `${indent}${open}\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}${close}\n`;
}

/** Like listed, with the spaces that braces want: `import { a, b } from 'c';`. */
export function braced(open: string, items: readonly string[], close: string): string {
  const flat = `${open}{ ${items.join(', ')} }${close}`;
  if (flat.length <= WIDTH) return `${flat}\n`;
  return `${open}{\n${items.map((item) => `  ${item},\n`).join('')}}${close}\n`;
}

/** `head` and the alternatives of a type: `export type A = B | C;`. */
export function alternatives(head: string, members: readonly string[], end: string, indent = ''): string {
  const flat = `${indent}${head} ${members.join(' | ')}${end}`;
  const map = members.length === 1 ? /^\{ (\[key: string\]: .*) \}$/.exec(members[0] ?? '') : null;
  if (flat.length > WIDTH && map !== null) return `${indent}${head} {\n${indent}  ${map[1]};\n${indent}}${end}\n`;
  // A property's only type stays beside its name, however long both are.
  if (flat.length <= WIDTH || (members.length === 1 && indent !== '')) return `${flat}\n`;
  if (members.length === 1) return `${indent}${head}\n${indent}  ${members[0]}${end}\n`;
  return `${indent}${head}${members.map((member) => `\n${indent}  | ${member}`).join('')}${end}\n`;
}
