import { expect, test } from 'vitest';
import { readAssignments } from './assignments.ts';

test('values are YAML, dots nest, and an empty value is null', () => {
  const words = [
    'reality_level=blended',
    'blend_ratio=0.3',
    'chaos.error_rate=0.1',
    'chaos.status_codes=[500, 503]',
    'upstream_url=',
  ];
  expect(readAssignments(words)).toEqual({
    reality_level: 'blended',
    blend_ratio: 0.3,
    chaos: { error_rate: 0.1, status_codes: [500, 503] },
    upstream_url: null,
  });
});

test('text settings stay text, with every character after the first equals sign', () => {
  expect(readAssignments(['token=0123', 'url=http://x/?a=b'], { isText: () => true })).toEqual({
    token: '0123',
    url: 'http://x/?a=b',
  });
});

test('a word that is no setting and a value that is no YAML are refused by name', () => {
  expect(() => readAssignments(['blended'])).toThrow('"blended" is not a setting');
  expect(() => readAssignments(['chaos={a'])).toThrow('The value of chaos');
});

test('a list may be written without its brackets', () => {
  const isList = (key: string) => key === 'codes';
  for (const [word, codes] of [
    ['codes=500,503', [500, 503]],
    ['codes=500', [500]],
    ['codes=[500, 503]', [500, 503]],
    ['codes=', null],
  ] as const)
    expect(readAssignments([word], { isList })).toEqual({ codes });
  expect(readAssignments(['title=a,b'], { isList })).toEqual({ title: 'a,b' });
});
