// Which keys a zod schema allows at a path: the candidates for "did you mean".
import { z } from 'zod';
import type { Path } from '../path.ts';

export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [next, ...rest] = path;
  const branches = unwrap(schema);
  if (next === undefined)
    return branches.flatMap((branch) => (branch instanceof z.ZodObject ? Object.keys(branch.shape) : []));
  return branches.flatMap((branch) => {
    const inner = step(branch, next);
    return inner ? keysAt(inner, rest) : [];
  });
}

function step(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.core.$ZodType> = schema.shape;
    return Object.hasOwn(shape, part) ? shape[part] : undefined;
  }
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The schemas that a value may really meet, behind optional, default, nullable, pipes and unions. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option));
  return [schema];
}
