// Lines as rustfmt breaks them, for the few shapes that clients are made of: at most 100 columns a line, 60 for the arguments
// of a call, 70 for those of an attribute, 18 for the fields of a literal.

const WIDTH = 100;

/** In characters, of which some are two units of a string. */
const width = (text: string): number => (/[\ud800-\udbff]/.test(text) ? [...text].length : text.length);

/** `pub name: Type,` */
export function fieldLine(indent: string, name: string, type: string): string {
  const line = `${indent}pub ${name}: ${type},`;
  if (width(line) <= WIDTH) return `${line}\n`;
  const below = `${indent}    ${type},`;
  if (width(below) <= WIDTH) return `${indent}pub ${name}:\n${below}\n`;
  const broken = brokenType(indent, type);
  return broken === undefined ? `${indent}pub ${name}:\n${below}\n` : `${indent}pub ${name}: ${broken},\n`;
}

/** `Outer<A, B>` with an argument a line; undefined when it has none, or one that cannot be made to fit. */
function brokenType(indent: string, type: string): string | undefined {
  const [, outer, inner] = /^([A-Za-z]+)<(.*)>$/.exec(type) ?? [];
  if (outer === undefined || inner === undefined) return undefined;
  const lines = argumentsOf(inner).map((arg) => {
    const line = `${indent}    ${arg},`;
    if (width(line) <= WIDTH) return line;
    const broken = brokenType(`${indent}    `, arg);
    return broken === undefined ? undefined : `${indent}    ${broken},`;
  });
  return lines.includes(undefined) ? undefined : `${outer}<\n${lines.join('\n')}\n${indent}>`;
}

function argumentsOf(inner: string): string[] {
  if (inner.startsWith('String, ')) return ['String', inner.slice(8)];
  return inner.endsWith(', Error') ? [inner.slice(0, -7), 'Error'] : [inner];
}

/** The same for `impl`, whose type moves down as well. */
export const implHead = (type: string): string =>
  width(`impl ${type} {`) <= WIDTH ? `impl ${type} {` : `impl\n    ${type}\n{`;

/** The head of an item and its brace, which moves down when there is no room. */
export const itemHead = (head: string): string => (width(`${head} {`) <= WIDTH ? `${head} {` : `${head}\n{`);

export function attributeLine(indent: string, name: string, args: readonly string[]): string {
  const inner = args.join(', ');
  const line = `${indent}#[${name}(${inner})]`;
  if (width(inner) <= 70 && width(line) <= WIDTH) return `${line}\n`;
  const lines = args.map((arg) => `${indent}    ${arg}`).join(',\n');
  return `${indent}#[${name}(\n${lines}\n${indent})]\n`;
}

/** The head of a function up to its brace. */
export function functionHead(indent: string, name: string, args: readonly string[], result: string): string {
  const line = `${indent}${name}(${args.join(', ')}) -> ${result} {`;
  if (width(line) <= WIDTH) return `${line}\n`;
  const lines = args.map((arg) => `${argumentLine(`${indent}    `, arg)}\n`).join('');
  return `${indent}${name}(\n${lines}${resultLine(indent, result)}\n`;
}

function argumentLine(indent: string, arg: string): string {
  const cut = arg.indexOf(': ') + 2;
  if (width(`${indent}${arg},`) <= WIDTH || cut < 2) return `${indent}${arg},`;
  return `${indent}${arg.slice(0, cut)}${brokenType(indent, arg.slice(cut)) ?? arg.slice(cut)},`;
}

function resultLine(indent: string, result: string): string {
  const line = `${indent}) -> ${result}`;
  if (width(line) + 2 < WIDTH) return `${line} {`;
  if (width(line) <= WIDTH) return `${line}\n${indent}{`;
  const broken = brokenType(indent, result);
  return broken === undefined ? `${line}{` : `${indent}) -> ${broken} {`;
}

/** A call with short arguments. `end` is `;` for a statement. */
export function callLine(indent: string, name: string, args: readonly string[], end: string): string {
  const inner = args.join(', ');
  const line = `${indent}${name}(${inner})${end}`;
  if (width(inner) <= 60 && width(line) <= WIDTH) return `${line}\n`;
  const [variable, called] = name.split(' = ');
  const below = `${indent}    ${called}(${inner})${end}`;
  if (called !== undefined && width(inner) <= 60 && width(below) <= WIDTH) {
    return `${indent}${variable} =\n${below}\n`;
  }
  if (called !== undefined && args.every((arg) => width(arg) <= 10))
    return `${indent}${name}(\n${indent}    ${inner},\n${indent})${end}\n`;
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
    // Modules of the crate itself each have their line.
    const module = path.slice(0, cut) === 'crate' ? path : path.slice(0, cut);
    modules.set(module, [...(modules.get(module) ?? []), path.slice(cut + 2)]);
  }
  return [...modules]
    .map(([module, names]): [string, string] => {
      const [only] = names;
      if (/^crate::[^:]+$/.test(module) && only !== undefined && module.endsWith(`::${only}`)) return [module, module];
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
