// Every breaking change of every pair, and of temporal's history, has a witness, and each is confirmed without asking the differ: messages in
// JSON by Ajv over schemas of which undeclared members are refused, bytes by the decoder, calls and names by the descriptors.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { type SchemaChange, type SchemaPolicy, SchemaWitness } from '@mockops/contract';
import { expect, test } from 'vitest';
import { canonicalText, isObject } from '../../json.ts';
import type { ApiModel, JsonSchema } from '../../model.ts';
import { createCompiler } from '../../validate/compile.ts';
import { PROTO_PAIRS } from '../breaking/pairs.fixture.ts';
import { isReserved } from '../breaking/reserved.ts';
import { eachEnum, eachExtension, eachMessage, type ProtoSet } from '../descriptor.ts';
import { diffProtobuf } from '../diff-protobuf.ts';
import { createProtoSchemas } from '../json-schema.ts';
import { loadProtobuf } from '../load-protobuf.ts';
import { decode } from './decode.ts';
import { createSide, memberOf } from './side.ts';
import { fromHex } from './wire.ts';

const POLICIES: SchemaPolicy['protobuf'][] = ['WIRE_JSON', 'WIRE', 'PACKAGE', 'FILE'];

/** No message, call or name shows these, or not always: the declaration of before, which is not that of after, is what there is. */
const DECLARED: Record<string, string> = {
  ENUM_SAME_JSON_FORMAT: 'a promise to compilers; JSON is read as before',
  ENUM_SAME_TYPE: 'an enum that no field has is never read',
  ENUM_VALUE_NO_DELETE: 'the name has another number now, and no field has the enum',
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: 'the name has another number now, and no field has the enum',
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: 'the name has another number now, and no field has the enum',
  EXTENSION_MESSAGE_NO_DELETE: 'the range, in which other files may declare extensions',
  FIELD_SAME_CPP_STRING_TYPE: 'the type of an accessor in C++',
  FIELD_SAME_JAVA_UTF8_VALIDATION: 'what generated Java checks',
  FIELD_SAME_JSTYPE: 'the type of an accessor in JavaScript',
  FIELD_SAME_ONEOF: 'a oneof of one member excludes nothing',
  FIELD_SAME_TYPE: 'another message or enum that holds the same',
  FIELD_WIRE_COMPATIBLE_TYPE: 'another message that holds the same',
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: 'another message that holds the same',
  FILE_SAME_CC_ENABLE_ARENAS: 'a setting of generated C++',
  FILE_SAME_CC_GENERIC_SERVICES: 'nothing is generated less',
  FILE_SAME_GO_PACKAGE: 'without it nothing says the import path',
  FILE_SAME_JAVA_GENERIC_SERVICES: 'nothing is generated less',
  FILE_SAME_OPTIMIZE_FOR: 'a setting of generated code',
  FILE_SAME_PY_GENERIC_SERVICES: 'nothing is generated less',
  FILE_SAME_SYNTAX: 'what it changes is told by rules of its own',
  MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR: 'a method of generated C++',
  MESSAGE_SAME_JSON_FORMAT: 'a promise to compilers; JSON is read as before',
  ONEOF_NO_DELETE: 'a name in generated code; its members have rules of their own',
  RESERVED_ENUM_NO_DELETE: 'the number or name that is free again; what it once meant, neither revision says',
  RESERVED_MESSAGE_NO_DELETE: 'the number or name that is free again; what it once meant, neither revision says',
  RPC_SAME_IDEMPOTENCY_LEVEL: 'what callers may repeat; only GET is refused',
  RPC_SAME_REQUEST_TYPE: 'both messages are empty, or hold the same',
  RPC_SAME_RESPONSE_TYPE: 'both messages are empty, or hold the same',
};

type Files = Record<string, string>;

function load(files: Files): ApiModel {
  const loaded = loadProtobuf(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded.value.api;
}

/** One revision with what confirms: none of it is what the differ asks, but for the decoder. */
function createJudge(api: ApiModel) {
  const set: ProtoSet = api.protobuf ?? { files: [] };
  const side = createSide(set);
  const declared = new Map<string, string>();
  const names = new Set<string>();
  for (const file of set.files) {
    const items = [...eachMessage(file), ...eachEnum(file), ...eachExtension(file), ...file.services];
    for (const item of items) {
      declared.set(`${file.path} ${item.full_name}`, file.package);
      names.add(item.full_name);
    }
  }
  const checks = new Map<string, ReturnType<ReturnType<typeof createCompiler>>>();
  let compile: ReturnType<typeof createCompiler> | undefined;
  const full = createProtoSchemas(set.files, names);
  /** Undefined where the value fits; what is not declared does not fit. */
  const refuses = (full_name: string, value: unknown): boolean => {
    compile ??= createCompiler(strict(full.schemas, set), 'request');
    const check = checks.get(full_name) ?? compile(full.of(full_name));
    checks.set(full_name, check);
    return check(value).length > 0;
  };
  return { api, side, declared, refuses };
}

/** Extensions and the fields' own names are members too; others are refused. */
function strict(schemas: Record<string, JsonSchema>, set: ProtoSet): Record<string, JsonSchema> {
  const all = createProtoSchemas(
    set.files,
    new Set(set.files.flatMap((file) => [...eachMessage(file)].map((one) => one.full_name))),
  );
  const side = createSide(set);
  const known = new Map(
    set.files
      .flatMap((file) => [...eachMessage(file)])
      .map((message) => [JSON.stringify(all.of(message.full_name)), message]),
  );
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]): [string, JsonSchema] => {
      const message = known.get(JSON.stringify({ $ref: `#/components/schemas/${name}` }));
      if (!message || !isObject(schema)) return [name, schema];
      const properties: Record<string, unknown> = isObject(schema.properties) ? { ...schema.properties } : {};
      for (const field of side.fields(message.full_name).values()) {
        const scalar: Record<string, string> = { string: 'string', int32: 'integer' };
        if (field.extendee !== undefined) properties[memberOf(field)] = { type: scalar[field.type] ?? 'object' };
        else properties[field.name] ??= properties[field.json_name];
      }
      for (const [member, own] of Object.entries(properties)) properties[member] = bounded(own);
      return [name, { ...schema, properties, additionalProperties: false }];
    }),
  );
}

/** Ajv takes formats of numbers for granted. */
function bounded(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const limits: Record<string, object> = {
    float: { maximum: 3.5e38 },
    int64: { pattern: '^-?[0-9]{1,19}$' },
    uint64: { pattern: '^[0-9]{1,20}$' },
  };
  return {
    ...schema,
    ...limits[String(schema.format)],
    ...(schema.items !== undefined && { items: bounded(schema.items) }),
  };
}

type Judge = ReturnType<typeof createJudge>;

function confirm(change: SchemaChange, witness: SchemaWitness, before: Judge, after: Judge): void {
  const { part, operation, value, errors } = witness;
  const why = `${change.rule}: ${JSON.stringify(witness)}`;
  expect(errors.length, why).toBeGreaterThan(0);
  expect(
    errors.every((error) => error.length > 0 && error.length < 400),
    why,
  ).toBe(true);
  if (part === 'request body' || part === 'response 200') {
    const [writer, reader] = part === 'request body' ? [before, after] : [after, before];
    const [mine, theirs] = [writer, reader].map(({ side }) =>
      side.method(operation.replace('POST /', '').replace('/', '.')),
    );
    const which = part === 'request body' ? 'request' : 'response';
    for (const { api } of [before, after])
      expect(
        api.operations.some(({ key }) => key === operation),
        why,
      ).toBe(true);
    confirmJson(value, [writer, mine?.[which] ?? ''], [reader, theirs?.[which] ?? ''], why);
  } else if (part.startsWith('JSON from')) {
    const [writer, reader] = part.includes('older') ? [before, after] : [after, before];
    const [mine, theirs] = typesOf(change, operation, writer, reader);
    confirmJson(value, [writer, mine], [reader, theirs], why);
  } else if (part.startsWith('bytes from')) confirmBytes(change, witness, before, after, why);
  else if (part.startsWith('request') || part.startsWith('response')) confirmCall(witness, before, after, why);
  else if (part === 'a name') confirmName(witness, before, after, why);
  else if (part === 'a generated name')
    expect(errors[0], why).not.toContain(`called ${isObject(value) ? value.symbol : ''} in`);
  else confirmDeclared(change, witness, before, after, why);
}

/** A method that takes another message: what is written as the one is read as the other. */
function typesOf({ rule, place }: SchemaChange, name: string, writer: Judge, reader: Judge): [string, string] {
  if (!rule.startsWith('RPC_')) return [name, name];
  const which = rule === 'RPC_SAME_REQUEST_TYPE' ? 'request' : 'response';
  return [writer.side.method(place)?.[which] ?? '', reader.side.method(place)?.[which] ?? ''];
}

function confirmJson(
  value: unknown,
  [writer, mine]: [Judge, string],
  [reader, theirs]: [Judge, string],
  why: string,
): void {
  expect(writer.refuses(mine, value), why).toBe(false);
  const isMoved = Object.keys(Object(value)).some(
    (member) => writer.side.member(mine, member)?.number !== reader.side.member(theirs, member)?.number,
  );
  expect(reader.refuses(theirs, value) || isMoved, why).toBe(true);
}

function confirmBytes(
  change: SchemaChange,
  { part, value, operation }: SchemaWitness,
  before: Judge,
  after: Judge,
  why: string,
): void {
  if (!isObject(value) || typeof value.hex !== 'string') throw new Error(why);
  const [writer, reader] = part.includes('older') ? [before, after] : [after, before];
  const [mine, theirs] = typesOf(change, operation, writer, reader);
  const bytes = fromHex(value.hex);
  const [own, other] = [decode(writer.side, mine, bytes), decode(reader.side, theirs, bytes)];
  expect(
    own.remarks.filter(({ refused }) => refused),
    why,
  ).toEqual([]);
  const isRefused = other.remarks.some(({ refused }) => refused);
  expect(isRefused || canonicalText(value.before) !== canonicalText(value.after), why).toBe(true);
  const [was, is] = part.includes('older') ? [own, other] : [other, own];
  expect(was.value, why).toEqual(
    expect.objectContaining(change.rule === 'FIELD_SAME_DEFAULT' ? {} : Object(value.before)),
  );
  expect(is.value, why).toEqual(
    expect.objectContaining(change.rule === 'FIELD_SAME_DEFAULT' ? {} : Object(value.after)),
  );
}

function confirmCall({ operation, value, errors }: SchemaWitness, before: Judge, after: Judge, why: string): void {
  const name = operation.replace('POST /', '').replace('/', '.');
  const [was, is] = [before.side.method(name), after.side.method(name)];
  if (!was) throw new Error(why);
  if (!is)
    return void expect(
      after.api.operations.map(({ key }) => key),
      why,
    ).not.toContain(operation);
  const shape = ({ client_streaming, server_streaming, options }: typeof was) =>
    canonicalText([client_streaming, server_streaming, options.idempotency_level]);
  expect(shape(was), why).not.toBe(shape(is));
  const headers = isObject(value) && isObject(value.headers) ? value.headers : {};
  const streams = (method: typeof was) => method.client_streaming || method.server_streaming;
  if (errors[0]?.includes('415'))
    expect([headers['content-type'], streams(was)], why).toEqual([
      streams(was) ? 'application/connect+json' : 'application/json',
      !streams(is),
    ]);
}

function confirmName({ value }: SchemaWitness, before: Judge, after: Judge, why: string): void {
  if (!isObject(value)) throw new Error(why);
  const declares = ({ declared }: Judge) =>
    typeof value.file === 'string'
      ? declared.has(`${value.file} ${value.symbol}`)
      : [...declared].some(([at, scope]) => scope === value.package && at.endsWith(` ${value.symbol}`));
  expect([declares(before), declares(after)], why).toEqual([true, false]);
}

/** Whatever stands under the symbol is not what stood there. */
function confirmDeclared(
  { rule }: SchemaChange,
  { value }: SchemaWitness,
  before: Judge,
  after: Judge,
  why: string,
): void {
  expect(DECLARED, why).toHaveProperty(rule);
  if (!isObject(value) || typeof value.symbol !== 'string' || typeof value.declared !== 'string') throw new Error(why);
  const { symbol, declared, file } = value;
  if (rule.startsWith('RESERVED_')) {
    const isKept = ({ side }: Judge): boolean => {
      const owner = side.message(symbol) ?? side.enum(symbol);
      const what = declared.replace('reserved ', '');
      return what.startsWith('"')
        ? owner?.reserved_names.includes(JSON.parse(what)) === true
        : isReserved(Number(what), owner?.reserved ?? []);
    };
    return void expect([isKept(before), isKept(after)], why).toEqual([true, false]);
  }
  const textOf = ({ side, api }: Judge): string => {
    const home = symbol.slice(0, Math.max(0, symbol.lastIndexOf('.')));
    const extensions = api.protobuf?.files.flatMap((one) => [...eachExtension(one)]) ?? [];
    const field = [...side.fields(home).values(), ...extensions].find(({ full_name }) => full_name === symbol);
    const item = side.message(symbol) ?? side.enum(symbol) ?? side.method(symbol) ?? field;
    const { places: _places, ...rest } = item ?? { places: {} };
    const owner = api.protobuf?.files.find(({ path }) => path === file);
    return item ? canonicalText(withoutPlaces(rest)) : canonicalText([owner?.syntax, owner?.options[symbol]]);
  };
  expect(textOf(before), why).not.toBe(textOf(after));
}

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'places' ? undefined : inner)));

function check(before: ApiModel, after: ApiModel, judges: [Judge, Judge]): number {
  const seen = new Set<string>();
  for (const protobuf of POLICIES)
    for (const change of diffProtobuf(before, after, { policy: { protobuf } }).changes) {
      if (change.level !== 'breaking') continue;
      if (!change.witness) throw new Error(`${change.rule} ${change.place} has no witness under ${protobuf}`);
      const text = change.rule + JSON.stringify(change.witness);
      if (seen.has(text)) continue;
      seen.add(text);
      expect(SchemaWitness.parse(JSON.parse(JSON.stringify(change.witness)))).toEqual(change.witness);
      confirm(change, change.witness, ...judges);
    }
  return seen.size;
}

test.each(PROTO_PAIRS)('every breaking change is shown, in both directions: $title', ({ before, after }) => {
  const [a, b] = [load(before), load(after)];
  const [was, is] = [createJudge(a), createJudge(b)];
  check(a, b, [was, is]);
  check(b, a, [is, was]);
});

test('a message whose name is that of an enum now is gone all the same', () => {
  const file = (text: string): Files => ({ 'a.proto': `syntax = "proto3"; package p; ${text}` });
  const [a, b] = [
    load(file('message X {} message M {}')),
    load(file('enum X { A = 0; } message M {} enum Y { B = 0; }')),
  ];
  const { changes } = diffProtobuf(a, b, { policy: { protobuf: 'FILE' } });
  expect(changes.filter(({ level }) => level === 'breaking').map(({ witness }) => witness?.errors)).toEqual([
    ['a.proto does not declare the message p.X now'],
  ]);
});

const TEMPORAL = new URL('../../../../../../shared/specs/temporal/', import.meta.url).pathname;
test.skipIf(!existsSync(TEMPORAL))(
  "every breaking change of temporal's history is shown (skipped where ../shared/specs is absent)",
  () => {
    const [a, b] = ['2025-01', '2026-07'].map((version) =>
      load(
        Object.fromEntries(
          globSync('**/*.proto', { cwd: TEMPORAL + version }).map((name) => [
            name,
            readFileSync(`${TEMPORAL}${version}/${name}`, 'utf8'),
          ]),
        ),
      ),
    );
    if (!a || !b) throw new Error('a version is missing');
    const [was, is] = [createJudge(a), createJudge(b)];
    expect(check(a, b, [was, is])).toBeGreaterThan(10);
    expect(check(b, a, [is, was])).toBeGreaterThan(400);
  },
  60_000,
);
