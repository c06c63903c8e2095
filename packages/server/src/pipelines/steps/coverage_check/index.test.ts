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
  missing: { operations: ['POST /refunds'], personas: [] },
};

const run = (config: object, coverage = COVERAGE) =>
  coverageCheck.run(createContext(createServices({ coverage: async () => coverage }), config));

test('rules that hold pass, with what was measured', async () => {
  expect(await run({ require: { operations: 0.66, personas: 1 } })).toEqual({
    operations: measure(2, 3),
    personas: measure(1, 1),
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

test('a check without a rule, or with a percentage for a share, is refused', () => {
  const read = (require: object) => JSON.stringify(coverageCheck.config.safeParse({ require }).error?.issues ?? []);
  expect(read({})).toContain('at least one');
  expect(read({ operations: 80 })).toContain('operations');
});
