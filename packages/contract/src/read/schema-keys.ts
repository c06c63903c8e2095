// Which keys a zod schema allows, and which it needs, at a path: for "did you mean" and for what to write into an empty document.
import { z } from 'zod';
import type { Path } from './path.ts';

export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((found) => {
    if (found instanceof z.ZodObject) return Object.keys(found.shape);
    return found instanceof z.ZodRecord && found.keyType instanceof z.ZodEnum ? found.keyType.options.map(String) : [];
  });
  return [...new Set(keys)];
}

export function requiredKeys(schema: z.core.$ZodType): readonly string[] {
  return schemasAt(schema, []).flatMap((found) => {
    if (!(found instanceof z.ZodObject)) return [];
    const members: [string, z.core.$ZodType][] = Object.entries(found.shape);
    return members.filter(([, member]) => !z.safeParse(member, undefined).success).map(([key]) => key);
  });
}

/** The schemas that a value at a path may meet. */
export function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  const [next, ...rest] = path;
  const branches = unwrap(schema);
  if (next === undefined) return branches;
  return branches.flatMap((branch) => {
    const inner = step(branch, next);
    return inner ? schemasAt(inner, rest) : [];
  });
}

function step(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.core.$ZodType> = schema.shape;
    // What is not named by an object that takes more has the schema of the rest: filters by field, axes of a matrix.
    return Object.hasOwn(shape, part) ? shape[part] : schema.def.catchall;
  }
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The schemas that a value may really meet, behind optional, default, nullable, pipes and unions. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  // What a function made of the value meets the schema behind it; else the value meets the one in front.
  if (schema instanceof z.ZodPipe) return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option));
  return [schema];
}
