// Which definitions a type, a definition or a group of operations names.

import type { Group, TypeDef, TypeRef } from './model.ts';

export function namesIn(ref: TypeRef): string[] {
  if (ref.kind === 'named') return [ref.name];
  return ref.kind === 'array' || ref.kind === 'map' || ref.kind === 'nullable' ? namesIn(ref.of) : [];
}

export function namesInType(type: TypeDef): string[] {
  if (type.kind === 'object') {
    const extra = type.extra === undefined ? [] : namesIn(type.extra);
    return [...type.fields.flatMap((field) => namesIn(field.type)), ...extra];
  }
  if (type.kind === 'union') return type.members.flatMap(namesIn);
  return type.kind === 'alias' ? namesIn(type.to) : [];
}

export const usesNamedTypes = ({ operations }: Group): boolean =>
  operations.some(({ params, body, result, errors }) =>
    [...params, ...errors, ...(body === undefined ? [] : [body]), result].some(({ type }) => namesIn(type).length > 0),
  );

/** Whether null is a value of the type, here or behind its aliases. */
export function isNullable(ref: TypeRef, types: ReadonlyMap<string, TypeDef>): boolean {
  if (ref.kind !== 'named') return ref.kind === 'nullable';
  const type = types.get(ref.name);
  return type?.kind === 'alias' && !type.recursive && isNullable(type.to, types);
}
