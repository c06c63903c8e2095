// How to tell the members of a union apart. The contract may say it (`discriminator`); if not, a property that every
// member requires with its own constant says it as well. In: the types. Out: the same unions, with their discriminators.

import type { WrittenDiscriminator } from './convert.ts';
import type { Field, ObjectType, TypeDef, TypeRef, UnionType } from './model.ts';

type Types = Map<string, TypeDef>;

export function discriminate(types: Types, written: ReadonlyMap<string, WrittenDiscriminator>): void {
  for (const type of types.values()) {
    if (type.kind !== 'union') continue;
    const found = completed(type, types, written.get(type.name)) ?? implied(type, types);
    if (found !== undefined) type.discriminator = found;
  }
}

type Discriminator = NonNullable<UnionType['discriminator']>;

function completed(
  union: UnionType,
  types: Types,
  written: WrittenDiscriminator | undefined,
): Discriminator | undefined {
  if (written === undefined) return undefined;
  const members = objectMembers(union, types);
  if (members === undefined) return undefined;
  const values = members.flatMap(({ name, type }) => {
    const mapped = written.mapping.filter((entry) => entry.member === name);
    if (mapped.length > 0) return mapped.map(({ value }) => ({ value, member: name }));
    const declared = constantsOf(fieldOf(type, written.property), types);
    return (declared.length > 0 ? declared : [name]).map((value) => ({ value, member: name }));
  });
  return distinct(values) ? { property: written.property, values } : undefined;
}

function implied(union: UnionType, types: Types): Discriminator | undefined {
  const members = objectMembers(union, types);
  const [first] = members ?? [];
  if (members === undefined || first === undefined || members.length < 2) return undefined;
  for (const { wire } of first.type.fields) {
    const values = members.flatMap(({ name, type }) => {
      const field = fieldOf(type, wire);
      if (field?.required !== true || field.type.kind !== 'literal' || typeof field.type.value !== 'string') return [];
      return [{ value: field.type.value, member: name }];
    });
    if (values.length === members.length && distinct(values)) return { property: wire, values };
  }
  return undefined;
}

const fieldOf = (type: ObjectType, wire: string): Field | undefined => type.fields.find((field) => field.wire === wire);

const distinct = (values: { value: string }[]): boolean =>
  new Set(values.map(({ value }) => value)).size === values.length;

function constantsOf(field: Field | undefined, types: Types): string[] {
  if (field === undefined) return [];
  if (field.type.kind === 'literal' && typeof field.type.value === 'string') return [field.type.value];
  const target = field.type.kind === 'named' ? types.get(field.type.name) : undefined;
  return target?.kind === 'enum' && target.values.length === 1 ? target.values : [];
}

/** Members with the object types behind them; undefined when one is anything else. */
function objectMembers(union: UnionType, types: Types): { name: string; type: ObjectType }[] | undefined {
  const members: { name: string; type: ObjectType }[] = [];
  for (const member of union.members) {
    const type = objectBehind(member, types);
    if (member.kind !== 'named' || type === undefined) return undefined;
    members.push({ name: member.name, type });
  }
  return members;
}

function objectBehind(ref: TypeRef, types: Types, depth = 0): ObjectType | undefined {
  const type = ref.kind === 'named' ? types.get(ref.name) : undefined;
  if (type?.kind === 'alias' && depth < 20) return objectBehind(type.to, types, depth + 1);
  return type?.kind === 'object' ? type : undefined;
}
