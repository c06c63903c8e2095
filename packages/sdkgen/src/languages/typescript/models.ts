// models.ts of a TypeScript SDK: one exported type per definition. Interfaces for objects, open string unions for enums.

import type { Ir, ObjectType, TypeDef, TypeRef } from '../../ir/model.ts';
import { docComment } from './comments.ts';
import { alternatives } from './layout.ts';
import { propertyKey, quote, type TypeScriptNames } from './naming.ts';

export function emitModels(ir: Ir, names: TypeScriptNames): string {
  const types = [...ir.types.values()].map((type) => emitType(type, names));
  const body = types.length === 0 ? ['export {};\n'] : types;
  return body.join('\n');
}

/** The type as an expression; `prefix` qualifies named types (`models.`). */
export const typeExpression = (type: TypeRef, names: TypeScriptNames, prefix = ''): string =>
  typeMembers(type, names, prefix).join(' | ');

/** The alternatives of the type, most often one. */
export function typeMembers(type: TypeRef, names: TypeScriptNames, prefix = ''): string[] {
  switch (type.kind) {
    case 'any':
      return ['unknown'];
    case 'integer':
      return ['number'];
    case 'int64':
      // Digits beyond 53 bits come as a bigint.
      return ['number', 'bigint'];
    case 'int64_text':
    case 'datetime':
    case 'date':
    case 'base64':
      return ['string'];
    case 'bytes':
      return ['Blob'];
    case 'string':
    case 'number':
    case 'boolean':
      return [type.kind];
    case 'literal':
      return [typeof type.value === 'string' ? quote(type.value) : String(type.value)];
    case 'named':
      return [prefix + names.type(type.name)];
    case 'array': {
      const items = typeMembers(type.of, names, prefix);
      return [items.length > 1 ? `(${items.join(' | ')})[]` : `${items[0]}[]`];
    }
    case 'map':
      return [`{ [key: string]: ${typeExpression(type.of, names, prefix)} }`];
    case 'nullable':
      return [...typeMembers(type.of, names, prefix), 'null'];
  }
}

function emitType(type: TypeDef, names: TypeScriptNames): string {
  const doc = docComment(type.doc);
  const name = names.type(type.name);
  if (type.kind === 'object') return `${doc}${emitInterface(type, name, names)}`;
  const head = `export type ${name} =`;
  if (type.kind === 'alias') return `${doc}${alternatives(head, typeMembers(type.to, names), ';')}`;
  const members =
    type.kind === 'union'
      ? [...new Set(type.members.flatMap((member) => typeMembers(member, names)))]
      : [...type.values.map(quote), '(string & {})'];
  return `${doc}${alternatives(head, members, ';')}`;
}

function emitInterface(type: ObjectType, name: string, names: TypeScriptNames): string {
  const fields = type.fields.map((field) => {
    const key = `${propertyKey(field.wire)}${field.required ? '' : '?'}:`;
    return docComment(field.doc, '  ') + alternatives(key, typeMembers(field.type, names), ';', '  ');
  });
  // `unknown` is the one index type that every declared property agrees with.
  const extra = type.extra === undefined ? '' : '  [key: string]: unknown;\n';
  const body = fields.join('') + extra;
  return body === '' ? `export interface ${name} {}\n` : `export interface ${name} {\n${body}}\n`;
}
