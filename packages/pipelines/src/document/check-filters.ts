// Whether a filter can hold at all, by the schema of the event: its field, the type of its value, the values that an enumeration has.
import { didYouMean, FilterCondition, type FilterOperators, type Path, schemasAt } from '@mockops/contract';
import { z } from 'zod';
import { matchesGlob, whyNot } from '../trigger/condition.ts';

export interface Never {
  /** Below the filter's key. */
  path: Path;
  message: string;
  hint: string;
}

type Kind = 'text' | 'a number' | 'a boolean' | 'null' | 'a list' | 'an object';

/** What a field may hold; items of lists included, since a list holds when one of them does. */
interface Field {
  kinds: Set<Kind>;
  /** Undefined: any of its kinds. */
  values: Set<string> | undefined;
  isList: boolean;
  isAlwaysThere: boolean;
  isOpen: boolean;
}

export function impossible(
  schemas: readonly z.ZodObject[],
  key: string,
  written: unknown,
  event: string,
): Never | undefined {
  const condition = FilterCondition.safeParse(written).data;
  if (condition === undefined) return undefined;
  const field = readField(schemas, key);
  if (!field) return exists(condition) === false ? undefined : unknownField(schemas, key, event);
  if (field.isOpen) return undefined;
  return isOperators(condition)
    ? impossibleOperator(field, condition, key)
    : impossibleValues(field, listOf(condition), key, []);
}

function unknownField(schemas: readonly z.ZodObject[], key: string, event: string): Never {
  const fields = [...new Set(schemas.flatMap((schema) => Object.keys(schema.shape)))];
  const near = didYouMean(key, fields);
  const hint = near ? `did you mean "${near}"?` : `it has ${fields.join(', ')}`;
  return { path: [], message: `${event} has no field "${key}", so this filter can never hold`, hint };
}

/** Undefined when no version of the data has it. */
function readField(schemas: readonly z.ZodObject[], key: string): Field | undefined {
  const field: Field = { kinds: new Set(), values: new Set(), isList: false, isAlwaysThere: true, isOpen: false };
  let isThere = false;
  for (const schema of schemas) {
    const path = Object.hasOwn(schema.shape, key) ? [key] : key.split('.');
    const found = schemasAt(schema, path).filter((one) => !(one instanceof z.ZodNever));
    if (found.length === 0) {
      field.isAlwaysThere = false;
      continue;
    }
    isThere = true;
    const [member] = path;
    const first: z.core.$ZodType | undefined = member === undefined ? undefined : schema.shape[member];
    if (path.length > 1 || !first || z.safeParse(first, undefined).success) field.isAlwaysThere = false;
    for (const one of found) enter(field, one);
    if (path.length === 1 && first && z.safeParse(first, null).success) field.kinds.add('null');
    if (path.length > 1) field.kinds.add('null');
  }
  return isThere ? field : undefined;
}

function enter(field: Field, schema: z.core.$ZodType): void {
  if (schema instanceof z.ZodEnum) {
    field.kinds.add('text');
    for (const option of schema.options) field.values?.add(String(option));
  } else if (schema instanceof z.ZodLiteral) {
    for (const value of schema.values) {
      field.kinds.add(kindOf(value));
      field.values?.add(String(value));
    }
  } else if (schema instanceof z.ZodArray) {
    field.isList = true;
    field.kinds.add('a list');
    for (const item of schemasAt(schema.element, [])) enter(field, item);
  } else {
    field.values = undefined;
    if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) field.kinds.add('text');
    else if (schema instanceof z.ZodNumber) field.kinds.add('a number');
    else if (schema instanceof z.ZodBoolean) field.kinds.add('a boolean');
    else if (schema instanceof z.ZodNull) field.kinds.add('null');
    else if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) field.kinds.add('an object');
    else field.isOpen = true;
  }
}

type Scalar = string | number | boolean | null;

/** One of them must be able to be there. */
function impossibleValues(field: Field, values: readonly Scalar[], key: string, path: Path): Never | undefined {
  if (values.length === 0 || values.some((value) => canBe(field, value))) return undefined;
  const kinds = [...field.kinds].filter((kind) => kind !== 'null' && kind !== 'a list').join(' or ');
  const shown = values.map((value) => JSON.stringify(value)).join(', ');
  const ofKind = values.some((value) => field.kinds.has(kindOf(value)));
  if (!ofKind) {
    const message = `"${key}" is ${kinds}, so it is never ${shown}`;
    return { path, message, hint: 'types are strict: "5" is not 5' };
  }
  const options = [...(field.values ?? [])];
  const near = didYouMean(String(values[0]), options);
  const hint = near ? `did you mean "${near}"?` : `it is one of ${options.join(', ')}`;
  return { path, message: `"${key}" is never ${shown}`, hint };
}

function canBe(field: Field, value: Scalar): boolean {
  if (!field.kinds.has(kindOf(value))) return false;
  return field.values === undefined || value === null || field.values.has(String(value));
}

const NUMERIC = ['gt', 'gte', 'lt', 'lte'] as const;
const TEXTUAL = ['prefix', 'suffix', 'glob'] as const;
const OF_LISTS = ['any', 'all', 'none'] as const;

function impossibleOperator(field: Field, operators: FilterOperators, key: string): Never | undefined {
  const { eq, contains, exists: wanted } = operators;
  if (wanted === false && field.isAlwaysThere) {
    return { path: ['exists'], message: `"${key}" is always there`, hint: 'leave the filter out' };
  }
  const wrong = (name: string, kind: string): Never => ({
    path: [name],
    message: `${name} is for ${kind}, and "${key}" is ${[...field.kinds].filter((one) => one !== 'null').join(' or ')}`,
    hint: 'use an operator for its type',
  });
  for (const name of NUMERIC)
    if (operators[name] !== undefined && !field.kinds.has('a number')) return wrong(name, 'numbers');
  for (const name of TEXTUAL) {
    const text = operators[name];
    if (text === undefined) continue;
    if (!field.kinds.has('text')) return wrong(name, 'text');
    const never = neverFits(field, name, text, key);
    if (never) return never;
  }
  for (const name of OF_LISTS) if (operators[name] !== undefined && !field.isList) return wrong(name, 'lists');
  if (contains !== undefined && !field.isList && !field.kinds.has('text')) return wrong('contains', 'text and lists');
  return (
    (eq === undefined ? undefined : impossibleValues(field, [eq], key, ['eq'])) ??
    (operators.in && impossibleValues(field, operators.in, key, ['in'])) ??
    (operators.any && impossibleValues(field, operators.any, key, ['any'])) ??
    operators.all?.map((value) => impossibleValues(field, [value], key, ['all'])).find(Boolean) ??
    emptyRange(operators, key)
  );
}

/** Of an enumeration, every value is known. */
function neverFits(field: Field, name: (typeof TEXTUAL)[number], text: string, key: string): Never | undefined {
  if (!field.values) return undefined;
  const fits = { prefix: `${text}*`, suffix: `*${text}`, glob: text }[name];
  const options = [...field.values];
  const isLiteral = name !== 'glob' && /[*?]/.test(text);
  if (isLiteral || options.some((option) => matchesGlob(option, fits))) return undefined;
  return {
    path: [name],
    message: `no value of "${key}" fits ${name} "${text}"`,
    hint: `it is one of ${options.join(', ')}`,
  };
}

/** `gt: 5, lt: 3`: asked with the limits themselves and what lies between them. */
function emptyRange(operators: FilterOperators, key: string): Never | undefined {
  const low = operators.gte ?? operators.gt;
  const high = operators.lte ?? operators.lt;
  if (low === undefined || high === undefined) return undefined;
  const { gt, gte, lt, lte } = operators;
  const range = Object.fromEntries(Object.entries({ gt, gte, lt, lte }).filter(([, value]) => value !== undefined));
  const candidates = [low, high, (low + high) / 2];
  if (candidates.some((value) => whyNot(value, range) === undefined)) return undefined;
  return { path: [], message: `no number is in the range that "${key}" must be in`, hint: 'turn the limits round' };
}

function exists(condition: FilterCondition): boolean | undefined {
  return isOperators(condition) ? condition.exists : undefined;
}

function listOf(condition: Scalar | Scalar[]): Scalar[] {
  return Array.isArray(condition) ? condition : [condition];
}

function isOperators(condition: FilterCondition): condition is FilterOperators {
  return typeof condition === 'object' && condition !== null && !Array.isArray(condition);
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'a boolean' : 'an object';
}
