// What a schema means, for comparing: references followed, allOf folded into one, bounds and values in one spelling.
// Two spellings of the same meaning have the same view.
import type { JsonSchema } from '../../model.ts';

export interface Bound {
  value: number;
  exclusive: boolean;
  /** Written as exclusive, which whole numbers need not be. */
  spelled: boolean;
}

/** Members of one oneOf or anyOf, null taken out. */
export interface Group {
  kind: 'oneOf' | 'anyOf';
  members: JsonSchema[];
  orNull: boolean;
  discriminator: { property: string; mapping: Map<string, string> } | undefined;
}

interface Conditional {
  if: JsonSchema;
  holds: JsonSchema | undefined;
  fails: JsonSchema | undefined;
}

export interface Contains {
  schema: JsonSchema;
  min: number;
  max: number | undefined;
}

/** Its maps, sets and lists are replaced, never changed: empty ones are shared, because most are empty. */
export interface SchemaView {
  id: number;
  /** Accepts nothing. */
  never: boolean;
  /** `number` includes `integer`; undefined: every type. */
  types: Set<string> | undefined;
  /** Nothing says the type, but members or items imply it. */
  implied: boolean;
  /** By canonical text. */
  values: Map<string, unknown> | undefined;
  /** The values are written as `const`. */
  fixed: boolean;
  lower: Bound | undefined;
  upper: Bound | undefined;
  /** `minLength`, `maxItems` and so on; without those that say nothing. */
  sizes: ReadonlyMap<string, number>;
  multiples: ReadonlySet<number>;
  unique: boolean;
  patterns: ReadonlySet<string>;
  formats: ReadonlySet<string>;
  properties: ReadonlyMap<string, JsonSchema>;
  patternProperties: ReadonlyMap<string, JsonSchema>;
  required: ReadonlySet<string>;
  /** Of members that nothing names; undefined: anything. */
  rest: JsonSchema | undefined;
  /** `rest` was written as unevaluatedProperties. */
  restIsUnevaluated: boolean;
  fixedItems: readonly JsonSchema[];
  /** Of items beyond the fixed ones; undefined: anything. */
  items: JsonSchema | undefined;
  groups: readonly Group[];
  not: readonly JsonSchema[];
  conditionals: readonly Conditional[];
  contains: readonly Contains[];
  dependentRequired: ReadonlyMap<string, ReadonlySet<string>>;
  dependentSchemas: ReadonlyMap<string, JsonSchema>;
  propertyNames: JsonSchema | undefined;
  /** Where it cannot be told which members or items are evaluated. */
  unevaluatedProperties: JsonSchema | undefined;
  unevaluatedItems: JsonSchema | undefined;
  content: { schema: JsonSchema | undefined; media: string | undefined; encoding: string | undefined };
  readOnly: boolean;
  writeOnly: boolean;
  deprecated: boolean;
  sunset: string | undefined;
  stability: string | undefined;
  /** Canonical text. */
  fallback: string | undefined;
  /** `x-extensible-enum`. */
  known: Set<string> | undefined;
  docs: string;
}

/** Says nothing. */
export const NONE: { map: ReadonlyMap<string, never>; set: ReadonlySet<never>; list: readonly never[] } = {
  map: new Map<string, never>(),
  set: new Set<never>(),
  list: [],
};

export const emptyView = (id: number): SchemaView => ({
  id,
  never: false,
  types: undefined,
  implied: false,
  values: undefined,
  fixed: false,
  lower: undefined,
  upper: undefined,
  sizes: NONE.map,
  multiples: NONE.set,
  unique: false,
  patterns: NONE.set,
  formats: NONE.set,
  properties: NONE.map,
  patternProperties: NONE.map,
  required: NONE.set,
  rest: undefined,
  restIsUnevaluated: false,
  fixedItems: NONE.list,
  items: undefined,
  groups: NONE.list,
  not: NONE.list,
  conditionals: NONE.list,
  contains: NONE.list,
  dependentRequired: NONE.map,
  dependentSchemas: NONE.map,
  propertyNames: undefined,
  unevaluatedProperties: undefined,
  unevaluatedItems: undefined,
  content: { schema: undefined, media: undefined, encoding: undefined },
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  sunset: undefined,
  stability: undefined,
  fallback: undefined,
  known: undefined,
  docs: '',
});

/** Limits nothing but, perhaps, the type. */
export const isBare = (view: SchemaView): boolean => !view.values && !hasShape(view) && !hasConditions(view);

export const isAny = (view: SchemaView): boolean => !view.never && !view.types && isBare(view);

/** Says something about the form of values beyond their type. */
export const hasShape = (view: SchemaView): boolean =>
  view.values !== undefined ||
  view.lower !== undefined ||
  view.upper !== undefined ||
  view.sizes.size > 0 ||
  view.multiples.size > 0 ||
  view.unique ||
  view.patterns.size > 0 ||
  view.formats.size > 0 ||
  view.properties.size > 0 ||
  view.patternProperties.size > 0 ||
  view.required.size > 0 ||
  view.rest !== undefined ||
  view.items !== undefined ||
  view.fixedItems.length > 0;

/** Has keywords whose meaning depends on the whole value. */
export const hasConditions = (view: SchemaView): boolean =>
  view.groups.length > 0 ||
  view.not.length > 0 ||
  view.conditionals.length > 0 ||
  view.contains.length > 0 ||
  view.dependentRequired.size > 0 ||
  view.dependentSchemas.size > 0 ||
  view.propertyNames !== undefined ||
  view.unevaluatedProperties !== undefined ||
  view.unevaluatedItems !== undefined;
