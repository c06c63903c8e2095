// The plan's example and the four pipelines of the specification, character for character.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatIssue } from '@mockops/contract';
import { expect, test } from 'vitest';
import { parsePipeline } from '../index.ts';
import { PLAN } from './documents.fixture.ts';
import { KNOWN_EXAMPLES } from './examples.fixture.ts';

const EXAMPLES = [
  'schema-change-pipeline',
  'schema-change-to-sdk',
  'scenario-publish-to-test',
  'drift-to-pr',
  'nightly-checkout-e2e',
];

function read(name: string): string {
  return readFileSync(path.join(import.meta.dirname, `fixtures/${name}.yaml`), 'utf8');
}

test.each(EXAMPLES)('%s has neither errors nor warnings', (name) => {
  const result = parsePipeline(read(name), `${name}.yaml`, KNOWN_EXAMPLES);
  expect(result.issues.map(formatIssue)).toEqual([]);
  expect(result.ok).toBe(true);
});

test('the example of the plan is that of the other tests', () => {
  expect(read('schema-change-pipeline')).toBe(PLAN);
});

test('asked for, the linter has hints: who is told, and which names are bare', () => {
  const hints = (name: string) =>
    parsePipeline(read(name), 'p.yaml', KNOWN_EXAMPLES, { strict: true }).issues.map(
      ({ code, at }) => `${code} ${at?.line}`,
    );
  expect(hints('schema-change-pipeline')).toEqual(['NTF001 1']);
  expect(hints('schema-change-to-sdk')).toEqual([]);
});

test('what the specification says of the examples is what is read', () => {
  const result = parsePipeline(read('nightly-checkout-e2e'), 'p.yaml', KNOWN_EXAMPLES);
  if (!result.ok) throw new Error('it has errors');
  const { triggers, steps, limits, concurrency } = result.value;
  expect(triggers.map(({ schedule, manual, webhook }) => [schedule?.jitter, manual, webhook?.events])).toEqual([
    [300_000, undefined, undefined],
    [undefined, {}, undefined],
    [undefined, undefined, ['deployment_status']],
  ]);
  expect(limits).toMatchObject({ timeout: 7_200_000, max_parallel: 4, loop: { max_depth: 8 } });
  expect(concurrency).toMatchObject({ limit: 1, on_conflict: 'cancel_in_progress' });
  expect(steps[1]?.matrix).toMatchObject({ profile: ['happy', 'real-auth', 'shipping-chaos'], max_parallel: 4 });
});
