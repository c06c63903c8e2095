// Source schemas in, canonical bundled JSON Schema 2020-12 out. Every reference becomes `#/components/schemas/Name`;
// a schema that stands elsewhere (another file, inside a response) gets a name from where it stands.
import {
  byText,
  canonicalText,
  fromPointer,
  isObject,
  type JsonObject,
  member,
  setMember,
  sortedNames,
  toPointer,
} from '../json.ts';
import { kindOf, REF_PREFIX } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';
import { canonicaliseKeywords, TYPES } from './canonical.ts';
import { createScope, type Scope } from './problem.ts';

export interface NamedSchema extends Scope {
  schema: JsonSchema;
  location: Location;
}

export interface SchemaBook {
  read(value: unknown, location: Location, scope: Scope): JsonSchema;
  /** Reads everything that was mentioned; call once, after the operations. */
  finish(): Map<string, NamedSchema>;
  /** Where `nullable: true` stands although this version of OpenAPI gives it no meaning. */
  leftovers(): Location[];
  /** Where a `type` stands that is none, so that it says nothing. */
  unknownTypes(): UnknownType[];
}

interface UnknownType {
  type: string;
  location: Location;
}

const COMPONENTS = '/components/schemas/';

export function createSchemaBook(root: { file: string; document: JsonObject }, resolver: Resolver): SchemaBook {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const pending: { name: string; location: Location; value: unknown }[] = [];
  const keyOf = ({ file, pointer }: Location) => `${file}#${pointer}`;
  const leftovers = new Map<string, Location>();
  const unknownTypes = new Map<string, UnknownType>();
  const knowsNullable = !/^3\.[12]/.test(String(root.document.openapi));

  const claim = (wanted: string): string => {
    const plain = wanted.replace(/[^A-Za-z0-9._-]+/g, '_') || 'Schema';
    // A schema of this name would be the prototype of every careless map.
    const base = plain === '__proto__' ? 'proto' : plain;
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
    taken.add(name);
    return name;
  };

  const components = isObject(root.document.components) ? root.document.components.schemas : undefined;
  if (isObject(components)) {
    for (const name of Object.keys(components).sort(byText)) {
      const value = member(components, name);
      const location = { file: root.file, pointer: `/components/schemas${toPointer(name)}` };
      const given = claim(name);
      names.set(keyOf(location), given);
      pending.push({
        name: given,
        ...elsewhere(value, location, resolver, (key) => !names.has(key) && names.set(key, given)),
      });
    }
  }

  const nameOf = (location: Location, value: unknown): string => {
    const key = keyOf(location);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = claim(proposeName(location));
    names.set(key, name);
    pending.push({ name, location, value });
    return name;
  };

  const read = (value: unknown, location: Location, scope: Scope): JsonSchema => {
    if (typeof value === 'boolean') return value;
    if (!isObject(value)) {
      scope.problems.push({
        code: 'SCH014',
        message: `a schema must be an object or a boolean, not ${value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value}`,
        location,
        hint: 'write a schema there, such as {type: string}',
      });
      return true;
    }
    return canonicaliseKeywords(readMembers(value, location, scope));
  };

  const readMembers = (source: JsonObject, location: Location, scope: Scope): JsonObject => {
    const at = (...rest: (string | number)[]): Location => within(location, ...rest);
    const misplaced = (keyword: string, expected: string) =>
      scope.problems.push({
        code: 'SCH014',
        message: `"${keyword}" must be ${expected}`,
        location: at(keyword),
        hint: `write ${expected} there`,
      });
    const members: JsonObject = {};
    const set = (keyword: string, member: unknown): void => {
      if (member !== undefined) setMember(members, keyword, member);
    };
    for (const keyword of sortedNames(source)) {
      const value = source[keyword];
      const kind = kindOf(keyword);
      // A dynamic reference is read as the anchor that it starts from: nothing here extends a schema from outside.
      if (keyword === '$ref' || keyword === '$dynamicRef') set('$ref', readRef(value, at(keyword), scope));
      else if (kind === 'schema' && keyword === 'items' && Array.isArray(value))
        set(
          'prefixItems',
          value.map((item, index) => read(item, at(keyword, index), scope)),
        );
      else if (keyword === 'additionalItems') {
        if (Array.isArray(source.items)) set('items', read(value, at(keyword), scope));
      } else if (kind === 'schema') set(keyword, read(value, at(keyword), scope));
      else if (kind === 'list') {
        if (!Array.isArray(value)) misplaced(keyword, 'a list of schemas');
        else if (value.length > 0)
          set(
            keyword,
            value.map((item, index) => read(item, at(keyword, index), scope)),
          );
      } else if (kind === 'map') {
        // `properties: {$ref: …}` with text behind $ref is a reference to a whole map; a property of that name has a schema.
        const target =
          isObject(value) && typeof value.$ref === 'string' ? resolver.follow(value, at(keyword)) : undefined;
        if (target && !target.ok)
          scope.problems.push({
            code: 'SCH010',
            message: target.message,
            location: target.location,
            hint: target.hint,
          });
        else if (!isObject(target ? target.value : value)) misplaced(keyword, 'a map of schemas');
        else set(keyword, readMap(target ? target.value : value, target ? target.location : at(keyword), scope));
      } else if (keyword === 'nullable' && !knowsNullable) {
        if (value === true) leftovers.set(keyOf(at(keyword)), at(keyword));
      } else if (keyword === 'type') {
        noteUnknownTypes(value, at(keyword));
        set(keyword, value);
      } else if (keyword === 'discriminator') set(keyword, readDiscriminator(value, at(keyword), scope));
      else set(keyword, value);
    }
    return members;
  };

  const noteUnknownTypes = (value: unknown, location: Location): void => {
    const isList = Array.isArray(value);
    for (const [index, type] of (isList ? value : [value]).entries()) {
      if (typeof type === 'string' && (TYPES.has(type) || type === 'file')) continue;
      const place = isList ? within(location, index) : location;
      unknownTypes.set(keyOf(place), { type: typeof type === 'string' ? type : canonicalText(type), location: place });
    }
  };

  const readMap = (value: unknown, location: Location, scope: Scope): JsonObject => {
    const source = isObject(value) ? value : {};
    const members: JsonObject = {};
    for (const name of sortedNames(source)) setMember(members, name, read(source[name], within(location, name), scope));
    return members;
  };

  const readRef = (ref: unknown, location: Location, scope: Scope): string | undefined => {
    if (typeof ref !== 'string') {
      scope.problems.push({
        code: 'SCH010',
        message: '$ref must be a string',
        location,
        hint: 'write a reference such as "#/components/schemas/Name"',
      });
      return undefined;
    }
    const target = resolver.resolve(ref, location);
    if (!target.ok) {
      scope.problems.push({ code: 'SCH010', message: target.message, location, hint: target.hint });
      return undefined;
    }
    const name = nameOf(target.location, target.value);
    scope.names.add(name);
    return REF_PREFIX + name;
  };

  /** Mapping values may be references or bare component names; those that resolve become canonical references. */
  const readDiscriminator = (value: unknown, location: Location, scope: Scope): unknown => {
    // Swagger 2.0 names the property only.
    if (typeof value === 'string') return { propertyName: value };
    if (!isObject(value) || typeof value.propertyName !== 'string') return undefined;
    if (!isObject(value.mapping)) return { propertyName: value.propertyName };
    const mapping: [string, string][] = [];
    for (const [key, target] of Object.entries(value.mapping).sort(([a], [b]) => byText(a, b))) {
      if (typeof target !== 'string') continue;
      const bare = /^[A-Za-z0-9._-]+$/.test(target) && isObject(components) && Object.hasOwn(components, target);
      const found = resolver.resolve(
        bare ? `#${COMPONENTS}${target}` : target,
        bare ? { file: root.file, pointer: '' } : location,
      );
      if (!found.ok) continue;
      const name = nameOf(found.location, found.value);
      scope.names.add(name);
      mapping.push([key, REF_PREFIX + name]);
    }
    return { propertyName: value.propertyName, mapping: Object.fromEntries(mapping) };
  };

  return {
    read,
    finish() {
      const named = new Map<string, NamedSchema>();
      for (let next = pending.shift(); next; next = pending.shift()) {
        const scope = createScope();
        const schema = read(next.value, next.location, scope);
        named.set(next.name, { ...scope, schema, location: next.location });
      }
      return named;
    },
    leftovers: () => [...leftovers.values()],
    unknownTypes: () => [...unknownTypes.values()],
  };
}

/** A component that is only a reference to a place that is no component takes that place over, so it keeps its name. */
function elsewhere(
  value: unknown,
  location: Location,
  resolver: Resolver,
  claimKey: (key: string) => unknown,
): { location: Location; value: unknown } {
  if (!isObject(value) || typeof value.$ref !== 'string' || Object.keys(value).length > 1) return { location, value };
  const target = resolver.resolve(value.$ref, location);
  if (!target.ok) return { location, value };
  if (target.location.file === location.file && target.location.pointer.startsWith(COMPONENTS))
    return { location, value };
  return claimKey(`${target.location.file}#${target.location.pointer}`)
    ? { location: target.location, value: target.value }
    : { location, value };
}

const GENERIC = new Set([
  'components',
  'schemas',
  'properties',
  'paths',
  'content',
  'responses',
  'schema',
  'definitions',
  '$defs',
]);

/** `#/components/schemas/Pet/properties/owner` → `Pet_owner`; `models/pet.yaml` → `pet`. */
function proposeName({ file, pointer }: Location): string {
  const telling = fromPointer(pointer).filter((segment) => !GENERIC.has(segment) && !segment.includes('/'));
  if (telling.length > 0) return telling.join('_');
  return (file.split('/').at(-1) ?? file).replace(/\.[^.]+$/, '');
}
