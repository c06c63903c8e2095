// A JSON value as one of a type: what the program in a README passes is cut down to what the type knows, or given up.
// In: a value from a contract's example or made from its schema. Out: JSON that every language can write as a literal.

import type { ObjectType, TypeDef, TypeRef, UnionType } from '../ir/model.ts';
import { byCodeUnit } from '../ir/names.ts';

export interface FitContext {
  types: ReadonlyMap<string, TypeDef>;
  /** Leave out members that need not be there: nobody chose their values. */
  onlyRequired: boolean;
}

const MOST_ITEMS = 3;
const DEEPEST = 6;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const DIGITS = /^-?\d{1,19}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Undefined when the value is none of the type. A 64-bit integer is its digits, as JSON loses them. */
export function fit(value: unknown, type: TypeRef, context: FitContext, depth = 0): unknown {
  if (value === undefined || depth > DEEPEST) return undefined;
  switch (type.kind) {
    case 'nullable':
      return value === null ? null : fit(value, type.of, context, depth);
    case 'array':
      return Array.isArray(value) ? fitAll(value.slice(0, MOST_ITEMS), type.of, context, depth) : undefined;
    case 'map': {
      if (!isRecord(value)) return undefined;
      const entries = entriesOf(value).slice(0, MOST_ITEMS);
      const items = fitAll(
        entries.map(([, item]) => item),
        type.of,
        context,
        depth,
      );
      return items && Object.fromEntries(entries.map(([name], index) => [name, items[index]]));
    }
    case 'named':
      return fitNamed(value, context.types.get(type.name), context, depth);
    case 'literal':
      return value === type.value ? value : undefined;
    case 'any':
      return sorted(value);
    case 'int64':
    case 'int64_text':
      return Number.isSafeInteger(value) || (typeof value === 'string' && DIGITS.test(value))
        ? in64Bits(BigInt(String(value)))
        : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    default:
      return typeof value === 'string' && fitsText(value, type.kind) ? value : undefined;
  }
}

/** Without leading zeros, which are octal to some languages. */
const in64Bits = (value: bigint): string | undefined =>
  BigInt.asIntN(64, value) === value ? String(value) : undefined;

/** The alternative of a union that a fitted value is one of: by its discriminator, else the first that takes it. */
export function memberOf(union: UnionType, value: unknown, context: FitContext): TypeRef | undefined {
  const { discriminator, members } = union;
  if (discriminator !== undefined && isRecord(value)) {
    const known = discriminator.values.find((one) => one.value === value[discriminator.property]);
    return known && { kind: 'named', name: known.member };
  }
  return members.find((member) => fit(value, member, context) !== undefined);
}

function fitNamed(value: unknown, def: TypeDef | undefined, context: FitContext, depth: number): unknown {
  switch (def?.kind) {
    case 'enum':
      return typeof value === 'string' ? value : undefined;
    case 'alias':
      return fit(value, def.to, context, depth + 1);
    case 'union': {
      const member = memberOf(def, value, context);
      return member && fit(value, member, context, depth + 1);
    }
    case 'object':
      return isRecord(value) ? fitObject(value, def, context, depth) : undefined;
    default:
      return undefined;
  }
}

/** Members in the order of the type; what the service alone sets is left to it. */
function fitObject(value: Record<string, unknown>, { fields }: ObjectType, context: FitContext, depth: number) {
  const fitted: [wire: string, member: unknown][] = [];
  for (const { wire, type, required, readOnly } of fields) {
    if (readOnly || (!required && context.onlyRequired)) continue;
    const member = Object.hasOwn(value, wire) ? fit(value[wire], type, context, depth + 1) : undefined;
    if (member !== undefined) fitted.push([wire, member]);
    else if (required) return undefined;
  }
  // Not one by one: `__proto__` is a member like others here.
  return Object.fromEntries(fitted);
}

function fitAll(values: unknown[], type: TypeRef, context: FitContext, depth: number): unknown[] | undefined {
  const fitted = values.map((item) => fit(item, type, context, depth + 1));
  return fitted.includes(undefined) ? undefined : fitted;
}

function fitsText(value: string, kind: TypeRef['kind']): boolean {
  if (kind === 'datetime') return INSTANT.test(value) && !Number.isNaN(Date.parse(value));
  if (kind === 'date') return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
  return kind !== 'base64' || BASE64.test(value);
}

/** The same whatever the order of the contract. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isRecord(value) ? Object.fromEntries(entriesOf(value).map(([name, item]) => [name, sorted(item)])) : value;
}

const entriesOf = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
