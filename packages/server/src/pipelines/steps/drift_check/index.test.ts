import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { DriftState } from '../services.ts';
import { driftCheck } from './index.ts';

const CLEAN: DriftState = { environment: 'dev', operations: [], breaking: 0, non_breaking: 0, within_budget: true };
const SLIGHT: DriftState = { ...CLEAN, environment: 'test', operations: ['GET /me'], non_breaking: 1 };
const BAD: DriftState = {
  ...CLEAN,
  environment: 'prod',
  operations: ['GET /me', 'POST /charges'],
  breaking: 2,
  within_budget: false,
};

const run = (config: object, states: DriftState[]) =>
  driftCheck.run(
    createContext(
      createServices({
        drift: async (_, environment) => states.filter((state) => !environment || state.environment === environment),
      }),
      config,
    ),
  );

test('drift within the budget passes and is counted; with expect: none it does not pass', async () => {
  const outputs = { open_incidents: 1, breaking: 0, within_budget: true, findings: [CLEAN, SLIGHT] };
  expect(await run({}, [CLEAN, SLIGHT])).toEqual(outputs);
  await expect(run({ expect: 'none' }, [CLEAN, SLIGHT])).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('payments drifts in test (0 breaking, 1 other findings): GET /me'),
    outputs,
  });
});

test('an exceeded budget fails with the operations named, of the environments that exceed it', async () => {
  await expect(run({}, [SLIGHT, BAD])).rejects.toMatchObject({
    message:
      'payments exceeds its drift budget in prod (2 breaking, 0 other findings): GET /me, POST /charges. Resolve the incidents, or correct the contract',
    outputs: { open_incidents: 3, breaking: 2, within_budget: false },
  });
  expect(await run({ environment: 'test' }, [SLIGHT, BAD])).toMatchObject({ open_incidents: 1 });
});
