import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { CiCoverage } from '../services.ts';
import { coverageCheck } from './index.ts';

const measure = (numerator: number, denominator: number) => ({
  numerator,
  denominator,
  unknown: 0,
  percentage: denominator === 0 ? null : (numerator / denominator) * 100,
});
const COVERAGE: CiCoverage = {
  operations: measure(2, 3),
  personas: measure(1, 1),
  change_coverage: 0.5,
  missing: { operations: ['POST /refunds'], personas: [], changes: ['POST /refunds'] },
};

const run = (config: object, coverage = COVERAGE) =>
  coverageCheck.run(createContext(createServices({ coverage: async () => coverage }), config));

test('rules that hold pass, with what was measured', async () => {
  expect(await run({ require: { operations: 0.66, personas: 1 } })).toEqual({
    operations: 0.6666,
    personas: 1,
    change_coverage: 0.5,
    failed_rules: [],
  });
});

test('a rule that does not hold is named with its parts and with what is missing', async () => {
  await expect(run({ time_range: '7d', require: { operations: 1, personas: 1 } })).rejects.toMatchObject({
    kind: 'permanent',
    message:
      'coverage of payments is too low: operations: CI in 7d used 2 of 3 (66.6 %, 100 % required), not POST /refunds',
    outputs: { failed_rules: [{ rule: 'operations', required: 1, numerator: 2, denominator: 3 }] },
  });
  await expect(run({ ci_run: 'gh-7', require: { operations: 0.9 } })).rejects.toThrow('CI run gh-7 used 2 of 3');
});

test('nothing to measure is no coverage', async () => {
  const none = { ...COVERAGE, personas: measure(0, 0) };
  await expect(run({ require: { personas: 0 } }, none)).rejects.toThrow('personas: there are none');
});

test('shares may be percentages, and a federation is asked as a whole', async () => {
  for (const share of [0.7, 70, '70%', '70.0 %'])
    await expect(run({ require: { operations: share } })).rejects.toThrow('70 % required');
  const asked: unknown[] = [];
  const services = createServices({
    coverage: async (question) => {
      asked.push(question);
      return COVERAGE;
    },
  });
  const config = { federation: 'shop', ci_run: 'run_1', require: { operations: 0.5 } };
  await coverageCheck.run(createContext(services, config));
  expect(asked).toEqual([{ federation: 'shop', time_range: '30d', ci_run: 'run_1' }]);
});

test('what changed is a rule of its own, and holds when nothing changed', async () => {
  await expect(run({ require: { change_coverage: 0.9 } })).rejects.toMatchObject({
    message: expect.stringContaining(
      'change_coverage: CI in 30d covered 50 % of what changed (90 % required), not whole are POST /refunds',
    ),
    outputs: { failed_rules: [{ rule: 'change_coverage', required: 0.9, measured: 0.5 }] },
  });
  expect(await run({ require: { change_coverage: 1 } }, { ...COVERAGE, change_coverage: null })).toMatchObject({
    change_coverage: null,
    failed_rules: [],
  });
});

test('a check without a rule, or with more than everything, is refused', () => {
  const read = (require: object) => JSON.stringify(coverageCheck.config.safeParse({ require }).error?.issues ?? []);
  expect(read({})).toContain('at least one');
  expect(read({ operations: 180 })).toContain('operations');
  expect(read({ operations: '101%' })).toContain('operations');
  expect(read({ operations: 'much' })).toContain('write a share');
});
