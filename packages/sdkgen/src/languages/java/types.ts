// How Java spells a type of the contract, and how it reads and writes one.

import type { Ir, TypeRef } from '../../ir/model.ts';
import { holdsTextNumbers, resolve } from '../aliases.ts';
import type { JavaNames } from './naming.ts';
import { quote } from './text.ts';

export interface Spelling {
  ir: Ir;
  names: JavaNames;
  /** As Java spells them. */
  typeNames: ReadonlySet<string>;
}

/** As a type argument: never a primitive. */
export function boxedType(type: TypeRef, spelling: Spelling): string {
  const resolved = resolve(type, spelling.ir);
  switch (resolved.kind) {
    case 'any':
      return 'JsonNode';
    case 'string':
      return 'String';
    case 'integer':
    case 'int64':
    case 'int64_text':
      return 'Long';
    case 'number':
      return 'Double';
    case 'boolean':
      return 'Boolean';
    case 'bytes':
      return 'Upload';
    case 'base64':
      return 'byte[]';
    case 'datetime':
      return 'OffsetDateTime';
    case 'date':
      return 'LocalDate';
    case 'literal':
      return literalKind(resolved.value);
    case 'named':
      return spelling.names.type(resolved.name);
    case 'array':
      return `List<${boxedType(resolved.of, spelling)}>`;
    case 'map':
      return `Map<String, ${boxedType(resolved.of, spelling)}>`;
    case 'nullable':
      return `Optional<${boxedType(resolved.of, spelling)}>`;
  }
}

const literalKind = (value: string | number | boolean): string => {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  return Number.isSafeInteger(value) ? 'Long' : 'Double';
};

const PRIMITIVES: Readonly<Record<string, string>> = { Long: 'long', Double: 'double', Boolean: 'boolean' };

export function plainType(type: TypeRef, spelling: Spelling): string {
  const boxed = boxedType(type, spelling);
  return PRIMITIVES[boxed] ?? boxed;
}

export const isPrimitive = (type: TypeRef, spelling: Spelling): boolean =>
  PRIMITIVES[boxedType(type, spelling)] !== undefined;

const READERS: Readonly<Record<string, string>> = {
  any: 'Json.ANY',
  string: 'Json.STRING',
  integer: 'Json.LONG',
  int64: 'Json.LONG',
  int64_text: 'Json.LONG',
  number: 'Json.DOUBLE',
  boolean: 'Json.BOOLEAN',
  bytes: 'Json.UPLOAD',
  base64: 'Json.BASE64',
  datetime: 'Json.DATE_TIME',
  date: 'Json.DATE',
};

/** An expression of type `Json.Reader`. */
export function readerOf(type: TypeRef, spelling: Spelling): string {
  const resolved = resolve(type, spelling.ir);
  if (resolved.kind === 'named') return `${spelling.names.type(resolved.name)}::readJson`;
  if (resolved.kind === 'array') return `Json.list(${readerOf(resolved.of, spelling)})`;
  if (resolved.kind === 'map') return `Json.map(${readerOf(resolved.of, spelling)})`;
  if (resolved.kind === 'nullable') return `Json.nullable(${readerOf(resolved.of, spelling)})`;
  if (resolved.kind === 'literal') return `Json.${literalKind(resolved.value).toUpperCase()}`;
  return READERS[resolved.kind] ?? 'Json.ANY';
}

/** An expression that reads one value now. */
export function readNow(type: TypeRef, spelling: Spelling, node: string, at: string): string {
  const resolved = resolve(type, spelling.ir);
  if (resolved.kind === 'named') return `${spelling.names.type(resolved.name)}.readJson(${node}, ${at})`;
  return `${readerOf(resolved, spelling)}.read(${node}, ${at})`;
}

/** What is handed to `Json.write` for a value of the type. */
export function written(type: TypeRef, value: string, ir: Ir): string {
  return holdsTextNumbers(type, ir) ? `Json.asText(${value})` : value;
}

export function literalText(value: string | number | boolean): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return String(value);
  return Number.isSafeInteger(value) ? `${value}L` : `${value}d`;
}
