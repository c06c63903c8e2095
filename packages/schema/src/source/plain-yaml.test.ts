import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { readPlainYaml } from './plain-yaml.ts';

const CONTRACT = `---
# A comment
openapi: 3.0.3
info:
  title: "T: \\"quoted\\" \\u00e9"   # why
  version: '1.0'
  x-it's: 'it''s'
  description: |
    First line
      deeper

    last: line # no comment
  summary: >-
    folded
    together

    with a gap
      and deeper
    end
tags:
- name: a
- name: b
  x-list: [a, 'b', {c: 1, "d": [x, y]}, -2, 0.5, true, ~]
-
  name: c
paths:
  /v2/a/{id}:
    get: {summary: 'one', tags: []}
    ? /a/long/{key}
    : post:
        x: 1
  'quoted': plain text
    over lines

    with a gap
  "200": "quoted
    over lines"
  empty:
  nothing: ~
  url: http://host:80/path?x#y
  date: 2020-01-01
  more:
    text below
    its key
  lists:
  - - 1
    - 2
  - key: 012
    -0: -0
`;

/** As the full parser reads it; undefined for a text that it refuses. */
function full(text: string): { value: unknown } | undefined {
  const document = parseDocument(text, { merge: true, prettyErrors: false, stringKeys: true, logLevel: 'silent' });
  return document.errors.length > 0 ? undefined : { value: document.toJS() };
}

test('a contract of the usual kind is read as the full parser reads it', () => {
  const read = readPlainYaml(CONTRACT);
  expect(read).toBeDefined();
  expect(read).toEqual(full(CONTRACT));
  expect(readPlainYaml(CONTRACT.replaceAll('\n', '\r\n'))).toEqual(full(CONTRACT));
});

test.for([
  'a: &x 1\n',
  'a: *x\n',
  'a: !!str 1\n',
  'a: b: c\n',
  'a: |2\n    x\n',
  'a: [1,\n  2]\n',
  'a: {b}\n',
  'a: 0x1f\n',
  'a: .inf\n',
  'a: 1\na: 2\n',
  '<<: {a: 1}\n',
  '__proto__: 1\n',
  'a:\n\t- 1\n',
  '%YAML 1.2\n---\na: 1\n',
  'a: 1\n---\nb: 2\n',
  'a: 1\n\u00a0b: 2\n',
  'a: "\\x41"\n',
  'a: @b\n',
  '? [a]\n: 1\n',
  'a: 1\n  b: 2\n',
  '',
])('%j is left to the full parser', (text) => {
  expect(readPlainYaml(text)).toBeUndefined();
});

const SCRAPS = [
  ':',
  '- ',
  ' ',
  '  ',
  '\n',
  '\n\n',
  ' #',
  '"',
  "'",
  '|',
  '>-',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '? ',
  '~',
  'null',
  '1e3',
  '012',
  '.5',
  '+1',
  'true',
  '\\',
  '%',
  '@',
  '<<: ',
  '---',
  'key: ',
  '- - ',
  "''",
  '|+',
  '[a: b]',
  '{a:1}',
  '\t',
];

test('whatever happens to a text, it is never read otherwise than by the full parser', () => {
  let seed = 42;
  const below = (limit: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % limit;
  };
  let read = 0;
  for (let round = 0; round < 1500; round += 1) {
    let text = CONTRACT;
    for (let change = below(3); change >= 0; change -= 1) {
      const at = below(text.length);
      const scrap = below(3) > 0 ? (SCRAPS[below(SCRAPS.length)] ?? '') : '';
      text = text.slice(0, at) + scrap + text.slice(at + (scrap === '' ? 1 + below(4) : 0));
    }
    const plain = readPlainYaml(text);
    if (!plain) continue;
    read += 1;
    expect(plain, text).toEqual(full(text));
  }
  expect(read).toBeGreaterThan(300);
});
