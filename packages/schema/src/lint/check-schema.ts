// What contradicts itself in one schema as it is written: its bounds, its pattern, its default and example, its spelling.
// In: a schema object. Out: findings with the member that they are about.
import { isObject, type JsonObject, typeOf } from '../json.ts';
import { misspeltKeywords } from './known-members.ts';

export interface Weakness {
  code: string;
  member: string;
  message: string;
  hint: string;
}

const BOUNDS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

export function checkSchema(schema: JsonObject): Weakness[] {
  const found: Weakness[] = [];
  for (const [least, most] of BOUNDS) {
    const [low, high] = [schema[least], schema[most]];
    if (typeof low !== 'number' || typeof high !== 'number' || low <= high) continue;
    const message = `${least} ${low} is more than ${most} ${high}: no value fits`;
    found.push({ code: 'SCH110', member: least, message, hint: 'correct one of them' });
  }
  const { pattern } = schema;
  if (typeof pattern === 'string' && !isPattern(pattern))
    found.push({
      code: 'SCH109',
      member: 'pattern',
      message: `the pattern ${JSON.stringify(pattern)} is no regular expression of JavaScript`,
      hint: 'correct it: JSON Schema has the syntax of ECMA-262, and validators fail on others',
    });
  for (const { name, near } of misspeltKeywords(Object.keys(schema)))
    found.push({
      code: 'SCH111',
      member: name,
      message: `"${name}" is no keyword of a schema, so it says nothing`,
      hint: `did you mean "${near}"?`,
    });
  const example = mismatch(schema, schema.example);
  if (example !== undefined) found.push({ ...example, member: 'example', message: `the example ${example.message}` });
  const fallback = Array.isArray(schema.enum) ? undefined : mismatch(schema, schema.default);
  if (fallback !== undefined)
    found.push({ ...fallback, member: 'default', message: `the default ${fallback.message}` });
  return found;
}

/** With either grammar: what only one of them knows, some validators know. */
const isPattern = (pattern: string): boolean => compiles(pattern, 'u') || compiles(pattern, '');

function compiles(pattern: string, flags: string): boolean {
  try {
    return new RegExp(pattern, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

const MOST_SHOWN = 40;

/** Null stands for "none" in so many contracts that it tells nothing. */
export function mismatch(schema: unknown, value: unknown): Omit<Weakness, 'member'> | undefined {
  if (!isObject(schema) || value === undefined || value === null) return undefined;
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => NAMES.has(type));
  const type = typeOf(value);
  if (types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'))) return undefined;
  return {
    code: 'SCH112',
    message: `${JSON.stringify(value).slice(0, MOST_SHOWN)} is of type ${type}, and the schema says ${types.join(' or ')}`,
    hint: 'correct it or the type',
  };
}

const NAMES = new Set<unknown>(['array', 'boolean', 'integer', 'number', 'object', 'string']);
