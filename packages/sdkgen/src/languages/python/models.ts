// models.py of a Python SDK: dataclasses and open enums first, then the aliases and unions, which name them.

import type { AliasType, EnumType, Field, Ir, ObjectType, TypeRef, UnionType } from '../../ir/model.ts';
import { isNullable, namesInType } from '../../ir/refs.ts';
import { typingImport } from './imports.ts';
import { bracketed, flatten, type Part, statement } from './layout.ts';
import type { PythonNames } from './naming.ts';
import { comment, docstring, quote } from './text.ts';

export function emitModels(ir: Ir, names: PythonNames): string {
  const parts: string[] = [];
  const late: (AliasType | UnionType)[] = [];
  for (const type of ir.types.values()) {
    if (type.kind === 'object') parts.push(emitClass(type, ir, names));
    else if (type.kind === 'enum') parts.push(emitEnum(type, names));
    else late.push(type);
  }
  if (late.length > 0) parts.push(emitAliases(late, names));
  return [emitImports(parts.join('')), ...parts].join('\n\n');
}

function emitImports(body: string): string {
  const uses = (word: string): boolean => new RegExp(`(?<![\\w.])${word}\\b`).test(body);
  const dataclasses = ['dataclass', 'field'].filter((name) => uses(name === 'field' ? 'field\\(' : `@?${name}`));
  const own = ['UNSET', 'Model', 'OpenEnum', 'Tagged', 'Unset', 'known'].filter(uses);
  return [
    'from __future__ import annotations\n\n',
    uses('_dt') ? 'import datetime as _dt\n' : '',
    dataclasses.length > 0 ? `from dataclasses import ${dataclasses.join(', ')}\n` : '',
    typingImport(body),
    '\n',
    uses('File') ? 'from .calls import File\n' : '',
    own.length > 0 ? `from .decoding import ${own.join(', ')}\n` : '',
  ]
    .join('')
    .trimEnd()
    .concat('\n');
}

/** The type as an expression; `name` spells a named one. */
export const typeExpression = (type: TypeRef, name: (irName: string) => string): string =>
  flatten(typePart(type, name));

export function typePart(type: TypeRef, name: (irName: string) => string): Part {
  switch (type.kind) {
    case 'any':
      return 'Any';
    case 'string':
    case 'int64_text':
    case 'base64':
      return 'str';
    case 'datetime':
      return '_dt.datetime';
    case 'date':
      return '_dt.date';
    case 'integer':
    case 'int64':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'bytes':
      return 'Union[bytes, File]';
    case 'literal':
      return literalType(type.value);
    case 'named':
      return name(type.name);
    case 'array':
      return bracketed('List[', [typePart(type.of, name)], ']');
    case 'map':
      return bracketed('Dict[', ['str', typePart(type.of, name)], ']');
    case 'nullable':
      return bracketed('Optional[', [typePart(type.of, name)], ']');
  }
}

/** `Literal` takes no float. */
function literalType(value: string | number | boolean): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return 'float';
  return `Literal[${literal(value)}]`;
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? quote(value) : String(value);
}

function emitClass(type: ObjectType, ir: Ir, names: PythonNames): string {
  const fieldNames = names.fields(type.fields);
  const lines = type.fields.map((field) => emitField(field, fieldNames.get(field.wire) ?? field.wire, ir, names));
  if (type.extra !== undefined) {
    const extra = typeExpression(type.extra, names.type);
    const options = ['default_factory=dict', `metadata={"extra": ${quote(extra)}}`];
    const start = `additional_properties: Dict[str, ${extra}] = `;
    lines.push(statement('    ', start, bracketed('field(', options, ')')));
  }
  const doc = docstring(type.doc, '    ');
  const body = doc + (doc === '' || lines.length === 0 ? '' : '\n') + lines.join('');
  return `@dataclass(kw_only=True)\nclass ${names.type(type.name)}(Model):\n${body === '' ? '    pass\n' : body}`;
}

function emitField(field: Field, name: string, ir: Ir, names: PythonNames): string {
  const [declared, initial] = declaration(field, names, isNullable(field.type, ir.types));
  const options = [
    ...(initial === '' ? [] : [`default=${initial}`]),
    ...(name === field.wire ? [] : [`metadata={"json": ${quote(field.wire)}}`]),
  ];
  const doc = comment(field.doc, '    ');
  if (name !== field.wire) {
    return `${doc}${statement('    ', `${name}: ${flatten(declared)} = `, bracketed('field(', options, ')'))}`;
  }
  return `${doc}${statement('    ', `${name}: `, declared, initial === '' ? '' : ` = ${initial}`)}`;
}

/** Optional is `None`, but where null is a value of its own, absence needs another one. */
function declaration(field: Field, names: PythonNames, nullable: boolean): [Part, string] {
  const type = typePart(field.type, names.type);
  if (field.required) return [type, field.type.kind === 'literal' ? literal(field.type.value) : ''];
  if (nullable || field.type.kind === 'any') return [bracketed('Union[', [type, 'Unset'], ']'), 'UNSET'];
  return [bracketed('Optional[', [type], ']'), 'None'];
}

function emitEnum(type: EnumType, names: PythonNames): string {
  const name = names.type(type.name);
  const values = names.constants(type.values);
  const lines = type.values.map((value) =>
    statement(
      '    ',
      `${values.get(value) ?? 'VALUE'}: ClassVar[${name}] = `,
      bracketed('known(', [quote(value)], ')'),
    ),
  );
  const doc = docstring(type.doc, '    ');
  return `class ${name}(OpenEnum):\n${doc}${doc === '' ? '' : '\n'}${lines.join('')}`;
}

/** In an order where each names only what stands above it; inside a circle, by a quoted name. */
function emitAliases(types: readonly (AliasType | UnionType)[], names: PythonNames): string {
  const late = new Map(types.map((type) => [type.name, type]));
  const defined = new Set<string>();
  const opened = new Set<string>();
  const lines: string[] = [];
  const emit = (type: AliasType | UnionType): void => {
    if (opened.has(type.name)) return;
    opened.add(type.name);
    for (const needed of namesInType(type)) {
      const next = late.get(needed);
      if (next !== undefined) emit(next);
    }
    const name = (irName: string): string =>
      late.has(irName) && !defined.has(irName) ? quote(names.type(irName)) : names.type(irName);
    lines.push(comment(type.doc, '') + statement('', `${names.type(type.name)}: TypeAlias = `, aliasValue(type, name)));
    defined.add(type.name);
  };
  for (const type of types) emit(type);
  return lines.join('\n');
}

function aliasValue(type: AliasType | UnionType, name: (irName: string) => string): Part {
  if (type.kind === 'alias') return typePart(type.to, name);
  const union = bracketed(
    'Union[',
    type.members.map((member) => typePart(member, name)),
    ']',
  );
  if (type.discriminator === undefined) return union;
  const { property, values } = type.discriminator;
  const members = values.map(({ value, member }) => `${quote(value)}: ${name(member)}`);
  const tagged = bracketed('Tagged(', [quote(property), bracketed('{', members, '}')], ')');
  return bracketed('Annotated[', [union, tagged], ']');
}
