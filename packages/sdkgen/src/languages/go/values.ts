// JSON that fits a type as a Go expression of that type: what the tour passes.

import type { EnumType, Field, ObjectType, TypeRef, UnionType } from '../../ir/model.ts';
import { isNullable } from '../../ir/refs.ts';
import { memberOf } from '../../tour/fit.ts';
import { composite, type Literal, leaf, listOf, wrap } from './literal.ts';
import { constantOf, constructorOf, isConstant } from './models.ts';
import { quote } from './text.ts';
import { hasNil, isInCircle, type Spelling, typeExpression, withoutNull } from './types.ts';

/** `fileOf`: binary values are files of a multipart body, named after this property. */
export function literalOf(value: unknown, type: TypeRef, spelling: Spelling, fileOf?: string): Literal {
  const { prefix = '' } = spelling;
  const bytes = fileOf === undefined ? 'string' : `${prefix}File`;
  switch (type.kind) {
    case 'nullable':
      return value === null ? leaf('nil', 'nil') : pointerOf(value, type.of, spelling, fileOf);
    case 'array': {
      const items = Array.isArray(value) ? value.map((item) => literalOf(item, type.of, spelling, fileOf)) : [];
      return listOf(typeExpression(type.of, spelling, bytes), items);
    }
    case 'map': {
      const entries = entriesOf(value).map(([name, item]) => ({
        key: quote(name),
        value: literalOf(item, type.of, spelling, fileOf),
      }));
      return composite(`map[string]${typeExpression(type.of, spelling, bytes)}`, entries);
    }
    case 'named':
      return namedValue(value, type, spelling);
    case 'bytes':
      return fileOf === undefined ? leaf(quote(String(value)), 'string') : fileValue(String(value), fileOf, prefix);
    case 'datetime':
      return leaf(timeText(String(value)), 'time.Time');
    case 'date':
      return dateValue(String(value), prefix);
    case 'base64':
      return base64Value(String(value));
    case 'any':
      return anyValue(value);
    case 'int64':
      return leaf(String(value), 'int');
    case 'int64_text':
      return leaf(`${prefix}Digits(${quote(String(value))})`, `${prefix}Digits`);
    case 'literal':
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return plainValue(value);
  }
  return type satisfies never;
}

/** What is optional: the value itself where it can be nil, else a pointer to it. */
export function pointerOf(value: unknown, type: TypeRef, spelling: Spelling, fileOf?: string): Literal {
  const { ir, prefix = '' } = spelling;
  const given = literalOf(value, type, spelling, fileOf);
  if (hasNil(type, ir)) return given;
  const expression = spelledOut(type, spelling, fileOf);
  if (given.isComposite) {
    const { isComposite, ...rest } = given;
    return { ...rest, open: `&${given.open}`, type: `*${expression}` };
  }
  return generic(`${prefix}Ptr`, given, expression, `*${expression}`);
}

/** A generic function names its type where Go would take a literal for another. */
const generic = (name: string, given: Literal, expression: string, type: string): Literal =>
  wrap(given.type === expression ? name : `${name}[${expression}]`, given, type);

/** The type behind names that only stand for it. */
function spelledOut(type: TypeRef, spelling: Spelling, fileOf?: string): string {
  const def = type.kind === 'named' ? spelling.ir.types.get(type.name) : undefined;
  if (def?.kind === 'alias' && !def.recursive) return spelledOut(def.to, spelling);
  return typeExpression(type, spelling, fileOf === undefined ? 'string' : `${spelling.prefix ?? ''}File`);
}

function namedValue(value: unknown, type: TypeRef & { kind: 'named' }, spelling: Spelling): Literal {
  const def = spelling.ir.types.get(type.name);
  switch (def?.kind) {
    case 'enum':
      return enumValue(String(value), def, spelling);
    case 'union':
      return unionValue(value, def, spelling);
    case 'object':
      return objectValue(value, def, spelling);
    case 'alias': {
      // Binary values behind a name of their own are texts, also beside files.
      const given = literalOf(value, def.to, spelling);
      const expression = typeExpression(type, spelling);
      return def.recursive && !hasNil(def.to, spelling.ir) ? wrap(expression, given, expression) : given;
    }
    default:
      return anyValue(value);
  }
}

function enumValue(value: string, def: EnumType, { names, prefix = '' }: Spelling): Literal {
  const type = prefix + names.type(def.name);
  if (def.values.includes(value)) return leaf(prefix + constantOf(def, value, names), type);
  return leaf(`${type}(${quote(value)})`, type);
}

function unionValue(value: unknown, def: UnionType, spelling: Spelling): Literal {
  const { ir, names, prefix = '' } = spelling;
  const member = memberOf(def, value, { types: ir.types, onlyRequired: false });
  const type = prefix + names.type(def.name);
  if (member === undefined) return leaf(`${type}{}`, type);
  return wrap(prefix + constructorOf(def, member, spelling), literalOf(value, member, spelling), type);
}

function objectValue(value: unknown, def: ObjectType, spelling: Spelling): Literal {
  const { names, prefix = '' } = spelling;
  const given = new Map(entriesOf(value));
  const fieldNames = names.fields(def.fields);
  const entries = def.fields.flatMap((field) => {
    // The client fills in constants, and nil is what a required null is.
    if (!given.has(field.wire) || isConstant(field)) return [];
    const found = fieldValue(given.get(field.wire), field, def.name, spelling);
    return found.open === 'nil' ? [] : [{ key: fieldNames.get(field.wire) ?? field.wire, value: found }];
  });
  return composite(prefix + names.type(def.name), entries);
}

function fieldValue(value: unknown, field: Field, owner: string, spelling: Spelling): Literal {
  const { ir, prefix = '' } = spelling;
  const { type, required, wire } = field;
  const fileOf = spelling.withFiles.has(owner) ? wire : undefined;
  if (required) {
    const write = isInCircle(type, owner, ir) ? pointerOf : literalOf;
    return write(value, type, spelling, fileOf);
  }
  if (!isNullable(type, ir.types)) return pointerOf(value, type, spelling, fileOf);
  const inner = withoutNull(type, ir);
  if (inner.kind === 'any') return literalOf(value, inner, spelling, fileOf);
  const expression = spelledOut(inner, spelling, fileOf);
  const nullable = `${prefix}Nullable[${expression}]`;
  if (value === null) return leaf(`${prefix}Null[${expression}]()`, nullable);
  return generic(`${prefix}NullableOf`, literalOf(value, inner, spelling, fileOf), expression, nullable);
}

function fileValue(text: string, wire: string, prefix: string): Literal {
  return composite(`${prefix}File`, [
    { key: 'Name', value: leaf(quote(`${wire}.txt`), 'string') },
    { key: 'ContentType', value: leaf('"text/plain"', 'string') },
    { key: 'Content', value: leaf(`strings.NewReader(${quote(text)})`, '*strings.Reader') },
  ]);
}

function plainValue(value: unknown): Literal {
  if (typeof value === 'number') return leaf(String(value), Number.isInteger(value) ? 'int' : 'float64');
  if (typeof value === 'boolean') return leaf(String(value), 'bool');
  return leaf(quote(String(value)), 'string');
}

function anyValue(value: unknown): Literal {
  if (value === null || value === undefined) return leaf('nil', 'nil');
  if (Array.isArray(value)) return listOf('any', value.map(anyValue));
  if (typeof value !== 'object') return plainValue(value);
  return composite(
    'map[string]any',
    entriesOf(value).map(([name, item]) => ({ key: quote(name), value: anyValue(item) })),
  );
}

const INSTANT = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

function timeText(text: string): string {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = INSTANT.exec(text) ?? [];
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  const parts = [Number(year), monthOf(month), ...[day, hour, minute, second, nanoseconds].map(Number)];
  return `time.Date(${parts.join(', ')}, ${zoneOf(zone)})`;
}

function zoneOf(zone: string): string {
  if (zone === 'Z') return 'time.UTC';
  const [hours = '', minutes = ''] = zone.slice(1).split(':');
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
  return `time.FixedZone("", ${zone.startsWith('-') ? -seconds : seconds})`;
}

function dateValue(text: string, prefix: string): Literal {
  const [year = '', month, day] = text.split('-');
  const entries = [
    { key: 'Year', value: leaf(String(Number(year)), 'int') },
    { key: 'Month', value: leaf(monthOf(month), 'time.Month') },
    { key: 'Day', value: leaf(String(Number(day)), 'int') },
  ];
  return composite(`${prefix}Date`, entries);
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November'],
  'December',
];

const monthOf = (number: string | undefined): string => `time.${MONTHS[Number(number) - 1] ?? 'January'}`;

/** Bytes that are plain text are written as such. */
function base64Value(text: string): Literal {
  const bytes = atob(text);
  if (/^[ -~]*$/.test(bytes)) return leaf(`[]byte(${quote(bytes)})`, '[]byte');
  const listed = [...bytes].map((byte) => `0x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return leaf(`[]byte{${listed.join(', ')}}`, '[]byte');
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
