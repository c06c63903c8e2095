// Every pair of the case library: its verdicts, its witnesses checked by a validator, and no verdict between a contract and itself.
import { SchemaPolicy } from '@mockops/contract';
import { expect, test } from 'vitest';
import { type Case, readCases } from '../../cases/read-cases.ts';
import { isObject } from '../json.ts';
import { loadApi } from '../load/load.ts';
import type { ApiModel } from '../model.ts';
import { type ApiDiff, diffApis } from './diff.ts';
import { askAbout } from './fixtures/ask-about.ts';

const cases = readCases();

async function load(files: Record<string, unknown>): Promise<ApiModel> {
  const read = await loadApi(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)])),
  );
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

const diff = (a: ApiModel, b: ApiModel, { policy, today }: Case): ApiDiff =>
  diffApis(a, b, { ...(policy && { policy: SchemaPolicy.parse(policy) }), ...(today !== undefined && { today }) });

/** Every map written backwards; lists keep their order, which may mean something. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}

const words = ({ rule, level }: { rule: string; level: string }) => `${rule} ${level}`;

test('the library is as large as it should be', () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(cases.filter(({ area }) => area === 'equivalence').length).toBeGreaterThanOrEqual(60);
});

test.for(cases.map((one) => [one.id, one] as const))('%s', async ([, one]) => {
  const [base, revision] = [await load(one.files.base), await load(one.files.revision)];
  const result = diff(base, revision, one);
  expect(result.changes.map(words).sort(), one.why).toEqual(one.expect.map(words).sort());
  for (const { rule, level, direction, operations, place } of one.expect) {
    const found = result.changes.filter((change) => words(change) === words({ rule, level }));
    if (direction) expect(found.map((change) => change.direction)).toContain(direction);
    if (operations) expect(found.map((change) => change.operations)).toContainEqual(operations);
    if (place)
      expect(
        found.some((change) => change.place.endsWith(place)),
        found[0]?.place,
      ).toBe(true);
  }
  expect(diff(base, base, one).changes).toEqual([]);
  expect(diff(revision, revision, one).changes).toEqual([]);

  const turned = [backwards(one.files.base), backwards(one.files.revision)];
  const [a, b] = await Promise.all(turned.map((files) => load(isObject(files) ? files : {})));
  if (!a || !b) throw new Error('the reordered contracts do not load');
  expect(diff(a, b, one).changes).toEqual(result.changes);
  for (const change of result.changes) {
    const { rule, level, witness } = change;
    if (level === 'breaking') expect(witness, `${rule} has no witness`).not.toBeNull();
    if (witness)
      expect(askAbout(change, witness, base, revision), `${rule}: ${JSON.stringify(witness)}`).toEqual({
        source: 'accepts',
        other: 'refuses',
      });
  }
});
