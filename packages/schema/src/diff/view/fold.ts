// Two views that must both hold become one, exactly: common types and values, the stronger of each limit, members constrained by both.
import type { JsonSchema } from '../../model.ts';
import {
  commonTypes,
  hasType,
  keepsLimits,
  strongerLower,
  strongerUpper,
  typesOfValues,
  wholeBounds,
  withoutSizes,
  withSize,
} from './bounds.ts';
import { NONE, type SchemaView } from './view.ts';

export type Both = (a: JsonSchema, b: JsonSchema) => JsonSchema;

export function fold(view: SchemaView, part: SchemaView, both: Both): void {
  view.never ||= part.never;
  foldTypes(view, part);
  view.fixed = (view.fixed || !view.values) && (part.fixed || !part.values) && (view.fixed || part.fixed);
  if (part.values) {
    const before = view.values;
    view.values = new Map([...part.values].filter(([text]) => !before || before.has(text)));
  }
  view.lower = strongerLower(view.lower, part.lower);
  view.upper = strongerUpper(view.upper, part.upper);
  for (const [keyword, size] of part.sizes) view.sizes = withSize(view.sizes, keyword, size);
  view.multiples = joined(view.multiples, part.multiples);
  view.unique ||= part.unique;
  view.patterns = joined(view.patterns, part.patterns);
  view.formats = joined(view.formats, part.formats);
  foldMembers(view, part, both);
  foldItems(view, part, both);
  foldConditions(view, part, both);
  foldAnnotations(view, part);
}

/** In the order in which they come. */
const joined = <T>(mine: ReadonlySet<T>, theirs: ReadonlySet<T>): ReadonlySet<T> =>
  theirs.size === 0 ? mine : mine.size === 0 ? theirs : new Set([...mine, ...theirs]);

/** What only implies its type gives way to what says one. */
function foldTypes(view: SchemaView, part: SchemaView): void {
  if (!part.types || (part.implied && view.types && !view.implied)) return;
  if (view.implied && !part.implied) view.types = part.types;
  else view.types = commonTypes(view.types, part.types);
  view.implied = part.implied;
}

/** A member that one side names is, on the other, under its patterns or among the rest. */
function foldMembers(view: SchemaView, part: SchemaView, both: Both): void {
  const and = (a: JsonSchema | undefined, b: JsonSchema | undefined): JsonSchema | undefined =>
    a === undefined ? b : b === undefined ? a : both(a, b);
  const mine = view.properties;
  const all = new Map(mine);
  for (const [name, sub] of part.properties) {
    const other = mine.get(name) ?? unnamed(view, name);
    all.set(name, other === undefined ? sub : both(other, sub));
  }
  for (const [name, sub] of mine) {
    if (part.properties.has(name)) continue;
    const other = unnamed(part, name);
    if (other !== undefined) all.set(name, both(sub, other));
  }
  view.properties = all.size === 0 ? NONE.map : all;
  view.patternProperties = bothOfEach(view.patternProperties, part.patternProperties, both);
  view.rest = and(view.rest, part.rest);
  view.restIsUnevaluated ||= part.restIsUnevaluated;
  view.required = joined(view.required, part.required);
}

type Named = ReadonlyMap<string, JsonSchema>;

/** What stands under one name on both sides must both hold. */
function bothOfEach(mine: Named, theirs: Named, both: Both): Named {
  if (theirs.size === 0) return mine;
  const all = new Map(mine);
  for (const [name, sub] of theirs) {
    const known = all.get(name);
    all.set(name, known === undefined ? sub : both(known, sub));
  }
  return all;
}

/** What a view says about a member that it does not name. */
function unnamed(view: SchemaView, name: string): JsonSchema | undefined {
  for (const [pattern, schema] of view.patternProperties) if (matches(pattern, name)) return schema;
  return view.rest;
}

export function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function foldItems(view: SchemaView, part: SchemaView, both: Both): void {
  const length = Math.max(view.fixedItems.length, part.fixedItems.length);
  const and = (a: JsonSchema | undefined, b: JsonSchema | undefined): JsonSchema | undefined =>
    a === undefined ? b : b === undefined ? a : both(a, b);
  const fixed: JsonSchema[] = [];
  for (let index = 0; index < length; index += 1)
    fixed.push(and(view.fixedItems[index] ?? view.items, part.fixedItems[index] ?? part.items) ?? true);
  view.fixedItems = fixed;
  view.items = and(view.items, part.items);
}

function foldConditions(view: SchemaView, part: SchemaView, both: Both): void {
  view.groups = [...view.groups, ...part.groups];
  view.not = [...view.not, ...part.not];
  view.conditionals = [...view.conditionals, ...part.conditionals];
  view.contains = [...view.contains, ...part.contains];
  if (part.dependentRequired.size > 0) {
    const required = new Map(view.dependentRequired);
    for (const [name, others] of part.dependentRequired)
      required.set(name, joined(required.get(name) ?? NONE.set, others));
    view.dependentRequired = required;
  }
  view.dependentSchemas = bothOfEach(view.dependentSchemas, part.dependentSchemas, both);
  const { propertyNames: mine } = view;
  const { propertyNames: theirs } = part;
  view.propertyNames = mine !== undefined && theirs !== undefined ? both(mine, theirs) : (mine ?? theirs);
  view.unevaluatedProperties ??= part.unevaluatedProperties;
  view.unevaluatedItems ??= part.unevaluatedItems;
  view.content = {
    schema: view.content.schema ?? part.content.schema,
    media: view.content.media ?? part.content.media,
    encoding: view.content.encoding ?? part.content.encoding,
  };
}

function foldAnnotations(view: SchemaView, part: SchemaView): void {
  view.readOnly ||= part.readOnly;
  view.writeOnly ||= part.writeOnly;
  view.deprecated ||= part.deprecated;
  view.sunset ??= part.sunset;
  view.stability ??= part.stability;
  view.fallback ??= part.fallback;
  view.known ??= part.known;
  if (view.docs === '') view.docs = part.docs;
}

const STRING_SIZES = ['minLength', 'maxLength'];
const LIST_SIZES = ['minItems', 'maxItems'];
const MEMBER_SIZES = ['minProperties', 'maxProperties'];
const EVERY_TYPE = ['array', 'boolean', 'null', 'number', 'object', 'string'];

/** Takes out what says nothing: keywords of types that are not allowed, limits of listed values, a list of all types. */
export function settle(view: SchemaView): void {
  if (view.values) settleValues(view);
  if (view.types?.has('number')) view.types.delete('integer');
  if (view.types && EVERY_TYPE.every((type) => view.types?.has(type))) view.types = undefined;
  if (view.types?.size === 0 || view.values?.size === 0) view.never = true;
  const { types } = view;
  if (types) dropForeign(view, types);
  else implyType(view);
  if (hasType(view.types, 'integer') && !hasType(view.types, 'number')) wholeBounds(view);
  if (view.types && !view.types.has('number') && !view.types.has('integer')) {
    view.lower = undefined;
    view.upper = undefined;
    view.multiples = NONE.set;
  }
}

function settleValues(view: SchemaView): void {
  const kept = [...(view.values ?? [])].filter(
    ([, value]) => [...typesOfValues([value])].every((type) => hasType(view.types, type)) && keepsLimits(view, value),
  );
  view.values = new Map(kept);
  view.types = typesOfValues(view.values.values());
  if (view.types.has('object') || view.types.has('array')) return;
  view.sizes = withoutSizes(view.sizes, [...STRING_SIZES, ...LIST_SIZES, ...MEMBER_SIZES]);
  view.lower = undefined;
  view.upper = undefined;
  view.multiples = NONE.set;
  view.formats = NONE.set;
}

function dropForeign(view: SchemaView, types: Set<string>): void {
  const isNumeric = types.has('number') || types.has('integer');
  if (!types.has('string')) {
    view.sizes = withoutSizes(view.sizes, STRING_SIZES);
    view.patterns = NONE.set;
    if (!isNumeric) view.formats = NONE.set;
  }
  if (!types.has('array')) {
    view.sizes = withoutSizes(view.sizes, LIST_SIZES);
    view.unique = false;
    view.items = undefined;
    view.fixedItems = NONE.list;
    view.contains = NONE.list;
    view.unevaluatedItems = undefined;
  }
  if (types.has('object')) return;
  view.sizes = withoutSizes(view.sizes, MEMBER_SIZES);
  view.properties = NONE.map;
  view.patternProperties = NONE.map;
  view.required = NONE.set;
  view.rest = undefined;
  view.dependentRequired = NONE.map;
  view.dependentSchemas = NONE.map;
  view.propertyNames = undefined;
  view.unevaluatedProperties = undefined;
}

/** `properties` without `type` is written and read as an object everywhere. */
function implyType(view: SchemaView): void {
  const isObject = view.properties.size > 0 || view.required.size > 0 || view.rest !== undefined;
  const isList = view.items !== undefined || view.fixedItems.length > 0;
  if (isObject === isList) return;
  view.implied = true;
  view.types = new Set([isObject ? 'object' : 'array']);
}
