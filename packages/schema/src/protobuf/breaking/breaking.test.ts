import { existsSync, globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProtobuf } from '../load-protobuf.ts';
import { findBreaking } from './breaking.ts';
import { createBuf, findBuf } from './buf.fixture.ts';
import { PROTO_PAIRS } from './pairs.fixture.ts';
import { isInPolicy, PROTO_RULES, type ProtoPolicy } from './rules.ts';

const POLICIES: ProtoPolicy[] = ['FILE', 'PACKAGE', 'WIRE_JSON', 'WIRE'];
type Files = Record<string, string>;

function find(before: Files, after: Files) {
  const [old, now] = [loadProtobuf(before), loadProtobuf(after)];
  if (!old.ok || !now.ok) throw new Error('a contract of the pair does not load');
  return findBreaking(old.value.api.protobuf ?? { files: [] }, now.value.api.protobuf ?? { files: [] });
}

const toSet = (findings: { file?: string | undefined; rule: string }[]): string[] =>
  [...new Set(findings.map(({ file, rule }) => `${file ?? ''} ${rule}`))].sort();
const ours = (before: Files, after: Files, policy?: ProtoPolicy): string[] =>
  toSet(
    find(before, after)
      .filter(({ rule }) => policy === undefined || isInPolicy(rule, policy))
      .map(({ rule, after: place }) => ({ file: place?.file, rule })),
  );

/** What buf 1.75.0 said about each pair, of all of its categories; made anew by hand when buf changes. */
const RECORDED: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('pairs.recorded.json', import.meta.url), 'utf8'),
);

test('there is a pair for nearly every rule, and a record for every pair', () => {
  expect(Object.keys(RECORDED).sort()).toEqual(PROTO_PAIRS.map(({ title }) => title).sort());
  const seen = new Set(Object.values(RECORDED).flatMap((lines) => lines.map((line) => line.split(' ')[1])));
  expect(Object.keys(PROTO_RULES).filter((rule) => !seen.has(rule))).toEqual([]);
});

test.each(PROTO_PAIRS)('the rules are those that buf found: $title', ({ title, before, after }) => {
  expect(ours(before, after)).toEqual(RECORDED[title]);
});

test('a finding names line and column in both revisions', () => {
  const file = (field: string) => ({ 'a.proto': `syntax = "proto3";\nmessage M {\n  ${field}\n}\n` });
  const found = find(file('string name = 1;'), file('repeated int32 name = 1;'));
  expect(found.find(({ rule }) => rule === 'FIELD_SAME_TYPE')).toMatchObject({
    owner: 'M',
    part: 'name',
    message: 'The field 1 name of M changed its type from string to int32.',
    before: { file: 'a.proto', line: 3, col: 3 },
    after: { file: 'a.proto', line: 3, col: 12 },
  });
});

const binary = findBuf();
describe.skipIf(binary === undefined)('beside buf (skipped without MOCKOPS_BUF or the package @bufbuild/buf)', () => {
  let buf: ReturnType<typeof createBuf>;
  beforeAll(() => {
    buf = createBuf(binary ?? '');
  });
  afterAll(() => buf.close());

  test.each(POLICIES)('%s holds the same rules', (policy) => {
    const own = Object.keys(PROTO_RULES).filter((rule) => isInPolicy(rule, policy));
    expect(own.sort()).toEqual(buf.rulesOf(policy).sort());
  });

  test('the record of every pair is what buf says', () => {
    // One module holds all pairs, each in a folder and packages of its own: buf starts once.
    const inFolder = (files: Files, index: number): Files =>
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [
          `p${index}/${name}`,
          text
            .replace(/package (\w+);/g, `package $1${index};`)
            .replaceAll('import "a.proto"', `import "p${index}/a.proto"`),
        ]),
      );
    const all = (side: 'before' | 'after') =>
      Object.assign({}, ...PROTO_PAIRS.map((pair, index) => inFolder(pair[side], index)));
    const said = buf.breaking(all('before'), all('after'), POLICIES);
    for (const [index, { title }] of PROTO_PAIRS.entries()) {
      const folder = `p${index}/`;
      const lines = said.flatMap(({ path, type }) =>
        path?.startsWith(folder) ? [{ file: path.slice(folder.length), rule: type }] : [],
      );
      expect({ title, lines: toSet(lines) }).toEqual({
        title,
        lines: RECORDED[title]?.filter((line) => !line.startsWith(' ')),
      });
    }
  }, 60_000);

  const TEMPORAL = new URL('../../../../../../shared/specs/temporal/', import.meta.url).pathname;
  test.skipIf(!existsSync(TEMPORAL)).each(POLICIES)(
    "temporal's history has the same findings in both directions under %s (skipped where ../shared/specs is absent)",
    (policy) => {
      const read = (version: string): Files =>
        Object.fromEntries(
          globSync('**/*.proto', { cwd: TEMPORAL + version }).map((name) => [
            name,
            readFileSync(`${TEMPORAL}${version}/${name}`, 'utf8'),
          ]),
        );
      const [old, now] = [read('2025-01'), read('2026-07')];
      for (const [before, after] of [
        [old, now],
        [now, old],
      ] as const)
        expect(ours(before, after, policy)).toEqual(
          toSet(buf.breaking(before, after, [policy]).map(({ path, type }) => ({ file: path, rule: type }))),
        );
    },
    60_000,
  );
});
