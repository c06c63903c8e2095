import { FilterCondition, PipelineDocument, PipelineTrigger } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { matchesGlob } from './condition.ts';
import { matchTrigger } from './match.ts';
import { matchEvent } from './match-event.ts';

const DATA: JsonObject = {
  workspace_id: 'workspace-123',
  schema_type: 'openapi',
  count: 5,
  version: '5',
  breaking: true,
  previous: null,
  tags: ['api', 'v2', 7],
  empty: [],
  'deployment.state': 'exact',
  deployment: { state: 'success', nested: { on: true }, list: [{ a: 1 }] },
};

function holds(key: string, condition: unknown): boolean {
  const filters = { [key]: FilterCondition.parse(condition) };
  return matchTrigger({ type: 't', data: DATA }, { event: 't', enabled: true, filters }).matched;
}

test.each<[key: string, condition: unknown, expected: boolean]>([
  ['workspace_id', 'workspace-123', true],
  ['workspace_id', 'Workspace-123', false],
  ['schema_type', ['openapi', 'protobuf'], true],
  ['schema_type', ['protobuf'], false],
  ['schema_type', [], false],
  ['count', 5, true],
  ['count', '5', false],
  ['version', 5, false],
  ['breaking', true, true],
  ['breaking', 'true', false],
  ['previous', null, true],
  ['previous', { exists: true }, true],
  ['previous', { ne: 1 }, true],
  ['missing', null, false],
  ['missing', { exists: false }, true],
  ['missing', { exists: true }, false],
  ['missing', { ne: 'x' }, false],
  ['missing', { not_in: ['x'] }, false],
  ['missing', { exists: false, ne: 'x' }, false],
  ['missing', { none: ['x'] }, false],
  ['count', { exists: false }, false],
  ['count', { gt: 4, lt: 6 }, true],
  ['count', { gt: 5 }, false],
  ['count', { gte: 5, lte: 5 }, true],
  ['version', { gt: 3 }, false],
  ['count', { eq: 5, ne: 6 }, true],
  ['count', { in: [4, 5] }, true],
  ['count', { not_in: [4, 5] }, false],
  ['schema_type', { prefix: 'open', suffix: 'api' }, true],
  ['count', { prefix: '5' }, false],
  ['schema_type', { glob: 'op*a?i' }, true],
  ['schema_type', { glob: 'op' }, false],
  ['schema_type', { contains: 'pena' }, true],
  ['count', { contains: 5 }, false],
  ['tags', 'v2', true],
  ['tags', ['nope', 7], true],
  ['tags', { eq: 'api' }, true],
  ['tags', { gt: 6 }, true],
  ['tags', { ne: 'api' }, false],
  ['tags', { ne: 'other' }, true],
  ['tags', { not_in: ['other', 'v2'] }, false],
  ['tags', { contains: 'v2' }, true],
  ['tags', { contains: 'v' }, false],
  ['tags', { prefix: 'v' }, true],
  ['tags', { any: ['x', 'api'] }, true],
  ['tags', { all: ['api', 7] }, true],
  ['tags', { all: ['api', 'x'] }, false],
  ['tags', { none: ['x'] }, true],
  ['tags', { none: ['x', 'v2'] }, false],
  ['schema_type', { any: ['openapi'] }, false],
  ['empty', 'x', false],
  ['empty', { ne: 'x' }, true],
  ['deployment.state', 'exact', true],
  ['deployment.nested.on', true, true],
  ['deployment.list.a', 1, false],
  ['deployment', 'success', false],
  ['tags.length', 3, false],
  ['__proto__', { exists: true }, false],
  ['constructor.name', { exists: true }, false],
  ['workspace_id.length', { exists: true }, false],
])('%s against %j: %s', (key, condition, expected) => {
  expect(holds(key, condition)).toBe(expected);
});

test('the first filter that does not hold is named with the reason', () => {
  const trigger: PipelineTrigger = {
    event: 'schema.changed',
    enabled: true,
    filters: { workspace_id: 'workspace-123', schema_type: ['protobuf'], count: { gt: 9 } },
  };
  expect(matchTrigger({ type: 'schema.changed', data: DATA }, trigger)).toEqual({
    matched: false,
    key: 'schema_type',
    why: '"openapi" is not one of ["protobuf"]',
  });
  expect(matchTrigger({ type: 'scenario.published', data: DATA }, trigger)).toEqual({
    matched: false,
    key: 'event',
    why: '"scenario.published" is not "schema.changed"',
  });
});

test.each<[filters: object, failing: string | undefined]>([
  [{ any_of: [{ count: 6 }, { breaking: true, count: { gt: 4 } }] }, undefined],
  [
    { any_of: [{ count: 6 }, { missing: 1, count: 5 }] },
    'any_of: none of them holds (count: 5 is not 6; missing: the event has no such field)',
  ],
  [{ not: { count: 6 } }, undefined],
  [{ not: { count: 5, breaking: false } }, undefined],
  [{ not: { count: 5, breaking: true } }, 'not: count and breaking held'],
  [{ not: { count: 5 }, any_of: [{ count: 6 }], schema_type: 'protobuf' }, 'schema_type: "openapi" is not "protobuf"'],
  [{ not: { missing: 'x' }, any_of: [{ count: 5 }] }, undefined],
])('%j: %s', (filters, failing) => {
  const trigger = PipelineTrigger.parse({ event: 't', filters });
  const match = matchTrigger({ type: 't', data: DATA }, trigger);
  expect(match.matched ? undefined : `${match.key}: ${match.why}`).toBe(failing);
});

test('a trigger that is switched off starts nothing, and says so', () => {
  const pipeline = PipelineDocument.parse({
    name: 'p',
    triggers: [{ event: 'a', enabled: false }, { manual: null }],
    steps: [{ name: 's', type: 't' }],
  });
  expect(matchEvent({ type: 'a', data: {} }, pipeline)).toEqual({
    matched: false,
    reason: 'triggers[0] is switched off',
  });
});

test('a pipeline starts by its first matching trigger, or says why none matched', () => {
  const pipeline = PipelineDocument.parse({
    name: 'p',
    triggers: [
      { event: 'a', filters: { count: { gt: 5 } } },
      { event: 'a', filters: { missing: 'x' } },
      { event: 'b' },
    ],
    steps: [{ name: 's', type: 't' }],
  });
  expect(matchEvent({ type: 'b', data: {} }, pipeline)).toEqual({
    matched: true,
    trigger: 2,
    reason: 'triggers[2] listens to b; without filters',
  });
  expect(matchEvent({ type: 'a', data: { count: 6 } }, pipeline)).toMatchObject({
    trigger: 0,
    reason: 'triggers[0] listens to a; filters on count held',
  });
  expect(matchEvent({ type: 'a', data: DATA }, pipeline)).toEqual({
    matched: false,
    reason: 'triggers[0].filters.count: 5 fails gt 5; triggers[1].filters.missing: the event has no such field',
  });
  expect(matchEvent({ type: 'c', data: DATA }, pipeline)).toEqual({
    matched: false,
    reason: 'no trigger listens to c',
  });
});

test('a glob means the same as the regular expression that one would write for it', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(letters, pattern, (text, glob) => {
      const source = [...glob].map((part) => (part === '*' ? '.*' : part === '?' ? '.' : `[${part}]`)).join('');
      const regex = new RegExp(`^${source}$`);
      expect(matchesGlob(text, glob)).toBe(regex.test(text));
    }),
    { numRuns: 500 },
  );
});
