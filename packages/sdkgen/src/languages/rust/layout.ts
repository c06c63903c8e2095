// Lines as rustfmt breaks them, for the few shapes that clients are made of: at most 100 columns a line, 60 for the arguments
// of a call, 70 for those of an attribute, 18 for the fields of a literal.

const WIDTH = 100;

const width = (text: string): number => [...text].length;

/** `pub name: Type,` */
export const fieldLine = (indent: string, name: string, type: string): string => {
  const line = `${indent}pub ${name}: ${type},`;
  return width(line) <= WIDTH ? `${line}\n` : `${indent}pub ${name}:\n${indent}    ${type},\n`;
};

export function attributeLine(indent: string, name: string, args: readonly string[]): string {
  const inner = args.join(', ');
  const line = `${indent}#[${name}(${inner})]`;
  if (width(inner) <= 70 && width(line) <= WIDTH) return `${line}\n`;
  const lines = args.map((arg) => `${indent}    ${arg}`).join(',\n');
  return `${indent}#[${name}(\n${lines}\n${indent})]\n`;
}

/** The head of a function up to its brace. */
export function functionHead(indent: string, name: string, args: readonly string[], result: string): string {
  const tail = result === '' ? ' {' : ` -> ${result} {`;
  const line = `${indent}${name}(${args.join(', ')})${tail}`;
  if (width(line) <= WIDTH) return `${line}\n`;
  return `${indent}${name}(\n${args.map((arg) => `${indent}    ${arg},\n`).join('')}${indent})${tail}\n`;
}

/** A call with short arguments. `end` is `;` for a statement. */
export function callLine(indent: string, name: string, args: readonly string[], end: string): string {
  const inner = args.join(', ');
  const line = `${indent}${name}(${inner})${end}`;
  if (width(inner) <= 60 && width(line) <= WIDTH) return `${line}\n`;
  return `${indent}${name}(\n${args.map((arg) => `${indent}    ${arg},\n`).join('')}${indent})${end}\n`;
}

export interface LiteralField {
  name: string;
  /** Absent: a variable of the same name. */
  value?: string;
  /** `.into()` behind the value. */
  into?: boolean;
}

export function literalLines(indent: string, name: string, fields: readonly LiteralField[]): string {
  const inner = fields.map((field) => literalText(field)).join(', ');
  const line = `${indent}${name} { ${inner} }`;
  if (width(inner) <= 18 && width(line) <= WIDTH) return `${line}\n`;
  return `${indent}${name} {\n${fields.map((field) => literalField(`${indent}    `, field)).join('')}${indent}}\n`;
}

const literalText = ({ name, value, into }: LiteralField): string =>
  value === undefined ? name : `${name}: ${value}${into === true ? '.into()' : ''}`;

function literalField(indent: string, field: LiteralField): string {
  const line = `${indent}${literalText(field)},`;
  const { name, value = '', into = false } = field;
  const chain = into && width(value) + 7 > 60;
  if (width(line) <= WIDTH && !chain) return `${line}\n`;
  if (!chain) return `${indent}${name}:\n${indent}    ${value}${into ? '.into()' : ''},\n`;
  if (width(`${indent}${name}: ${value}`) <= WIDTH) return `${indent}${name}: ${value}\n${indent}    .into(),\n`;
  return `${indent}${name}:\n${indent}    ${value}\n${indent}        .into(),\n`;
}

/** `pub type Name = Type;` */
export const assignmentLine = (head: string, value: string): string =>
  width(`${head} = ${value};`) <= WIDTH ? `${head} = ${value};\n` : `${head} =\n    ${value};\n`;

/** Import lines in rustfmt's order, with the names of one module together. */
export function useLines(paths: readonly string[]): string {
  const modules = new Map<string, string[]>();
  for (const path of paths) {
    const cut = path.lastIndexOf('::');
    const module = path.slice(0, cut);
    modules.set(module, [...(modules.get(module) ?? []), path.slice(cut + 2)]);
  }
  return [...modules]
    .map(([module, names]): [string, string] => {
      const [only] = names;
      if (names.length === 1) return [`${module}::${only}`, `${module}::${only}`];
      return [module, `${module}::{${[...names].sort(lowerFirst).join(', ')}}`];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => `use ${line};\n`)
    .join('');
}

/** Functions stand before types. */
function lowerFirst(a: string, b: string): number {
  const upper = (text: string): number => (/^[A-Z]/.test(text) ? 1 : 0);
  return upper(a) - upper(b) || (a < b ? -1 : 1);
}
