import { expect, test } from 'vitest';
import { parseProto } from './parse.ts';

const parse = (text: string) => parseProto('a.proto', text);
const messages = (text: string) => parse(text).issues.map(({ message, at }) => `${at?.line}:${at?.col} ${message}`);

test('every declaration knows its line and column', () => {
  const { file, issues } = parse(
    [
      'syntax = "proto3";',
      'package shop.v1;',
      'message Order {',
      '  repeated Item items = 1 [deprecated = true];',
      '  oneof how {',
      '    string card = 2;',
      '  }',
      '}',
      'service S {',
      '  rpc Get(Order) returns (stream Order);',
      '}',
    ].join('\n'),
  );
  expect(issues).toEqual([]);
  const [order] = file.messages;
  expect(order).toMatchObject({ name: 'Order', places: { '': [3, 1], name: [3, 9] } });
  expect(order?.fields[0]).toMatchObject({
    label: 'repeated',
    type: 'Item',
    places: { '': [4, 3], type: [4, 12], name: [4, 17], number: [4, 25], deprecated: [4, 28] },
  });
  expect(order?.fields[1]).toMatchObject({ name: 'card', oneof: 'how', places: { name: [6, 12] } });
  expect(file.services[0]?.methods[0]).toMatchObject({
    name: 'Get',
    server_streaming: true,
    client_streaming: false,
    places: { '': [10, 3], name: [10, 7] },
  });
});

test('comments above and behind document a declaration; notes to linters do not', () => {
  const { file } = parse(
    [
      '// A licence.',
      '',
      '// An order.',
      '// buf:lint:ignore SOMETHING',
      'message Order { // behind',
      '  string id = 1; // Its name.',
      '  /* The sum,',
      '   * in cents. */',
      '  int64 sum = 2;',
      '}',
    ].join('\n'),
  );
  expect(file.messages[0]?.doc).toBe('An order.');
  expect(file.messages[0]?.fields.map(({ doc }) => doc)).toEqual(['Its name.', 'The sum,\nin cents.']);
});

test('proto2, groups, extensions and editions are read', () => {
  const { file, issues } = parse(`edition = "2024";
    import public "x.proto"; import weak "y.proto"; import option "z.proto";
    option features = { field_presence: IMPLICIT [pb.cpp] < string_type: VIEW > };
    export message M {
      extensions 100 to 199, 1000 to max [verification = UNVERIFIED];
      reserved 5, 7 to 9; reserved old, older;
      required int32 a = 0x1 [default = -017, (my.opt).list = [1, 2.5e3, "x" 'y']];
      optional group G = 2 { optional string b = 1; }
      map<string, .pkg.Other> c = 3;
      extend M { optional string d = 100; }
      message message { } local enum enum { option allow_alias = true; A = 0; B = -1; reserved -5 to max; }
      .M optional = 4; string reserved = 6; string extend = 10;
    }
    service S { rpc A (stream stream.M) returns (.M) { option idempotency_level = IDEMPOTENT; }; }`);
  expect(issues).toEqual([]);
  expect(file.imports.map(({ path, kind }) => [path, kind])).toEqual([
    ['x.proto', 'public'],
    ['y.proto', 'weak'],
    ['z.proto', 'option'],
  ]);
  const [message] = file.messages;
  expect(message?.fields.map(({ name, type, number }) => [name, type, number])).toEqual([
    ['a', 'int32', 1],
    ['g', 'G', 2],
    ['c', '.pkg.Other', 3],
    ['optional', '.M', 4],
    ['reserved', 'string', 6],
    ['extend', 'string', 10],
  ]);
  expect(message?.fields[0]?.options).toMatchObject({ default: -15, '(my.opt).list': [1, 2500, 'xy'] });
  expect(message).toMatchObject({
    extension_ranges: [
      [100, 199],
      [1000, 536_870_911],
    ],
    reserved: [
      [5, 5],
      [7, 9],
    ],
    reserved_names: ['old', 'older'],
  });
  expect(message?.enums[0]).toMatchObject({ name: 'enum', reserved: [[-5, 2_147_483_647]] });
  expect(file.options.features).toEqual({ '[pb.cpp]': { string_type: 'VIEW' }, field_presence: 'IMPLICIT' });
});

test('a statement that is wrong is named, and the rest of the file is read', () => {
  const text = `syntax = "proto3";
message A { string a == 1; string b = 2; }
message B { string a = zero; int32 c = 3 }
enum { X = 0; }
message C { string ok = 1; }
service S { rpc X(A) return (B); rpc Y(A) returns (B); }
$`;
  const { file } = parse(text);
  expect(messages(text)).toEqual([
    '2:23 the number of a must be a whole number from 1 to 536870911',
    '3:24 the number of a must be a whole number from 1 to 536870911',
    '3:42 ";" is expected here, not "}"',
    '4:6 the name of the enum is expected here, not "{"',
    '6:22 "returns" is expected here, not "return"',
    '7:1 the character "$" begins nothing that can stand here',
  ]);
  expect(file.messages.map(({ name, broken }) => [name, broken])).toEqual([
    ['A', true],
    ['B', true],
    ['C', undefined],
  ]);
  expect(file.messages[0]?.fields.map(({ name }) => name)).toEqual(['b']);
  expect(file.services[0]?.methods.map(({ name }) => name)).toEqual(['Y']);
});

test('escapes in strings are bytes, and text where they are UTF-8', () => {
  const { file } = parse(
    String.raw`option a = "\xc3\xbc\n\101\u00e9\U0001F600"; option b = "\xff\x00"; option c = 'it''s';`,
  );
  expect(file.options).toMatchObject({ a: 'ü\nAé😀', b: '\\xff\u0000', c: 'its' });
});

test('names of objects in JavaScript are names like others', () => {
  const { file } = parse('option __proto__ = "x"; message constructor { string __proto__ = 1 [toString = 2]; }');
  expect(Object.entries(file.options)).toEqual([['__proto__', 'x']]);
  expect(Object.entries(file.messages[0]?.fields[0]?.options ?? {})).toEqual([['toString', 2]]);
});

test.each([
  ['messages', `${'message M {'.repeat(50_000)}`],
  ['closed messages', `${'message M {'.repeat(50_000)}${'}'.repeat(50_000)}`],
  ['groups', `message M {${'optional group G = 1 {'.repeat(50_000)}`],
  ['literals', `option (x) = ${'{a:'.repeat(50_000)}`],
  ['lists', `option (x) = { a: ${'['.repeat(50_000)}`],
  ['names', `package ${'a.'.repeat(100_000)}b;`],
  ['a comment without end', `/*${'*'.repeat(1_000_000)}`],
  ['a string without end', `option x = "${'\\"'.repeat(500_000)}`],
  ['noise', '}{;=$<'.repeat(100_000)],
  ['numbers', `message M { int32 a = ${'9'.repeat(100_000)}; }`],
  ['ranges', `message M { reserved ${'1,'.repeat(200_000)}2; }`],
])('hostile input ends in findings or in a file: %s', (_title, text) => {
  const { issues } = parse(text);
  expect(issues.length).toBeLessThanOrEqual(21);
});

test('a file that is too long is refused', () => {
  expect(parse(' '.repeat(20_000_001)).issues[0]?.message).toContain('20 million characters');
});
