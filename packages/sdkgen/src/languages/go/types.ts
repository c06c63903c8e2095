// Type expressions of Go: what is optional or null is a pointer, unless its type has a nil of its own; what may be both
// absent and null is a Nullable.

import type { Field, Ir, TypeDef, TypeRef } from '../../ir/model.ts';
import { isNullable } from '../../ir/refs.ts';
import type { GoNames } from './naming.ts';

export interface Spelling {
  ir: Ir;
  names: GoNames;
  /** Objects whose binary fields are files, because a multipart body carries them. */
  withFiles: ReadonlySet<string>;
  /** `package.` outside of the package. */
  prefix?: string;
}

export function typeExpression(type: TypeRef, spelling: Spelling, bytes = 'string'): string {
  switch (type.kind) {
    case 'any':
      return 'any';
    case 'string':
      return 'string';
    case 'bytes':
      return bytes;
    case 'integer':
    case 'int64':
      return 'int64';
    case 'int64_text':
      return `${spelling.prefix ?? ''}Digits`;
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'datetime':
      return 'time.Time';
    case 'date':
      return `${spelling.prefix ?? ''}Date`;
    case 'base64':
      return '[]byte';
    case 'literal':
      return literalType(type.value);
    case 'named':
      return (spelling.prefix ?? '') + spelling.names.type(type.name);
    case 'array':
      return `[]${typeExpression(type.of, spelling, bytes)}`;
    case 'map':
      return `map[string]${typeExpression(type.of, spelling, bytes)}`;
    case 'nullable':
      return pointerTo(type.of, spelling, bytes);
  }
}

function literalType(value: string | number | boolean): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isSafeInteger(value) ? 'int64' : 'float64';
}

/** A pointer, or the type itself where it can be nil. */
export function pointerTo(type: TypeRef, spelling: Spelling, bytes = 'string'): string {
  const expression = typeExpression(type, spelling, bytes);
  return hasNil(type, spelling.ir) ? expression : `*${expression}`;
}

/** The definition behind names that only stand for others. */
export function resolve(type: TypeRef, ir: Ir, depth = 0): TypeRef | TypeDef {
  if (type.kind !== 'named') return type;
  const target = ir.types.get(type.name);
  if (target === undefined) return { kind: 'any' };
  return target.kind === 'alias' && depth < 50 ? resolve(target.to, ir, depth + 1) : target;
}

export function hasNil(type: TypeRef, ir: Ir): boolean {
  const { kind } = resolve(type, ir);
  return kind === 'any' || kind === 'array' || kind === 'map' || kind === 'base64' || kind === 'nullable';
}

export function isList(type: TypeRef, ir: Ir): boolean {
  const { kind } = resolve(type, ir);
  return kind === 'array' || kind === 'map' || kind === 'base64';
}

/** The type without its null, here or behind aliases. */
export function withoutNull(type: TypeRef, ir: Ir, depth = 0): TypeRef {
  if (type.kind === 'nullable') return withoutNull(type.of, ir, depth + 1);
  const target = type.kind === 'named' ? ir.types.get(type.name) : undefined;
  if (target?.kind === 'alias' && isNullable(type, ir.types) && depth < 50)
    return withoutNull(target.to, ir, depth + 1);
  return type;
}

export function fieldType(field: Field, owner: string, spelling: Spelling): string {
  const { ir } = spelling;
  const bytes = spelling.withFiles.has(owner) ? 'File' : 'string';
  if (isNullable(field.type, ir.types) && !field.required) {
    const value = withoutNull(field.type, ir);
    if (resolve(value, ir).kind === 'any') return 'any';
    return `Nullable[${typeExpression(value, spelling, bytes)}]`;
  }
  if (!field.required) return pointerTo(field.type, spelling, bytes);
  const write = isInCircle(field.type, owner, ir) ? pointerTo : typeExpression;
  return write(field.type, spelling, bytes);
}

/** A value cannot contain itself. */
export const isInCircle = (type: TypeRef, owner: string, ir: Ir): boolean =>
  type.kind === 'named' && ir.inSameCycle(owner, type.name) && resolve(type, ir).kind === 'object';

/** What a method gives back: objects and unions by pointer. */
export function resultExpression(type: TypeRef, mayBeEmpty: boolean, spelling: Spelling): string {
  const { kind } = resolve(type, spelling.ir);
  const byPointer = mayBeEmpty || kind === 'object' || kind === 'union';
  return byPointer ? pointerTo(type, spelling) : typeExpression(type, spelling);
}
