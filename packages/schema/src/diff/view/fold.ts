// Two views that must both hold become one, exactly: common types and values, the stronger of each limit, members constrained by both.
import type { JsonSchema } from '../../model.ts';
import {
  addSize,
  commonTypes,
  hasType,
  keepsLimits,
  strongerLower,
  strongerUpper,
  typesOfValues,
  wholeBounds,
} from './bounds.ts';
import type { SchemaView } from './view.ts';

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
  for (const [keyword, size] of part.sizes) addSize(view.sizes, keyword, size);
  for (const multiple of part.multiples) view.multiples.add(multiple);
  view.unique ||= part.unique;
  for (const pattern of part.patterns) view.patterns.add(pattern);
  for (const format of part.formats) view.formats.add(format);
  foldMembers(view, part, both);
  foldItems(view, part, both);
  foldConditions(view, part, both);
  foldAnnotations(view, part);
}

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
  const mine = new Map(view.properties);
  for (const [name, sub] of part.properties) {
    const other = mine.get(name) ?? unnamed(view, name);
    view.properties.set(name, other === undefined ? sub : both(other, sub));
  }
  for (const [name, sub] of mine) {
    if (part.properties.has(name)) continue;
    const other = unnamed(part, name);
    if (other !== undefined) view.properties.set(name, both(sub, other));
  }
  for (const [pattern, sub] of part.patternProperties) {
    const known = view.patternProperties.get(pattern);
    view.patternProperties.set(pattern, known === undefined ? sub : both(known, sub));
  }
  view.rest = and(view.rest, part.rest);
  view.restIsUnevaluated ||= part.restIsUnevaluated;
  for (const name of part.required) view.required.add(name);
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
  view.groups.push(...part.groups);
  view.not = [...view.not, ...part.not];
  view.conditionals = [...view.conditionals, ...part.conditionals];
  view.contains = [...view.contains, ...part.contains];
  for (const [name, others] of part.dependentRequired)
    view.dependentRequired.set(name, new Set([...(view.dependentRequired.get(name) ?? []), ...others]));
  for (const [name, sub] of part.dependentSchemas) {
    const known = view.dependentSchemas.get(name);
    view.dependentSchemas.set(name, known === undefined ? sub : both(known, sub));
  }
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
    view.multiples = new Set();
  }
}

function settleValues(view: SchemaView): void {
  const kept = [...(view.values ?? [])].filter(
    ([, value]) => [...typesOfValues([value])].every((type) => hasType(view.types, type)) && keepsLimits(view, value),
  );
  view.values = new Map(kept);
  view.types = typesOfValues(view.values.values());
  if (view.types.has('object') || view.types.has('array')) return;
  for (const size of [...STRING_SIZES, ...LIST_SIZES, ...MEMBER_SIZES]) view.sizes.delete(size);
  view.lower = undefined;
  view.upper = undefined;
  view.multiples = new Set();
  view.formats = new Set();
}

function dropForeign(view: SchemaView, types: Set<string>): void {
  const isNumeric = types.has('number') || types.has('integer');
  if (!types.has('string')) {
    for (const size of STRING_SIZES) view.sizes.delete(size);
    view.patterns = new Set();
    if (!isNumeric) view.formats = new Set();
  }
  if (!types.has('array')) {
    for (const size of LIST_SIZES) view.sizes.delete(size);
    view.unique = false;
    view.items = undefined;
    view.fixedItems = [];
    view.contains = [];
    view.unevaluatedItems = undefined;
  }
  if (types.has('object')) return;
  for (const size of MEMBER_SIZES) view.sizes.delete(size);
  view.properties = new Map();
  view.patternProperties = new Map();
  view.required = new Set();
  view.rest = undefined;
  view.dependentRequired = new Map();
  view.dependentSchemas = new Map();
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
