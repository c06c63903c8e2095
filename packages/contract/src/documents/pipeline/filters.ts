// Filters of a trigger: which events start the pipeline. Scalar = equal, list = any of, object = operators.
import { z } from 'zod';

const FilterScalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Operators of an object condition; all given ones must hold. */
export const FilterOperators = z.strictObject({
  eq: FilterScalar.optional().describe('Equal.'),
  ne: FilterScalar.optional().describe('Not equal; of a list: no element is.'),
  in: z.array(FilterScalar).optional().describe('One of these.'),
  not_in: z.array(FilterScalar).optional().describe('None of these.'),
  gt: z.number().optional().describe('Greater; numbers only.'),
  gte: z.number().optional().describe('Greater or equal.'),
  lt: z.number().optional().describe('Less.'),
  lte: z.number().optional().describe('Less or equal.'),
  prefix: z.string().optional().describe('Text that begins so.'),
  suffix: z.string().optional().describe('Text that ends so.'),
  glob: z.string().optional().describe('Text that fits; `*` is any run of characters, `?` is one.'),
  contains: FilterScalar.optional().describe('A list with this element, or a text with this part.'),
  exists: z
    .boolean()
    .optional()
    .describe('Whether the field is there. A missing field fails everything but `exists: false`.'),
  any: z.array(FilterScalar).optional().describe('Of data that is a list: it holds at least one of these.'),
  all: z.array(FilterScalar).optional().describe('Of data that is a list: it holds all of these.'),
  none: z.array(FilterScalar).optional().describe('Of data that is a list: it holds none of these.'),
});
export type FilterOperators = z.infer<typeof FilterOperators>;

export const FilterCondition = z.union([FilterScalar, z.array(FilterScalar), FilterOperators]);
export type FilterCondition = z.infer<typeof FilterCondition>;

/** Conditions by field of the event's data or dotted path into it. */
const Conditions = z.record(z.string(), FilterCondition);

/** All keys must hold. `any_of` and `not` combine: `any_of: [ {…}, {…} ]`, `not: {…}`. */
export const Filters = z
  .object({
    any_of: z.array(Conditions).min(1).optional().describe('One of these must hold too.'),
    not: Conditions.optional().describe('These must not all hold.'),
  })
  .catchall(FilterCondition);
export type Filters = z.infer<typeof Filters>;
