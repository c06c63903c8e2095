// JSON that fits a type as a Rust expression of that type: what the tour passes.

import type { EnumType, Field, ObjectType, TypeRef, UnionType } from '../../ir/model.ts';
import { memberOf } from '../../tour/fit.ts';
import { atom, call, type Expression, list } from './expression.ts';
import { type Spelling, typeExpression, variantLabel } from './models.ts';
import { nameVariants } from './naming.ts';
import { quote } from './text.ts';

interface Place {
  spelling: Spelling;
  /** Objects whose binary values are files of a multipart body. */
  withFiles: ReadonlySet<string>;
  /** The definition that the value stands in; what contains it in a circle is boxed. */
  owner?: string;
  /** The property that a file is named after. */
  fileOf?: string;
}

const owned = (text: string): Expression => ({ kind: 'chain', head: atom(quote(text)), tail: '.into()' });

export const some = (value: Expression): Expression => call('Some', value);

export function literalOf(value: unknown, type: TypeRef, place: Place): Expression {
  switch (type.kind) {
    case 'nullable':
      return value === null ? atom('None') : some(literalOf(value, type.of, place));
    case 'array': {
      const items = Array.isArray(value) ? value.map((item) => literalOf(item, type.of, withoutOwner(place))) : [];
      return list('vec![', items);
    }
    case 'map':
      return mapValue(value, type.of, withoutOwner(place));
    case 'named':
      return namedValue(value, type, place);
    case 'bytes':
      return place.fileOf === undefined ? owned(String(value)) : fileValue(String(value), place.fileOf);
    case 'any':
      return jsonValue(value);
    case 'number':
      return atom(floatText(Number(value)));
    case 'int64':
    case 'integer':
    case 'boolean':
      return atom(String(value));
    case 'literal':
      return constant(type.value);
    case 'string':
    case 'int64_text':
    case 'datetime':
    case 'date':
    case 'base64':
      return owned(String(value));
  }
  return type satisfies never;
}

const withoutOwner = ({ spelling, withFiles, fileOf }: Place): Place => ({
  spelling,
  withFiles,
  ...(fileOf === undefined ? {} : { fileOf }),
});

function constant(value: string | number | boolean): Expression {
  if (typeof value === 'string') return owned(value);
  return atom(typeof value === 'number' && !Number.isSafeInteger(value) ? floatText(value) : String(value));
}

const floatText = (value: number): string => (/[.e]/.test(String(value)) ? String(value) : `${value}.0`);

function mapValue(value: unknown, type: TypeRef, place: Place): Expression {
  const entries = entriesOf(value).map(([name, item]) => list('(', [owned(name), literalOf(item, type, place)], ')'));
  return entries.length === 0 ? atom('BTreeMap::new()') : call('BTreeMap::from', list('[', entries));
}

function namedValue(value: unknown, type: TypeRef & { kind: 'named' }, place: Place): Expression {
  const { ir } = place.spelling;
  const found = plainNamed(value, type, place);
  const def = ir.types.get(type.name);
  const isText = def?.kind === 'enum' && def.ofParameter;
  const isBoxed = place.owner !== undefined && !isText && ir.inSameCycle(place.owner, type.name);
  return isBoxed ? call('Box::new', found) : found;
}

function plainNamed(value: unknown, { name }: { name: string }, place: Place): Expression {
  const { ir, names, prefix } = place.spelling;
  const def = ir.types.get(name);
  switch (def?.kind) {
    case 'enum':
      return def.ofParameter ? owned(String(value)) : enumValue(String(value), def, place.spelling);
    case 'union':
      return unionValue(value, def, place);
    case 'object':
      return objectValue(value, def, place);
    case 'alias': {
      // Binary values behind a name of their own are texts, also beside files.
      const given = literalOf(value, def.to, { spelling: place.spelling, withFiles: place.withFiles });
      return def.recursive ? call(prefix + names.type(name), given) : given;
    }
    default:
      return jsonValue(value);
  }
}

function enumValue(value: string, def: EnumType, { names, prefix }: Spelling): Expression {
  const type = prefix + names.type(def.name);
  const variant = nameVariants(def.values).get(value);
  return variant === undefined ? call(`${type}::Other`, owned(value)) : atom(`${type}::${variant}`);
}

function unionValue(value: unknown, def: UnionType, { spelling, withFiles }: Place): Expression {
  const { ir, names, prefix } = spelling;
  const type = prefix + names.type(def.name);
  const member = memberOf(def, value, { types: ir.types, onlyRequired: false });
  const index = def.members.findIndex(
    (one) => one === member || (one.kind === 'named' && member?.kind === 'named' && one.name === member.name),
  );
  const found = def.members[index];
  if (found === undefined) return call(`${type}::Other`, jsonValue(value));
  const labels = def.members.map((one) => variantLabel(one, names));
  const label = labels[index] ?? '';
  const variant = nameVariants(labels).get(label) ?? label;
  return call(`${type}::${variant}`, literalOf(value, found, { spelling, withFiles, owner: def.name }));
}

/** What is required goes into the constructor, the rest beside it. */
function objectValue(value: unknown, def: ObjectType, { spelling, withFiles }: Place): Expression {
  const { names, prefix } = spelling;
  const name = prefix + names.type(def.name);
  const given = new Map(entriesOf(value));
  const fieldNames = names.fields(def.fields);
  const place = (field: Field): Place => ({
    spelling,
    withFiles,
    owner: def.name,
    ...(withFiles.has(def.name) ? { fileOf: field.wire } : {}),
  });
  const required = def.fields.filter((field) => field.required && field.type.kind !== 'literal');
  const args = required.map((field) =>
    typeExpression(field.type, spelling) === 'String' && !(field.type.kind === 'bytes' && withFiles.has(def.name))
      ? atom(quote(String(given.get(field.wire))))
      : literalOf(given.get(field.wire), field.type, place(field)),
  );
  const optional = def.fields.filter((field) => !field.required && given.has(field.wire));
  const fields = optional.map((field) => ({
    name: fieldNames.get(field.wire) ?? field.wire,
    value: some(literalOf(given.get(field.wire), field.type, place(field))),
  }));
  const isWhole = fields.length === def.fields.length && def.extra === undefined;
  const hasDefault = def.fields.every((field) => !field.required);
  if (fields.length === 0) return hasDefault ? atom(`${name}::default()`) : call(`${name}::new`, ...args);
  const base = hasDefault ? atom('Default::default()') : call(`${name}::new`, ...args);
  return { kind: 'struct', name, fields, ...(isWhole ? {} : { base }) };
}

function fileValue(text: string, wire: string): Expression {
  const file = call('File::new', atom(quote(`${wire}.txt`)), atom(quote(text)));
  return { kind: 'chain', head: file, tail: '.with_media_type("text/plain")' };
}

/** rustfmt leaves an object in `json!` as it is, and formats a list like any other. */
function jsonValue(value: unknown): Expression {
  if (typeof value === 'string') return owned(value);
  if (value === null || value === undefined) return atom('serde_json::Value::Null');
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    const items = value.map((item) => atom(jsonText(item)));
    return { kind: 'list', open: 'serde_json::json!([', items, close: '])', endsWithComma: false };
  }
  return atom(`serde_json::json!(${jsonText(value)})`);
}

function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = entriesOf(value).map(([name, item]) => `${quote(name)}: ${jsonText(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'number') return String(value);
  if (!Number.isSafeInteger(value)) return floatText(value);
  // An integer without a type is one of 32 bits.
  return Math.abs(value) < 2 ** 31 ? String(value) : `${value}_i64`;
}

export const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
