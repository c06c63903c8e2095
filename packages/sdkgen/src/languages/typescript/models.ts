// models.ts of a TypeScript SDK: one exported type per definition. Interfaces for objects, open string unions for enums.

import type { Ir, ObjectType, TypeDef, TypeRef } from '../../ir/model.ts';
import { docComment } from './comments.ts';
import { propertyKey, quote, type TypeScriptNames } from './naming.ts';

export function emitModels(ir: Ir, names: TypeScriptNames): string {
  const types = [...ir.types.values()].map((type) => emitType(type, names));
  const body = types.length === 0 ? ['export {};\n'] : types;
  return body.join('\n');
}

/** The type as an expression; `prefix` qualifies named types (`models.`). */
export function typeExpression(type: TypeRef, names: TypeScriptNames, prefix = ''): string {
  switch (type.kind) {
    case 'any':
      return 'unknown';
    case 'integer':
    case 'int64':
      return 'number';
    case 'int64_text':
    case 'datetime':
    case 'date':
    case 'base64':
      return 'string';
    case 'bytes':
      return 'Blob';
    case 'string':
    case 'number':
    case 'boolean':
      return type.kind;
    case 'literal':
      return typeof type.value === 'string' ? quote(type.value) : String(type.value);
    case 'named':
      return prefix + names.type(type.name);
    case 'array': {
      const item = typeExpression(type.of, names, prefix);
      return type.of.kind === 'nullable' ? `(${item})[]` : `${item}[]`;
    }
    case 'map':
      return `{ [key: string]: ${typeExpression(type.of, names, prefix)} }`;
    case 'nullable':
      return `${typeExpression(type.of, names, prefix)} | null`;
  }
}

function emitType(type: TypeDef, names: TypeScriptNames): string {
  const doc = docComment(type.doc);
  const name = names.type(type.name);
  if (type.kind === 'object') return `${doc}${emitInterface(type, name, names)}`;
  if (type.kind === 'alias') return `${doc}export type ${name} = ${typeExpression(type.to, names)};\n`;
  if (type.kind === 'union') {
    const members = type.members.map((member) => `\n  | ${typeExpression(member, names)}`);
    return `${doc}export type ${name} =${members.join('')};\n`;
  }
  const values = type.values.map((value) => `\n  | ${quote(value)}`);
  return `${doc}export type ${name} =${values.join('')}\n  | (string & {});\n`;
}

function emitInterface(type: ObjectType, name: string, names: TypeScriptNames): string {
  const fields = type.fields.map((field) => {
    const mark = field.required ? '' : '?';
    const key = propertyKey(field.wire);
    return `${docComment(field.doc, '  ')}  ${key}${mark}: ${typeExpression(field.type, names)};\n`;
  });
  // `unknown` is the one index type that every declared property agrees with.
  const extra = type.extra === undefined ? '' : '  [key: string]: unknown;\n';
  return `export interface ${name} {\n${fields.join('')}${extra}}\n`;
}
