// Which types and cardinalities of a field can read each other, on the wire and in JSON.
import { type ProtoEnum, type ProtoField, SCALARS } from '../descriptor.ts';
import { namesByNumber } from './enums.ts';
import type { At } from './finding.ts';

const groups = (...lists: string[][]): Map<string, number> =>
  new Map(lists.flatMap((list, index) => list.map((type) => [type, index] as const)));

const WIRE = groups(
  ['int32', 'int64', 'uint32', 'uint64', 'bool'],
  ['sint32', 'sint64'],
  ['fixed32', 'sfixed32'],
  ['fixed64', 'sfixed64'],
);
const JSON_TOO = groups(['int32', 'uint32'], ['int64', 'uint64'], ['fixed32', 'sfixed32'], ['fixed64', 'sfixed64']);

export const typeText = ({ type, type_name }: ProtoField): string => type_name ?? type;

export type TypeCheck = (before: ProtoField, after: ProtoField, enums: EnumPair) => boolean;

interface EnumPair {
  before: Map<string, At<ProtoEnum>>;
  after: Map<string, At<ProtoEnum>>;
}

export const isSameType: TypeCheck = (before, after) =>
  before.type === after.type && before.type_name === after.type_name;

const compatible =
  (table: Map<string, number>, allows: (before: ProtoField, after: ProtoField) => boolean): TypeCheck =>
  (before, after, enums) => {
    if (isSameType(before, after, enums) || allows(before, after)) return true;
    if (before.type === 'enum' && after.type === 'enum')
      return isSuperset(enums.before.get(before.type_name ?? '')?.item, enums.after.get(after.type_name ?? '')?.item);
    if (!SCALARS.has(before.type) || !SCALARS.has(after.type)) return false;
    const group = table.get(before.type);
    return group !== undefined && group === table.get(after.type);
  };

export const isWireCompatible = compatible(WIRE, (before, after) => before.type === 'string' && after.type === 'bytes');
export const isWireJsonCompatible = compatible(JSON_TOO, () => false);

/** Another enum may stand in when it knows every value of the old one by number and name. */
function isSuperset(before: ProtoEnum | undefined, after: ProtoEnum | undefined): boolean {
  if (!before || !after) return false;
  const now = namesByNumber(after);
  return [...namesByNumber(before)].every(([number, names]) => {
    const known = now.get(number);
    return known !== undefined && names.every((name) => known.includes(name));
  });
}

export const sameCardinality = ({ presence }: ProtoField): string => presence;

export const wireCardinality = ({ presence }: ProtoField): string =>
  presence === 'map' ? 'repeated' : presence === 'implicit' || presence === 'explicit' ? 'optional' : presence;

export const wireJsonCardinality = (field: ProtoField): string =>
  field.presence === 'map' ? 'map' : wireCardinality(field);
