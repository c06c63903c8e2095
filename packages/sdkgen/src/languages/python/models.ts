// models.py of a Python SDK: dataclasses and open enums first, then the aliases and unions, which name them.

import type { AliasType, EnumType, Field, Ir, ObjectType, TypeRef, UnionType } from '../../ir/model.ts';
import { isNullable, namesInType } from '../../ir/refs.ts';
import { nameEnumValues, nameFields, type PythonNames } from './naming.ts';
import { comment, docstring, quote } from './text.ts';

const IMPORTS = `from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Dict, List, Literal, Optional, TypeAlias, Union

from .decoding import UNSET, Model, OpenEnum, Tagged, Unset, known
`;

export function emitModels(ir: Ir, names: PythonNames): string {
  const parts = [IMPORTS];
  const late: (AliasType | UnionType)[] = [];
  for (const type of ir.types.values()) {
    if (type.kind === 'object') parts.push(emitClass(type, ir, names));
    else if (type.kind === 'enum') parts.push(emitEnum(type, names));
    else late.push(type);
  }
  if (late.length > 0) parts.push(emitAliases(late, names));
  return parts.join('\n\n');
}

/** The type as an expression; `name` spells a named one. */
export function typeExpression(type: TypeRef, name: (irName: string) => string): string {
  switch (type.kind) {
    case 'any':
      return 'Any';
    case 'string':
    case 'int64_text':
    case 'datetime':
    case 'date':
    case 'base64':
      return 'str';
    case 'integer':
    case 'int64':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'bytes':
      return 'bytes';
    case 'literal':
      return literalType(type.value);
    case 'named':
      return name(type.name);
    case 'array':
      return `List[${typeExpression(type.of, name)}]`;
    case 'map':
      return `Dict[str, ${typeExpression(type.of, name)}]`;
    case 'nullable':
      return `Optional[${typeExpression(type.of, name)}]`;
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
  const fieldNames = nameFields(type.fields);
  const lines = type.fields.map((field) => emitField(field, fieldNames.get(field.wire) ?? field.wire, ir, names));
  if (type.extra !== undefined) {
    const extra = typeExpression(type.extra, names.type);
    lines.push(
      `    additional_properties: Dict[str, ${extra}] = field(default_factory=dict, metadata={"extra": ${quote(extra)}})\n`,
    );
  }
  const doc = docstring(type.doc, '    ');
  const body = doc + lines.join('');
  return `@dataclass(kw_only=True)\nclass ${names.type(type.name)}(Model):\n${body === '' ? '    pass\n' : body}`;
}

function emitField(field: Field, name: string, ir: Ir, names: PythonNames): string {
  const type = typeExpression(field.type, names.type);
  const metadata = name === field.wire ? '' : `metadata={"json": ${quote(field.wire)}}`;
  const [declared, initial] = declaration(field, type, isNullable(field.type, ir.types));
  const options = [...(initial === '' ? [] : [`default=${initial}`]), ...(metadata === '' ? [] : [metadata])];
  const plain = initial === '' ? '' : ` = ${initial}`;
  const value = metadata === '' ? plain : ` = field(${options.join(', ')})`;
  return `${comment(field.doc, '    ')}    ${name}: ${declared}${value}\n`;
}

/** Optional is `None`, but where null is a value of its own, absence needs another one. */
function declaration(field: Field, type: string, nullable: boolean): [string, string] {
  if (field.required) return [type, field.type.kind === 'literal' ? literal(field.type.value) : ''];
  if (nullable) return [`Union[${type}, Unset]`, 'UNSET'];
  return field.type.kind === 'any' ? [`Union[Any, Unset]`, 'UNSET'] : [`Optional[${type}]`, 'None'];
}

function emitEnum(type: EnumType, names: PythonNames): string {
  const name = names.type(type.name);
  const values = nameEnumValues(type.values);
  const lines = type.values.map(
    (value) => `    ${values.get(value) ?? 'VALUE'}: ClassVar[${name}] = known(${quote(value)})\n`,
  );
  return `class ${name}(OpenEnum):\n${docstring(type.doc, '    ')}${lines.join('')}`;
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
    lines.push(`${comment(type.doc, '')}${names.type(type.name)}: TypeAlias = ${aliasValue(type, name)}\n`);
    defined.add(type.name);
  };
  for (const type of types) emit(type);
  return lines.join('\n');
}

function aliasValue(type: AliasType | UnionType, name: (irName: string) => string): string {
  if (type.kind === 'alias') return typeExpression(type.to, name);
  const union = `Union[${type.members.map((member) => typeExpression(member, name)).join(', ')}]`;
  if (type.discriminator === undefined) return union;
  const { property, values } = type.discriminator;
  const members = values.map(({ value, member }) => `${quote(value)}: ${name(member)}`);
  return `Annotated[${union}, Tagged(${quote(property)}, {${members.join(', ')}})]`;
}
