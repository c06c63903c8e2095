// Ajv's errors in the words of a contract: one Mismatch per kind and place, without values.
import type { ErrorObject } from 'ajv/dist/2020.js';
import { fromPointer, isObject, toPointer, typeOf } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import type { Mismatch } from './mismatch.ts';
import { locate, type WalkContext } from './unexpected.ts';

/** Told by the walk over declared members instead, with the shape that was seen. */
const BY_WALK = new Set(['additionalProperties', 'unevaluatedProperties', 'false schema']);

export function explain(
  errors: ErrorObject[],
  schema: JsonSchema,
  value: unknown,
  context: WalkContext,
  at: string,
): Mismatch[] {
  return errors
    .filter(({ keyword, schemaPath }) => (!BY_WALK.has(keyword) || isRival(schemaPath)) && keyword !== 'if')
    .map((error) => {
      const missing = error.keyword === 'required' || error.keyword === 'dependentRequired';
      const name = missing ? String(error.params.missingProperty) : undefined;
      const pointer = error.instancePath + (name === undefined ? '' : toPointer(name));
      const place = locate(schema, value, pointer, context);
      const path = at + place.path;
      if (name !== undefined) return missingField(path, name, shapeOf(place.schemas, context));
      return toMismatch(error, path, valueAt(value, error.instancePath));
    });
}

/** A member that another one forbids, such as two of a Protobuf oneof. */
const isRival = (schemaPath: string): boolean => /\/dependentSchemas\/.*\/false schema$/.test(schemaPath);

const missingField = (path: string, name: string, expected: unknown): Mismatch => ({
  mismatch_type: 'missing_required_field',
  path,
  severity: 'high',
  breaking: true,
  description: `the required "${name}" is missing`,
  ...(expected !== undefined && { expected }),
});

function toMismatch({ keyword, params, message }: ErrorObject, path: string, seen: unknown): Mismatch {
  const actual = { type: typeOf(seen) };
  const place = path === '' ? 'the body' : path;
  if (keyword === 'type')
    return {
      mismatch_type: 'type_mismatch',
      path,
      severity: 'high',
      breaking: true,
      description: `${place} is ${actual.type} where the contract says ${[params.type].flat().join(' or ')}`,
      expected: { type: params.type },
      actual,
    };
  if (keyword === 'format')
    return {
      mismatch_type: 'format_mismatch',
      path,
      severity: 'medium',
      breaking: false,
      description: `${place} is not of the format ${params.format}`,
      expected: { format: params.format },
      actual,
    };
  const closed = keyword === 'enum' || keyword === 'const';
  return {
    mismatch_type: 'constraint_violation',
    path,
    severity: keyword === 'ambiguous' ? 'low' : 'medium',
    breaking: closed,
    description: closed
      ? `${place} is none of the values in the contract`
      : keyword === 'false schema'
        ? `${place} cannot stand beside another member that is there`
        : `${place} ${message ?? `breaks ${keyword}`}`,
    expected: expectedOf(keyword, params),
    actual,
  };
}

function expectedOf(keyword: string, params: Record<string, unknown>): unknown {
  if (keyword === 'enum') return { enum: params.allowedValues };
  if (keyword === 'const') return { const: params.allowedValue };
  return { [keyword]: params.limit ?? params.pattern ?? params.multipleOf ?? true };
}

/** Type and format of the declared schema, when it says so. */
function shapeOf(schemas: JsonSchema[], { schemas: named }: WalkContext): unknown {
  for (const schema of schemas) {
    const target = resolveRef(schema, named);
    if (isObject(target) && target.type !== undefined)
      return { type: target.type, ...(target.format !== undefined && { format: target.format }) };
  }
  return undefined;
}

function valueAt(value: unknown, pointer: string): unknown {
  let here = value;
  for (const segment of fromPointer(pointer)) {
    if (Array.isArray(here)) here = here[Number(segment)];
    else here = isObject(here) && Object.hasOwn(here, segment) ? here[segment] : undefined;
  }
  return here;
}
