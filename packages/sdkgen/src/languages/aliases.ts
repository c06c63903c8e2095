// Types where a language has no counterpart of an alias, as Java and C#: a reference is looked through aliases, except where
// one contains itself and is a type of its own.

import type { Ir, TypeRef } from '../ir/model.ts';

/** Without aliases, and with at most one `nullable` around anything. */
export function resolve(type: TypeRef, ir: Ir): TypeRef {
  if (type.kind === 'nullable') {
    const of = resolve(type.of, ir);
    return of.kind === 'nullable' || of.kind === 'any' ? of : { kind: 'nullable', of };
  }
  if (type.kind !== 'named') return type;
  const target = ir.types.get(type.name);
  return target?.kind === 'alias' && !target.recursive ? resolve(target.to, ir) : type;
}

export function withoutNull(type: TypeRef, ir: Ir): TypeRef {
  const resolved = resolve(type, ir);
  return resolved.kind === 'nullable' ? resolved.of : resolved;
}

/** Whether numbers in it travel as text, on this side of every named type. */
export function holdsTextNumbers(type: TypeRef, ir: Ir): boolean {
  const resolved = resolve(type, ir);
  if (resolved.kind === 'int64_text') return true;
  const holds = resolved.kind === 'array' || resolved.kind === 'map' || resolved.kind === 'nullable';
  return holds && holdsTextNumbers(resolved.of, ir);
}
