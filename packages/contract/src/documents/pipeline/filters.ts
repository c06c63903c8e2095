// Filters of a trigger: which events start the pipeline. Scalar = equal, list = any of, object = operators.
import { z } from 'zod';

const FilterScalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Operators of an object condition; all given ones must hold. */
export const FilterOperators = z.strictObject({
  eq: FilterScalar.optional(),
  ne: FilterScalar.optional(),
  in: z.array(FilterScalar).optional(),
  not_in: z.array(FilterScalar).optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  /** `*` is any run of characters, `?` is one. */
  glob: z.string().optional(),
  contains: FilterScalar.optional(),
  exists: z.boolean().optional(),
  /** Of data that is a list: holds at least one of these, all of these, none of these. */
  any: z.array(FilterScalar).optional(),
  all: z.array(FilterScalar).optional(),
  none: z.array(FilterScalar).optional(),
});
export type FilterOperators = z.infer<typeof FilterOperators>;

export const FilterCondition = z.union([FilterScalar, z.array(FilterScalar), FilterOperators]);
export type FilterCondition = z.infer<typeof FilterCondition>;

/** Conditions by field of the event's data or dotted path into it. */
const Conditions = z.record(z.string(), FilterCondition);

/** All keys must hold. `any_of` and `not` combine: `any_of: [ {…}, {…} ]`, `not: {…}`. */
export const Filters = z
  .object({ any_of: z.array(Conditions).min(1).optional(), not: Conditions.optional() })
  .catchall(FilterCondition);
export type Filters = z.infer<typeof Filters>;
