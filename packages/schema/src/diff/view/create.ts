// createViews: schemas of one contract in, their views out, each made once. Recursion ends at views that are being made.
import { byText, canonicalText, isObject, type JsonObject } from '../../json.ts';
import { refName, resolveRef } from '../../keywords.ts';
import type { JsonSchema } from '../../model.ts';
import { fold, settle } from './fold.ts';
import { isSchema, isTrue, readOwn } from './own.ts';
import { emptyView, type Group, hasConditions, hasShape, isAny, isBare, type SchemaView } from './view.ts';

export interface Views {
  of(schema: JsonSchema | undefined): SchemaView;
  /** Both must hold. The same parts give the same object, so that recursion through them ends. */
  both(a: JsonSchema, b: JsonSchema): JsonSchema;
  /** The same without null. */
  strict(schema: JsonSchema): JsonSchema;
}

export function createViews(schemas: Record<string, JsonSchema>): Views {
  const known = new Map<JsonSchema, SchemaView>();
  const merged = new Map<string, JsonSchema>();
  let ids = 0;

  const both = (a: JsonSchema, b: JsonSchema): JsonSchema => {
    if (a === b || isTrue(b)) return a;
    if (isTrue(a)) return b;
    if (a === false || b === false) return false;
    const parts = [a, b].flatMap((part) => {
      const isMerge = isObject(part) && Object.keys(part).length === 1 && Array.isArray(part.allOf);
      return isMerge && isObject(part) && Array.isArray(part.allOf) ? part.allOf : [part];
    });
    const unique = new Map(parts.map((part) => [canonicalText(part), part]));
    const texts = [...unique.keys()].sort(byText);
    const [only] = unique.values();
    if (unique.size === 1 && only !== undefined) return only;
    const key = texts.join('&');
    const made = merged.get(key) ?? { allOf: texts.map((text) => unique.get(text)) };
    merged.set(key, made);
    return made;
  };

  const of = (schema: JsonSchema | undefined): SchemaView => {
    const start = schema ?? true;
    // A bare reference is its target; one with siblings is a view of its own.
    const bare = isObject(start) && refName(start) !== undefined && Object.keys(start).length === 1;
    const source = bare ? resolveRef(start, schemas) : start;
    const found = known.get(source);
    if (found) return found;
    const view = emptyView(ids++);
    known.set(source, view);
    if (source === false) view.never = true;
    if (isObject(source)) fill(view, source);
    return view;
  };

  const fill = (view: SchemaView, source: JsonObject): void => {
    readOwn(view, source);
    // Own unevaluatedProperties looks at the parts too, so it waits until they are folded.
    const { unevaluatedProperties } = view;
    view.unevaluatedProperties = undefined;
    const parts: JsonSchema[] = refName(source) === undefined ? [] : [{ $ref: source.$ref }];
    if (Array.isArray(source.allOf)) parts.push(...source.allOf.filter(isSchema));
    for (const part of parts) fold(view, of(part), both);
    for (const kind of ['oneOf', 'anyOf'] as const) {
      const list = source[kind];
      if (Array.isArray(list)) readGroup(view, kind, list.filter(isSchema), source.discriminator);
    }
    if (unevaluatedProperties !== undefined) addUnevaluated(view, unevaluatedProperties);
    settle(view);
  };

  /** Over plain members it is the same as additionalProperties. */
  const addUnevaluated = (view: SchemaView, schema: JsonSchema): void => {
    if (
      view.groups.length > 0 ||
      view.conditionals.length > 0 ||
      view.dependentSchemas.size > 0 ||
      view.patternProperties.size > 0
    )
      view.unevaluatedProperties = schema;
    else if (view.rest === undefined) {
      view.rest = schema;
      view.restIsUnevaluated = true;
    }
  };

  const isNull = (view: SchemaView): boolean => view.types?.size === 1 && view.types.has('null');

  const readGroup = (view: SchemaView, kind: Group['kind'], list: JsonSchema[], discriminator: unknown): void => {
    const members = list.filter((part) => !isNull(of(part)) && !of(part).never);
    const orNull = list.some((part) => isNull(of(part)));
    const [only] = members;
    if (only === undefined) {
      fold(view, { ...emptyView(-1), types: new Set(orNull ? ['null'] : []) }, both);
      return;
    }
    if (members.length === 1 && (!orNull || mayTakeNull(of(only)))) {
      fold(view, orNull ? withNull(of(only)) : of(only), both);
      return;
    }
    const left = kind === 'anyOf' ? withoutCovered(members) : members;
    const [single] = left;
    if (left.length === 1 && single !== undefined && mayTakeNull(of(single)))
      fold(view, orNull ? withNull(of(single)) : of(single), both);
    else {
      const group = { kind, members: left, orNull, discriminator: readDiscriminator(discriminator) };
      view.groups = [...view.groups, group];
    }
  };

  /** `anyOf [{enum}, {type: string}]` allows every string: the members that a bare type covers say nothing. */
  const withoutCovered = (members: JsonSchema[]): JsonSchema[] => {
    const bare = members.filter((member) => isBare(of(member)));
    const isCovered = (member: JsonSchema): boolean =>
      bare.some((wide) => {
        const [w, m] = [of(wide), of(member)];
        if (wide === member || w === m) return false;
        return (
          !w.types ||
          [...(m.types ?? ['?'])].every((type) => w.types?.has(type) || (type === 'integer' && w.types?.has('number')))
        );
      });
    const left = members.filter((member) => !isCovered(member));
    return left.length > 0 ? left : members;
  };

  const stricts = new Map<SchemaView, JsonSchema>();
  const strict = (schema: JsonSchema): JsonSchema => {
    const view = of(schema);
    if (!view.types?.has('null')) return schema;
    const made = stricts.get(view) ?? { allOf: [schema] };
    if (!stricts.has(view)) {
      stricts.set(view, made);
      const types = new Set([...view.types].filter((type) => type !== 'null'));
      const values = view.values && new Map([...view.values].filter(([text]) => text !== 'null'));
      known.set(made, { ...view, id: ids++, types, values });
    }
    return made;
  };

  return { of, both, strict };
}

/** Null beside it can be told by the types alone, or by its one group. */
const mayTakeNull = (view: SchemaView): boolean =>
  !hasConditions(view) ||
  (view.groups.length === 1 && view.not.length === 0 && view.conditionals.length === 0 && !hasShape(view));

function withNull(view: SchemaView): SchemaView {
  return {
    ...view,
    types: view.types && new Set([...view.types, 'null']),
    ...(view.values && { values: new Map([...view.values, ['null', null] as const]) }),
    groups: view.groups.map((group) => ({ ...group, orNull: true })),
    ...(isAny(view) && { types: undefined }),
  };
}

function readDiscriminator(value: unknown): Group['discriminator'] {
  if (!isObject(value) || typeof value.propertyName !== 'string') return undefined;
  const mapping = isObject(value.mapping)
    ? Object.entries(value.mapping).map(([name, to]) => [name, String(to)] as const)
    : [];
  return { property: value.propertyName, mapping: new Map(mapping) };
}
