import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadApi, loadContract } from '../load/load.ts';
import { createSampler } from '../sample/sampler.ts';
import { createValidator } from '../validate/validator.ts';

const SHOP = `syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "shop/v1/money.proto";
// Orders of the shop.
service OrderService {
  // Finds one.
  rpc GetOrder(GetOrderRequest) returns (Order);
  rpc Delete(GetOrderRequest) returns (Order) { option deprecated = true; }
  rpc Watch(GetOrderRequest) returns (stream Order);
}
message GetOrderRequest { string order_id = 1; }
message Order {
  // What callers ask by.
  string order_id = 1;
  int64 version = 2; uint64 serial = 3; fixed32 flags = 4; double weight = 5; bool open = 6; bytes seal = 7;
  google.protobuf.Timestamp placed_at = 8;
  google.protobuf.StringValue note = 9;
  Money total = 10;
  repeated Order parts = 11;
  map<int32, Money> rates = 12;
  Status status = 13;
  oneof payment { string card = 14; string invoice = 15; Money cash = 16; }
  string renamed = 17 [json_name = "other-name"];
  enum Status { STATUS_UNSPECIFIED = 0; STATUS_PAID = 1; }
}
`;
const MONEY = 'syntax = "proto3"; package shop.v1; message Money { string currency = 1; int64 units = 2; }';
const FILES = { 'schemas/shop/v1/shop.proto': SHOP, 'schemas/shop/v1/money.proto': MONEY };

async function load(files: Record<string, string>) {
  const loaded = await loadApi(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return { api: loaded.value, issues: loaded.issues };
}
const told = (issues: { message: string; at?: { file: string; line: number; col: number } }[]) =>
  issues.map(({ message, at }) => `${at ? `${at.file}:${at.line}:${at.col} ` : ''}${message}`);

test('each unary method is a POST operation with JSON bodies; streams are named', async () => {
  const { api, issues } = await load(FILES);
  expect(api).toMatchObject({ kind: 'protobuf', title: 'shop', version: 'v1' });
  expect(
    api.operations.map(({ key, operation_id, tags, deprecated }) => [key, operation_id, tags, deprecated]),
  ).toEqual([
    ['POST /shop.v1.OrderService/Delete', 'OrderService_Delete', ['OrderService'], true],
    ['POST /shop.v1.OrderService/GetOrder', 'OrderService_GetOrder', ['OrderService'], false],
  ]);
  expect(api.operations[1]).toMatchObject({
    description: 'Finds one.',
    request_body: { required: true, content: [{ schema: { $ref: '#/components/schemas/GetOrderRequest' } }] },
    responses: [
      { status: '200', content: [{ schema: { $ref: '#/components/schemas/Order' } }] },
      { status: 'default', content: [{ schema: { $ref: '#/components/schemas/ConnectError' } }] },
    ],
  });
  expect(issues).toMatchObject([{ code: 'PRO010', severity: 'warning', at: { line: 11, col: 7 } }]);
});

test('messages follow the canonical JSON mapping', async () => {
  const { api } = await load(FILES);
  expect(api.schemas.Order).toMatchObject({
    properties: {
      orderId: { type: 'string', description: 'What callers ask by.' },
      version: { type: 'string', format: 'int64' },
      serial: { type: 'string', format: 'uint64' },
      flags: { type: 'integer', format: 'uint32' },
      weight: { type: 'number' },
      open: { type: 'boolean' },
      seal: { type: 'string', format: 'byte' },
      placedAt: { type: 'string', format: 'date-time' },
      note: { type: ['null', 'string'] },
      total: { $ref: '#/components/schemas/Money' },
      parts: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
      rates: { additionalProperties: { $ref: '#/components/schemas/Money' }, propertyNames: { pattern: '^-?[0-9]+$' } },
      status: { $ref: '#/components/schemas/Order.Status' },
      'other-name': { type: 'string' },
    },
    'x-oneofs': { payment: ['card', 'cash', 'invoice'] },
  });
  expect(api.schemas['Order.Status']).toEqual({ enum: ['STATUS_PAID', 'STATUS_UNSPECIFIED'], type: 'string' });
});

test('samples hold at most one of a oneof, and validators refuse two', async () => {
  const { api } = await load(FILES);
  const [, operation] = api.operations;
  if (!operation) throw new Error('no operation');
  const sampler = createSampler(api);
  const chosen = new Set<string>();
  for (let seed = 0; seed < 20; seed += 1) {
    const order = sampler.sampleResponse(operation, 200, 'application/json', { seed: String(seed) });
    const members = Object.keys(order as object).filter((name) => ['card', 'invoice', 'cash'].includes(name));
    expect(members).toHaveLength(1);
    chosen.add(members[0] ?? '');
  }
  expect([...chosen].sort()).toEqual(['card', 'cash', 'invoice']);
  const validator = createValidator(api);
  const answer = (body: unknown) =>
    validator.checkResponse({ operation: operation.key, status: 200, media_type: 'application/json', body });
  expect(answer({ card: 'x', version: '12' })).toEqual([]);
  expect(answer({ card: 'x', invoice: 'y' })).not.toEqual([]);
});

test('two packages may hold messages and services of the same name', async () => {
  const file = (name: string) =>
    `syntax = "proto3"; package ${name}; message M { string a = 1; } message Only${name} { M m = 1; } service S { rpc X(M) returns (M); }`;
  const { api } = await load({ 'a.proto': file('a'), 'b.proto': file('b') });
  expect(Object.keys(api.schemas)).toEqual(['ConnectError', 'Onlya', 'Onlyb', 'a.M', 'b.M']);
  expect(api.operations.map(({ operation_id }) => operation_id)).toEqual(['a_S_X', 'b_S_X']);
});

test('comments, layout, order and folders do not change the digest; what callers see does', async () => {
  const { api } = await load(FILES);
  const digest = async (shop: string, folder = 'schemas/') =>
    (await load({ [`${folder}shop/v1/shop.proto`]: shop, [`${folder}shop/v1/money.proto`]: MONEY })).api.digest;
  expect(await digest(SHOP.replaceAll('// ', '/* x */ // other ').replaceAll(';', ' ;\n\n'))).toBe(api.digest);
  expect(await digest(SHOP, 'elsewhere/api/')).toBe(api.digest);
  expect((await load({ 'v1/shop.proto': SHOP, 'v1/money.proto': MONEY })).api.operations).toHaveLength(2);
  const lines = SHOP.split('\n');
  const messages = lines.slice(lines.findIndex((line) => line.startsWith('message Order')));
  const reordered = [...lines.slice(0, 5), ...messages, ...lines.slice(5, -messages.length)].join('\n');
  expect(await digest(reordered)).toBe(api.digest);
  expect(await digest(SHOP.replace('order_id = 1; }', 'order_id = 2; }'))).not.toBe(api.digest);
  expect(await digest(SHOP.replace('string card', 'bytes card'))).not.toBe(api.digest);
});

test('a method whose messages cannot be read is left out, and the others are served', async () => {
  const { api, issues } = await load({
    'a.proto': `syntax = "proto3";
service S { rpc Good(A) returns (A); rpc Bad(A) returns (B); rpc Worse(Nothing) returns (A); }
message A { string a = 1; }
message B { Missing m = 1; map<double, string> n = 2; }`,
    'b.proto': 'message Broken { string = 1; }',
  });
  expect(api.operations.map(({ key }) => key)).toEqual(['POST /S/Good']);
  expect(told(issues)).toEqual([
    'b.proto:1:25 the name of the field is expected here, not "="',
    'a.proto:4:13 the type Missing of m is not declared anywhere',
    'a.proto:4:28 a map cannot have keys of type double',
    'a.proto:2:72 the type Nothing of Worse is not declared anywhere',
    'a.proto:2:42 POST /S/Bad is left out: the type Missing of m is not declared anywhere (a.proto:4:13)',
    'a.proto:2:66 POST /S/Worse is left out: the type Nothing of Worse is not declared anywhere (a.proto:2:72)',
  ]);
});

test('imports stay inside the contract, circles end, and what is missing is said once', async () => {
  const { api, issues } = await load({
    'a.proto': `syntax = "proto3"; import "b.proto"; import "../secret.proto"; import "/etc/passwd"; import "https://x.org/a.proto"; import "gone.proto";
service S { rpc X(A) returns (A); } message A { B b = 1; C c = 2; }`,
    'b.proto': 'syntax = "proto3"; import public "c.proto"; message B { C c = 1; }',
    'c.proto': 'syntax = "proto3"; import public "a.proto"; message C { A a = 1; }',
  });
  expect(api.operations).toHaveLength(1);
  expect(issues.map(({ code }) => code).sort()).toEqual(['PRO003', 'PRO003', 'PRO003', 'PRO003', 'PRO004']);
  const { issues: notImported } = await load({
    'a.proto': 'syntax = "proto3"; message A { B x = 1; B y = 2; }',
    'b.proto': 'syntax = "proto3"; message B { }',
  });
  expect(notImported).toMatchObject([{ severity: 'warning', hint: 'add import "b.proto";' }]);
});

test('what a compiler refuses is refused here, with its place', async () => {
  const { issues } = await load({
    'a.proto': `syntax = "proto3";
message A { string a = 1; string b = 1; string a = 2; reserved 3; string c = 3; string d = 19000; string e_f = 5; string eF = 6; }
message A { }
enum E { X = 1; } enum F { } enum G { Y = 0; Z = 0; }`,
  });
  expect(told(issues)).toEqual([
    'a.proto:3:9 A is declared above already; this one is left out',
    'a.proto:2:38 a and b have the same number 1'.replace('a and b', 'b and a'),
    'a.proto:2:48 the field a is declared twice',
    'a.proto:2:78 the number 3 of c is reserved',
    'a.proto:2:92 the numbers 19000 to 19999 belong to Protobuf itself',
    'a.proto:2:122 eF and e_f are both eF in JSON',
    'a.proto:4:14 the first value of the open enum E must be 0',
    'a.proto:4:24 the enum F has no values',
    'a.proto:4:50 Z and Y have the same number 0',
  ]);
});

test('beside an OpenAPI document .proto files are no contract; without a declaration neither', async () => {
  const both = await load({ 'a.proto': 'message $ # no YAML: {', 'openapi.yaml': 'openapi: 3.1.0\npaths: {}' });
  expect(both.api.kind).toBe('openapi');
  expect(await loadApi({ 'a.proto': '' })).toMatchObject({ ok: false, issues: [{ code: 'PRO011' }] });
  expect((await load({ 'a.proto': MONEY, 'buf.yaml': 'version: v2' })).api.kind).toBe('protobuf');
});

test('parts of the model are found in the text', async () => {
  const loaded = await loadContract(FILES);
  if (!loaded.ok) throw new Error('not loaded');
  const { locate } = loaded.value;
  const file = 'schemas/shop/v1/shop.proto';
  expect(locate({ operation: 'POST /shop.v1.OrderService/GetOrder' })).toEqual({ file, pointer: '', line: 9, col: 7 });
  expect(locate({ component: 'Order', path: ['properties', 'placedAt', 'format'] })).toMatchObject({
    line: 18,
    col: 29,
  });
  expect(locate({ component: 'Nothing' })).toBeUndefined();
});

test('many files that import each other and hold large types are read', async () => {
  const count = 100;
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `p/f${index}.proto`,
      `syntax = "proto3"; package p; ${Array.from({ length: 20 }, (_line, other) => `import public "p/f${(index + other + 1) % count}.proto";`).join('')} message M${index} { ${Array.from({ length: 50 }, (_line, field) => `M${(index + field) % count} f${field} = ${field + 1};`).join('')} }`,
    ]),
  );
  const { api, issues } = await load(files);
  expect(Object.keys(api.schemas)).toHaveLength(count);
  expect(issues.every(({ code }) => code === 'PRO004')).toBe(true);
});

const TEMPORAL = new URL('../../../../../shared/specs/temporal/', import.meta.url).pathname;

test.skipIf(!existsSync(TEMPORAL))(
  "temporal's contract loads without a finding (skipped where ../shared/specs is absent)",
  async () => {
    const files = Object.fromEntries(
      globSync('2026-07/**/*.proto', { cwd: TEMPORAL }).map((name) => [
        `schemas/${name}`,
        readFileSync(TEMPORAL + name, 'utf8'),
      ]),
    );
    const { api, issues } = await load(files);
    expect(issues).toEqual([]);
    expect(api.operations).toHaveLength(134);
    const sampler = createSampler(api);
    const validator = createValidator(api);
    for (const operation of api.operations) {
      const body = sampler.sampleResponse(operation, 200, 'application/json', { seed: 'temporal' });
      const facts = { operation: operation.key, status: 200, media_type: 'application/json', body };
      expect(validator.checkResponse(facts)).toEqual([]);
    }
  },
);

test('a oneof of thousands of members loads in time, and is still told as one', async () => {
  const members = Array.from({ length: 8000 }, (_, index) => `string f${index} = ${index + 1};`).join(' ');
  const loaded = await loadApi({ 'a.proto': `syntax = "proto3"; package a; message M { oneof o { ${members} } }` });
  const text = loaded.ok ? JSON.stringify(loaded.value.schemas) : '';
  expect(text).toContain('"x-oneofs":{"o":["f0",');
  expect(text.length).toBeLessThan(2_000_000);
});
