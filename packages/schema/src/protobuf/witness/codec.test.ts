// The wire format against known bytes, and against buf's own conversion where it is there.
import { describe, expect, test } from 'vitest';
import { convertWithBuf, findBuf } from '../breaking/buf.fixture.ts';
import { loadProtobuf } from '../load-protobuf.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { readJson, sentence } from './read-json.ts';
import { createSide } from './side.ts';
import { fromHex, toHex } from './wire.ts';

const TEXT = `edition = "2023";
package p;
message M {
  int32 int = 1; sint32 zig = 2; sint64 zag = 3; fixed32 four = 4; sfixed64 eight = 5; double real = 6; float small = 7;
  bool yes = 8; string text = 9; bytes raw = 10; E state = 11; repeated int32 list = 12; map<string, M> named = 13;
  M inner = 14; repeated string words = 15; uint64 large = 16; oneof one { string a = 17; int32 b = 18; }
  repeated int32 spread = 19 [features.repeated_field_encoding = EXPANDED];
  M group = 20 [features.message_encoding = DELIMITED]; uint32 plain = 21; map<bool, E> flags = 22;
  int32 none = 23 [default = 7]; fixed64 wide = 24; sfixed32 signed = 25;
}
enum E { A = 0; B = 1; }
`;
const side = sideOf(TEXT);

function sideOf(text: string) {
  const loaded = loadProtobuf({ 'a.proto': text });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return createSide(loaded.value.api.protobuf ?? { files: [] });
}

const MESSAGES: [hex: string, value: Record<string, unknown>][] = [
  ['', {}],
  ['089601', { int: 150 }],
  ['08ffffffffffffffffff01', { int: -1 }],
  ['1003', { zig: -2 }],
  ['18ffffffffffffffffff01', { zag: '-9223372036854775808' }],
  ['25ffffffff', { four: 4294967295 }],
  ['29feffffffffffffff', { eight: '-2' }],
  ['31000000000000e03f', { real: 0.5 }],
  ['3d0000003f', { small: 0.5 }],
  ['4001', { yes: true }],
  ['4a0774657374696e67', { text: 'testing' }],
  ['5201ff', { raw: '/w==' }],
  ['5801', { state: 'B' }],
  ['6206038e029ea705', { list: [3, 270, 86942] }],
  ['6a080a01611203089601', { named: { a: { int: 150 } } }],
  ['7203089601', { inner: { int: 150 } }],
  ['7a01617a0162', { words: ['a', 'b'] }],
  ['8001ffffffffffffffffff01', { large: '18446744073709551615' }],
  ['900105', { b: 5 }],
  ['980101980102', { spread: [1, 2] }],
  ['a301089601a401', { group: { int: 150 } }],
  ['a801ffffffff0f', { plain: 4294967295 }],
  ['b2010408011001', { flags: { true: 'B' } }],
  ['c1010100000000000000', { wide: '1' }],
  ['cd01ffffffff', { signed: -1 }],
];

test.each(MESSAGES)('%s is written and read', (hex, value) => {
  expect(toHex(encode(side, 'p.M', value))).toBe(hex);
  expect(decode(side, 'p.M', fromHex(hex))).toMatchObject({ value, remarks: [] });
  expect(readJson(side, 'p.M', value)).toEqual([]);
});

test.each([
  ['packed and spread lists are both read', '60036001', { list: [3, 1] }],
  ['the other packing too', '9a01020102', { spread: [1, 2] }],
  ['a message that comes twice is one', '720308960172024001', { inner: { int: 150, yes: true } }],
  ['the last member of a oneof stays', '8a010161900105', { b: 5 }],
  ['the last value of a field stays', '08010802', { int: 2 }],
])('%s', (_name, hex, value) => expect(decode(side, 'p.M', fromHex(hex))).toMatchObject({ value, remarks: [] }));

test.each([
  ['a wrong wire type', '0d00000000', 1, 'it comes as 4 bytes, is expected as a varint, and is skipped', false],
  ['text that is no UTF-8', '4a01ff', 9, 'its bytes ff are not UTF-8', true],
  ['an unknown field', 'f80701', 127, 'it is unknown and skipped', false],
  ['bytes that end too early', '4a05', 0, 'the bytes are malformed: they end too early', true],
  ['a group that never began', '0c', 0, 'the bytes are malformed: a group ends that never began', true],
  ['a wire type that is none', '0f', 0, 'the bytes are malformed: 7 is no wire type', true],
  [
    'an endless varint',
    '08ffffffffffffffffffffff',
    0,
    'the bytes are malformed: a varint has more than ten bytes',
    true,
  ],
])('%s is remarked', (_name, hex, number, text, refused) =>
  expect(decode(side, 'p.M', fromHex(hex)).remarks).toEqual([{ number, text, refused }]),
);

const REFUSED: [value: Record<string, unknown>, sentence: string][] = [
  [{ other: 1 }, 'other is no field of p.M'],
  [{ int: 'text' }, 'int is "text", which is no int32'],
  [{ int: 2147483648 }, 'int is 2147483648, which is no int32'],
  [{ int: 0.5 }, 'int is 0.5, which is no int32'],
  [{ large: '-1' }, 'large is "-1", which is no uint64'],
  [{ small: 1e300 }, 'small is 1e+300, which is no float'],
  [{ raw: 'é' }, 'raw is "é", which is no bytes'],
  [{ state: 'C' }, 'state is "C", which is no value of p.E'],
  [{ list: 1 }, 'list is 1, and must be a list'],
  [{ inner: { text: 1 } }, 'inner.text is 1, which is no string'],
  [{ a: 'x', b: 1 }, 'b excludes a: both are in the oneof one'],
  [{ named: [] }, 'named is [], and must be an object: a map'],
  [{ flags: { no: 'A' } }, 'flags.no is no key of type bool'],
];
test.each(REFUSED)('%j is refused in JSON', (value, said) =>
  expect(readJson(side, 'p.M', value).map(sentence)).toEqual([said]),
);

test('parsers take numbers as text, text as numbers of 64 bits, numbers of enums and null', () => {
  const value = { int: '7', zag: 7, state: 1, text: null, real: '0.5', small: 'NaN', raw: '_w' };
  expect(readJson(side, 'p.M', value)).toEqual([]);
});

const binary = findBuf();
describe.skipIf(binary === undefined)('beside buf (skipped without MOCKOPS_BUF or the package @bufbuild/buf)', () => {
  test('buf writes the same bytes', () => {
    const asList = MESSAGES.map(([, value]) => value);
    const list = sideOf(`${TEXT} message All { repeated M all = 1; }`);
    const mine = toHex(encode(list, 'p.All', { all: asList }));
    const text = `${TEXT} message All { repeated M all = 1; }`;
    const theirs = convertWithBuf(binary ?? '', { 'a.proto': text }, 'p.All', JSON.stringify({ all: asList }));
    expect(theirs.bytes && toHex(theirs.bytes)).toBe(mine);
  });

  test('buf refuses the same JSON', () => {
    // But for unknown names: Protobuf's parsers refuse them unless they are told not to, and buf's conversion tells them.
    for (const [value, said] of REFUSED.filter(([, text]) => !/no field|no value/.test(text))) {
      const { error } = convertWithBuf(binary ?? '', { 'a.proto': TEXT }, 'p.M', JSON.stringify(value));
      expect(error, said).toBeTruthy();
    }
  }, 30_000);
});
