// JSON Schemas to typed definitions. One converter per API: `typeOf` returns a reference and declares what it needs.
// Names come only from component names, operation names and paths inside them, never from the order of maps.

import type { JsonSchema } from '@mockops/schema';
import { type FlatObject, flattenObject, mergeInto } from './flatten.ts';
import type { Field, TypeDef, TypeRef } from './model.ts';
import { assignNames, byCodeUnit, createNameScope, remembered } from './names.ts';
import {
  asSchemas,
  deref,
  hasProperties,
  isNullOnly,
  isRecord,
  refName,
  type SchemaObject,
  saysShape,
  textOf,
  typesOf,
} from './schema-facts.ts';
import { createShapes } from './shapes.ts';
import { pascalCase } from './words.ts';

export interface Converter {
  /** `parameter`: the name of the parameter that the schema is of. */
  typeOf(schema: unknown, hint: string, parameter?: string): TypeRef;
  /** Like typeOf, but every call with the same hint means the same schema. */
  sharedType(schema: unknown, hint: string): TypeRef;
  /** Declares a union of types that have been converted already. */
  unionOf(members: TypeRef[], hint: string): TypeRef;
  /** What a second conversion takes over. */
  nameShared(): ReadonlyMap<string, string>;
  shapeNumber(schema: unknown): number;
  spell(name: string): string;
  types: Map<string, TypeDef>;
  schemas: Readonly<Record<string, JsonSchema>>;
  /** Discriminators as the contract writes them, by union name; `discriminate` completes them. */
  written: Map<string, WrittenDiscriminator>;
}

export interface WrittenDiscriminator {
  property: string;
  mapping: { value: string; member: string }[];
}

/** What a conversion needs to know of its place. */
interface Place {
  /** A name to take when it declares. */
  hint: string;
  /** The name is a component's. */
  own?: string;
  /** The property or parameter that it stands in, and how deep in lists and alternatives. */
  member?: string | undefined;
  ofParameter: boolean;
}

const inside = ({ member, ofParameter }: Place, hint: string, part: string): Place => ({
  hint: hint + part,
  member: member && `${member} ${part}`,
  ofParameter,
});

const ANY: TypeRef = { kind: 'any' };

const orNull = (type: TypeRef, nullable: boolean): TypeRef =>
  nullable && type.kind !== 'nullable' && type.kind !== 'any' ? { kind: 'nullable', of: type } : type;

/** `before`: a converter that has seen the same; only when all places are seen is known what they share, and is called after. */
export function createConverter(schemas: Readonly<Record<string, JsonSchema>>, before?: Converter): Converter {
  const scope = createNameScope();
  const spell = before?.spell ?? remembered(pascalCase);
  const shapeNumber = before?.shapeNumber ?? createShapes();
  const commonNames = before?.nameShared();
  const components = Object.keys(schemas).sort(byCodeUnit);
  const names = assignNames(components, pascalCase, scope);
  const irNames = new Map(components.map((name) => [name, names.get(name) ?? scope.take(pascalCase(name))]));
  const types = new Map<string, TypeDef>();
  const written = new Map<string, WrittenDiscriminator>();
  const inlined = new Map<string, { member: string; type: TypeRef; uses: number }>();

  const nameFor = (place: Place): string => place.own ?? scope.take(place.hint);

  function typeAt(schema: unknown, place: Place): TypeRef {
    if (!isRecord(schema)) return ANY;
    const component = refName(schema);
    if (component === undefined)
      return place.member === undefined ? shapeOf(schema, place) : sharedShape(schema, place, place.member);
    const name = irNames.get(component);
    return name === undefined ? ANY : { kind: 'named', name };
  }

  /** Contracts repeat whole objects inline. Those of one property or parameter name are one type. */
  function sharedShape(schema: SchemaObject, place: Place, member: string): TypeRef {
    const key = `${place.ofParameter} ${member} ${shapeNumber(schema)}`;
    const known = inlined.get(key);
    const type = known?.type ?? shapeOf(schema, { ...place, hint: commonNames?.get(key) ?? place.hint });
    inlined.set(key, { member, type, uses: (known?.uses ?? 0) + 1 });
    return type;
  }

  /** What several places share is called after their property or parameter, where nothing else of that name is shared more. */
  function nameShared(): ReadonlyMap<string, string> {
    const taken = new Set(components.map((name) => pascalCase(name).toLowerCase()));
    const named = new Map<string, string>();
    const declared = [...inlined].filter(([, { type, uses }]) => uses > 1 && withoutNull(type).kind === 'named');
    for (const [key, { member }] of declared.sort(([, a], [, b]) => b.uses - a.uses)) {
      const name = pascalCase(member);
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      named.set(key, name);
    }
    return named;
  }

  function shapeOf(schema: SchemaObject, place: Place): TypeRef {
    if (Object.hasOwn(schema, 'const')) return constType(schema.const);
    const wanted = typesOf(schema).filter((type) => type !== 'null');
    const nullable = wanted.length < typesOf(schema).length;
    if (Array.isArray(schema.enum)) return enumType(schema, schema.enum, nullable, place);
    if (Array.isArray(schema.allOf)) return orNull(allOfType(schema, place), nullable);
    const arms = Array.isArray(schema.oneOf) ? schema.oneOf : asSchemas(schema.anyOf);
    const distributes = isRecord(schema.properties) && Object.keys(schema.properties).length > 0;
    if (arms.length > 0 && arms.some(saysShape) && !distributes) {
      // Arms of `type: object` beside a declared object are conditions, not shapes.
      return orNull(armsType(schema, arms, place), nullable);
    }
    if (wanted.length > 1) {
      const members = wanted.map((type) => ({ ...schema, type }));
      return orNull(declareUnion(members, schema, place), nullable);
    }
    return orNull(plainType(schema, wanted[0], place), nullable);
  }

  function plainType(schema: SchemaObject, type: string | undefined, place: Place): TypeRef {
    if (type === 'object' || (type === undefined && isRecord(schema.properties))) return objectType(schema, place);
    if (type === undefined && isRecord(schema.additionalProperties)) return objectType(schema, place);
    if (type === 'array' || (type === undefined && schema.items !== undefined)) {
      return { kind: 'array', of: typeAt(schema.items, inside(place, place.hint, 'Item')) };
    }
    return scalarType(type, schema);
  }

  function objectType(schema: SchemaObject, place: Place): TypeRef {
    if (hasProperties(schema, schemas)) return declareObject(schema, flattenObject(schema, schemas), place);
    const extra = schema.additionalProperties ?? Object.values(asRecord(schema.patternProperties))[0];
    return { kind: 'map', of: typeAt(extra, inside(place, place.hint, 'Value')) };
  }

  function allOfType(schema: SchemaObject, place: Place): TypeRef {
    const parts = asSchemas(schema.allOf).filter(saysShape);
    const only = parts.length === 1 ? parts[0] : undefined;
    const addsNothing = !isRecord(schema.properties) && schema.required === undefined && schema.oneOf === undefined;
    if (only !== undefined && addsNothing && schema.anyOf === undefined) return typeAt(only, place);
    if (hasProperties(schema, schemas)) return declareObject(schema, flattenObject(schema, schemas), place);
    const flat = flattenObject(schema, schemas);
    if (flat.alternatives.length > 0) return declareObject(schema, flat, place);
    return parts[0] === undefined ? ANY : typeAt(parts[0], place);
  }

  function declareObject(schema: SchemaObject, flat: FlatObject, place: Place): TypeRef {
    const [first, ...others] = flat.alternatives;
    for (const arms of others) {
      for (const arm of arms)
        mergeInto(flat, { ...flattenObject(arm, schemas), required: new Set(), alternatives: [] });
    }
    const name = nameFor(place);
    if (first === undefined) return declareFields(name, schema, flat, place);
    const members = first.filter((arm) => !isNullOnly(arm, schemas));
    const refs = members.map((arm, index): TypeRef => {
      const merged: FlatObject = {
        properties: new Map(flat.properties),
        required: new Set(flat.required),
        extra: flat.extra,
        alternatives: [],
      };
      mergeInto(merged, { ...flattenObject(arm, schemas), alternatives: [] });
      const own = scope.take(name + armName(arm, index));
      return declareFields(own, deref(arm, schemas) ?? {}, merged, place);
    });
    return finishUnion(name, refs, schema);
  }

  function declareFields(name: string, schema: SchemaObject, flat: FlatObject, place: Place): TypeRef {
    const fields: Field[] = [];
    const doc = docOf(schema);
    types.set(name, { kind: 'object', name, doc, fields, sent: false });
    for (const wire of [...flat.properties.keys()].sort(byCodeUnit)) {
      const property = flat.properties.get(wire);
      const target = deref(property, schemas);
      fields.push({
        wire,
        type: typeAt(property, { hint: name + spell(wire), member: wire, ofParameter: place.ofParameter }),
        required: flat.required.has(wire),
        readOnly: target?.readOnly === true || (isRecord(property) && property.readOnly === true),
        writeOnly: target?.writeOnly === true || (isRecord(property) && property.writeOnly === true),
        doc: isRecord(property) ? fieldDoc(property) : '',
      });
    }
    const extra = flat.extra;
    if (extra === true || isRecord(extra)) {
      const type = typeAt(extra, inside(place, name, 'Extra'));
      types.set(name, { kind: 'object', name, doc, fields, extra: type, sent: false });
    }
    return { kind: 'named', name };
  }

  function enumType(schema: SchemaObject, listed: unknown[], nullableType: boolean, place: Place): TypeRef {
    const values = [...new Set(listed.filter((value) => value !== null))];
    const nullable = nullableType || listed.includes(null);
    const texts = values.filter((value): value is string => typeof value === 'string');
    if (texts.length < values.length || texts.length === 0) {
      const kinds = new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)));
      if (kinds.size === 1 && kinds.has('integer')) return orNull({ kind: 'integer' }, nullable);
      if (kinds.size === 1 && kinds.has('boolean')) return orNull({ kind: 'boolean' }, nullable);
      const numeric = kinds.size > 0 && [...kinds].every((kind) => kind === 'integer' || kind === 'number');
      return orNull(numeric ? { kind: 'number' } : ANY, nullable);
    }
    const [value] = texts;
    if (texts.length === 1 && value !== undefined && place.own === undefined) {
      return orNull({ kind: 'literal', value }, nullable);
    }
    const name = nameFor(place);
    types.set(name, { kind: 'enum', name, doc: docOf(schema), values: texts, ofParameter: place.ofParameter });
    return orNull({ kind: 'named', name }, nullable);
  }

  function armsType(schema: SchemaObject, all: unknown[], place: Place): TypeRef {
    const arms = all.filter((arm) => !isNullOnly(arm, schemas));
    const nullable = arms.length < all.length;
    if (arms.some((arm) => !saysShape(arm))) return ANY;
    const [only] = arms;
    if (only === undefined) return ANY;
    if (arms.length === 1) return orNull(typeAt(only, place), nullable);
    const targets = arms.map((arm) => deref(arm, schemas));
    if (targets.every((target) => target !== undefined && typesOf(target).join() === 'string')) {
      const listed = targets.flatMap((target) => asSchemas(target?.enum));
      if (listed.length > 1) return enumType(schema, listed, nullable, place);
      return orNull({ kind: 'string' }, nullable);
    }
    return orNull(declareUnion(arms, schema, place), nullable);
  }

  function declareUnion(arms: unknown[], schema: SchemaObject, place: Place): TypeRef {
    const name = nameFor(place);
    const members = arms.map((arm, index) => typeAt(arm, inside(place, name, armName(arm, index))));
    return finishUnion(name, members, schema);
  }

  function finishUnion(name: string, members: TypeRef[], schema: SchemaObject): TypeRef {
    const distinct = new Map(members.map((type) => [JSON.stringify(withoutNull(type)), withoutNull(type)] as const));
    types.set(name, { kind: 'union', name, doc: docOf(schema), members: [...distinct.values()] });
    const discriminator = writtenDiscriminator(schema);
    if (discriminator !== undefined) written.set(name, discriminator);
    return orNull(
      { kind: 'named', name },
      members.some((type) => type.kind === 'nullable'),
    );
  }

  function writtenDiscriminator(schema: SchemaObject): WrittenDiscriminator | undefined {
    const { discriminator } = schema;
    if (!isRecord(discriminator) || typeof discriminator.propertyName !== 'string') return undefined;
    const mapping = Object.entries(asRecord(discriminator.mapping)).flatMap(([value, target]) => {
      const member = irNames.get(refName({ $ref: target }) ?? String(target));
      return member === undefined ? [] : [{ value, member }];
    });
    return { property: discriminator.propertyName, mapping };
  }

  function armName(arm: unknown, index: number): string {
    const component = refName(arm);
    if (component !== undefined) return irNames.get(component) ?? pascalCase(component);
    const title = isRecord(arm) ? textOf(arm.title) : '';
    return title === '' ? `Option${index + 1}` : pascalCase(title);
  }

  for (const component of components) {
    const schema = schemas[component];
    const name = irNames.get(component) ?? component;
    const to = typeAt(schema, { hint: name, own: name, ofParameter: false });
    if (types.has(name)) {
      // A nullable component that declares: the declaration takes its name, so null moves to an alias in front of it.
      if (to.kind !== 'nullable') continue;
      const declared = types.get(name);
      const value = scope.take(`${name}Value`);
      if (declared !== undefined) types.set(value, { ...declared, name: value });
      const discriminator = written.get(name);
      if (discriminator !== undefined) written.set(value, discriminator);
      written.delete(name);
      const doc = isRecord(schema) ? docOf(schema) : '';
      types.set(name, { kind: 'alias', name, doc, to: orNull({ kind: 'named', name: value }, true), recursive: false });
      continue;
    }
    types.set(name, { kind: 'alias', name, doc: isRecord(schema) ? docOf(schema) : '', to, recursive: false });
  }

  const shared = new Map<string, TypeRef>();
  return {
    types,
    schemas,
    written,
    typeOf: (schema, hint, parameter) =>
      typeAt(schema, { hint: pascalCase(hint), member: parameter, ofParameter: parameter !== undefined }),
    sharedType(schema, hint) {
      const type = shared.get(hint) ?? typeAt(schema, { hint, ofParameter: false });
      shared.set(hint, type);
      return type;
    },
    ...{ nameShared, shapeNumber, spell },
    unionOf: (members, hint) => finishUnion(scope.take(hint), members, {}),
  };
}

function scalarType(type: string | undefined, schema: SchemaObject): TypeRef {
  if (type === 'string') return { kind: textKind(schema) };
  if (type === 'integer') return { kind: isLong(schema) ? 'int64' : 'integer' };
  return type === 'number' || type === 'boolean' ? { kind: type } : ANY;
}

const isLong = ({ format }: SchemaObject): boolean => format === 'int64' || format === 'uint64';

function textKind(schema: SchemaObject): 'bytes' | 'base64' | 'datetime' | 'date' | 'int64_text' | 'string' {
  if (schema.format === 'binary') return 'bytes';
  if (schema.format === 'byte' || schema.contentEncoding === 'base64') return 'base64';
  if (schema.format === 'date-time') return 'datetime';
  if (schema.format === 'date') return 'date';
  return isLong(schema) ? 'int64_text' : 'string';
}

const withoutNull = (type: TypeRef): TypeRef => (type.kind === 'nullable' ? type.of : type);

const asRecord = (value: unknown): SchemaObject => (isRecord(value) ? value : {});

function constType(value: unknown): TypeRef {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'literal', value };
  }
  return ANY;
}

const docOf = (schema: SchemaObject): string => textOf(schema.description) || textOf(schema.title);

function fieldDoc(schema: SchemaObject): string {
  const notes = [textOf(schema.description)];
  if (typeof schema.format === 'string' && schema.type === 'string') notes.push(`Format: ${schema.format}.`);
  if (schema.default !== undefined && schema.default !== null)
    notes.push(`Default: ${JSON.stringify(schema.default)}.`);
  if (schema.deprecated === true) notes.push('Deprecated.');
  return notes.filter((note) => note !== '').join('\n');
}
