import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './json.ts';

test('keys are sorted at every level and absent members are left out', () => {
  expect(canonicalJson({ b: [1, { z: null, y: 'é' }], a: undefined, B: true })).toBe(
    '{"B":true,"b":[1,{"y":"é","z":null}]}',
  );
});

test('a number that JSON cannot hold is refused, because its digest would be that of null', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN cannot be written as JSON');
});

test('the text is the same for any order of keys, and reads back as the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 200 },
  );
});
