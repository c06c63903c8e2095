import { expect, test } from 'vitest';
import { diffApis } from '../diff/diff.ts';
import { findRule } from '../diff/rules/index.ts';
import { loadApi } from '../load/load.ts';
import { PROTO_PAIRS } from './breaking/pairs.fixture.ts';

const BASE = `syntax = "proto3";
package shop.v1;
service Orders {
  rpc Get(Ask) returns (Order);
  rpc Put(Order) returns (Ask);
}
message Ask { string id = 1; }
message Order { string id = 1; int32 count = 2; State state = 3; Line line = 4; }
message Line { string sku = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
`;

async function load(text: string | Record<string, string>) {
  const loaded = await loadApi(typeof text === 'string' ? { 'shop.proto': text } : text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded.value;
}
const diff = async (after: string | Record<string, string>, policy: Parameters<typeof diffApis>[2] = {}) =>
  diffApis(await load(BASE), await load(after), policy);
const told = ({ changes }: Awaited<ReturnType<typeof diff>>) =>
  changes.map(({ level, rule, place }) => `${level} ${rule} ${place}`);
const [get, put] = ['POST /shop.v1.Orders/Get', 'POST /shop.v1.Orders/Put'];

test('a change inside a message is one change that names every operation and where it stands', async () => {
  const { changes, level, suggested, operations } = await diff(BASE.replace('string sku', 'int32 sku'));
  expect(changes).toMatchObject([
    {
      rule: 'FIELD_WIRE_JSON_COMPATIBLE_TYPE',
      level: 'breaking',
      direction: null,
      operations: [get, put],
      place: 'shop.v1.Line.sku',
      message: 'The field 1 sku of shop.v1.Line changed its type from string to int32.',
      before: { file: 'shop.proto', line: 9, col: 16 },
      after: { file: 'shop.proto', line: 9, col: 16 },
    },
  ]);
  expect({ level, suggested }).toEqual({ level: 'breaking', suggested: { contract: 'major', sdk: 'major' } });
  expect(operations.map(({ kind, operation, severity }) => [kind, operation, severity])).toEqual([
    ['modified', get, 'breaking'],
    ['modified', put, 'breaking'],
  ]);
});

test('a breaking change carries what shows it, as far as witnesses are asked for', async () => {
  const after = BASE.replace('int32 count', 'sint32 count').replace('string sku', 'int32 sku');
  const shown = async (options: Parameters<typeof diffApis>[2]) =>
    (await diff(after, options)).changes.map(({ witness }) => witness);
  expect(await shown({})).toEqual([
    {
      operation: put,
      part: 'request body',
      value: { line: { sku: 'text' } },
      errors: ['line.sku is "text", which is no int32'],
    },
    {
      operation: 'shop.v1.Order',
      part: 'bytes from the older revision',
      value: { message: 'shop.v1.Order', hex: '1001', before: { count: 1 }, after: { count: -1 } },
      errors: ['the newer revision reads -1 in field 2 (count), where 1 was meant'],
    },
  ]);
  expect(await shown({ witnesses: 1 })).toMatchObject([{ part: 'request body' }, null]);
  expect(await shown({ policy: { levels: { FIELD_WIRE_JSON_COMPATIBLE_TYPE: 'risky' } } })).toEqual([null, null]);
});

test('the policy of the workspace decides what is breaking; what it leaves out is told once', async () => {
  const renamed = BASE.replace('int32 count', 'uint32 amount');
  expect(told(await diff(renamed))).toEqual([
    'breaking FIELD_SAME_JSON_NAME shop.v1.Order.amount',
    'breaking FIELD_SAME_NAME shop.v1.Order.amount',
    'risky FIELD_SAME_TYPE shop.v1.Order.amount',
  ]);
  expect(told(await diff(renamed, { policy: { protobuf: 'WIRE' } }))).toEqual([
    'risky FIELD_SAME_JSON_NAME shop.v1.Order.amount',
    'risky FIELD_SAME_TYPE shop.v1.Order.amount',
  ]);
  const reserved = BASE.replace('int32 count = 2;', 'reserved 2; reserved "count";');
  expect(told(await diff(reserved))).toEqual([
    'risky FIELD_NO_DELETE shop.v1.Order.count',
    'none RESERVED_CHANGED shop.v1.Order',
  ]);
  expect((await diff(reserved, { policy: { protobuf: 'PACKAGE' } })).level).toBe('breaking');
});

test('additions are safe, but for enum values that readers may not know', async () => {
  const added = BASE.replace('STATE_OPEN = 1;', 'STATE_OPEN = 1; STATE_SHUT = 2;')
    .replace('rpc Put', 'rpc New(Fresh) returns (Ask); rpc Put')
    .replace('string sku = 1;', 'string sku = 1; int32 price = 2 [deprecated = true];')
    .concat('message Fresh { Inner i = 1; message Inner {} } message Unused {}');
  const result = await diff(added);
  expect(told(result)).toEqual([
    'risky ENUM_VALUE_ADDED shop.v1.State.STATE_SHUT',
    'safe MESSAGE_ADDED shop.v1.Unused',
    'safe FIELD_ADDED shop.v1.Line.price',
    'safe RPC_ADDED shop.v1.Orders.New',
  ]);
  expect(result.operations.map(({ kind, operation, severity }) => [kind, operation, severity])).toEqual([
    ['modified', get, 'risky'],
    ['added', 'POST /shop.v1.Orders/New', 'non_breaking'],
    ['modified', put, 'risky'],
  ]);
  expect((await diff(BASE.replace('string id = 1; }', 'string id = 1 [deprecated = true]; }'))).level).toBe('safe');
});

test('removed methods, services and files are breaking under every policy', async () => {
  expect(told(await diff(BASE.replace(/ {2}rpc Put.*\n/, '')))).toEqual(['breaking RPC_NO_DELETE shop.v1.Orders.Put']);
  const withoutService = BASE.replace(/service[^}]*}/, '');
  expect(told(await diff(withoutService, { policy: { protobuf: 'WIRE' } }))).toEqual([
    'breaking SERVICE_NO_DELETE shop.v1.Orders',
  ]);
  const gone = await diff({ 'other.proto': withoutService });
  expect(gone.changes.find(({ rule }) => rule === 'SERVICE_NO_DELETE')).toMatchObject({
    level: 'breaking',
    operations: [get, put],
  });
  expect(gone.operations.map(({ kind }) => kind)).toEqual(['removed', 'removed']);
});

test('what means the same is no change; what only compilers see is told as nothing', async () => {
  expect((await diff(BASE.replaceAll('\n', '\n\n// words\n'))).changes).toEqual([]);
  expect((await diff({ 'shop.proto': BASE })).changes).toEqual([]);
  const options = await diff(BASE.replace('package shop.v1;', 'package shop.v1; option go_package = "x/y";'));
  expect(told(options)).toEqual(['none FILE_SAME_GO_PACKAGE shop.proto.go_package']);
});

test('levels, ignored changes and fingerprints work as for OpenAPI', async () => {
  const after = BASE.replace('string sku', 'int32 sku');
  const [change] = (await diff(after)).changes;
  const [elsewhere] = (await diff(`\n\n${after}`)).changes;
  expect(elsewhere?.fingerprint).toBe(change?.fingerprint);
  const ignore = [{ fingerprint: change?.fingerprint ?? '', reason: 'nobody calls it' }];
  expect(await diff(after, { policy: { ignore } })).toMatchObject({
    level: 'none',
    changes: [{ level: 'breaking', ignored: { reason: 'nobody calls it' } }],
  });
  const levels = { FIELD_WIRE_JSON_COMPATIBLE_TYPE: 'risky' as const };
  expect((await diff(after, { policy: { levels } })).level).toBe('risky');
  expect((await diff(after, { policy: { levels: { FIELD_WIRE_JSON_COMPATIBLE_TYPE: 'off' } } })).changes).toEqual([]);
});

test('every change of every pair has a rule with a title, and every contract is equal to itself', async () => {
  for (const { title, before, after } of PROTO_PAIRS) {
    const [old, now] = [await load(before), await load(after)];
    for (const { rule } of diffApis(old, now).changes) expect(findRule(rule)?.title, rule).toBeTruthy();
    expect(diffApis(now, await load(after)).changes, title).toEqual([]);
    if (old.digest !== now.digest) expect(diffApis(old, now).changes, title).not.toEqual([]);
  }
});
