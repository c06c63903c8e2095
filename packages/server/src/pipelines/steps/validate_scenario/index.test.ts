import { Problem } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { validateScenario } from './index.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges:
    post:
      operationId: createCharge
      responses:
        '201': { description: ok, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }
`;
const stub = (request: string, response: string) => `  - { request: { ${request} }, response: { ${response} } }\n`;
const GOOD = `mocks:\n${stub('operation: createCharge', 'status: 201, body: { id: a }')}`;

const validate = (text: string, config: object = {}, contract: string | undefined = CONTRACT) =>
  outputsOf(
    validateScenario.run(
      createContext(
        createServices({
          scenario: async () => ({ text, version: 3, live_version: 3 }),
          contract: async () => {
            if (contract === '') throw new Problem('not-found', 'no contract');
            return { files: { 'openapi.yaml': contract }, title: '', revision: 1 };
          },
        }),
        { scenario_id: 'card', ...config },
      ),
    ),
  );

test('a scenario that keeps the contract is fine, also without a contract to keep', async () => {
  expect(await validate(GOOD)).toEqual({ ok: true, version: 3, problems: [] });
  expect(await validate(GOOD, { checks: ['schema', 'dry_run'] }, '')).toMatchObject({ ok: true });
});

test('each check finds its own: the text, mocks that never answer, answers that break the contract', async () => {
  const problems = async (text: string) => (await validate(text, { fail: false })).problems;
  expect(await problems('mocks: 3')).toMatchObject([
    { check: 'schema', severity: 'error', message: expect.stringContaining('card.yaml:1') },
  ]);
  expect(await problems(`mocks:\n${stub('operation: nope', 'status: 200')}`)).toMatchObject([
    { check: 'lint', path: 'mocks[0].request.operation', message: expect.stringContaining('no operation "nope"') },
  ]);
  const twice = stub('method: POST, path: /charges', 'status: 402').repeat(2);
  expect(await problems(`mocks:\n${twice}`)).toMatchObject([
    { check: 'lint', path: 'mocks[1]', message: expect.stringContaining('mocks[0]') },
    { check: 'dry_run', severity: 'warning' },
    { check: 'dry_run', severity: 'warning' },
  ]);
  expect(await problems(`mocks:\n${stub('operation: createCharge', 'status: 201, body: { ref: 1 }')}`)).toEqual(
    expect.arrayContaining([expect.objectContaining({ check: 'dry_run', severity: 'error' })]),
  );
});

test('a mock behind one of higher priority without a condition never answers', async () => {
  const open =
    '  - { priority: 5, request: { method: POST, path: /charges }, response: { status: 201, body: { id: a } } }\n';
  const hidden = stub('method: POST, path: /charges, headers: { x-a: b }', 'status: 201, body: { id: b }');
  const { problems } = await validate(`mocks:\n${hidden}${open}`, { fail: false, checks: ['lint'] });
  expect(problems).toMatchObject([{ path: 'mocks[0]', message: expect.stringContaining('mocks[1]') }]);
});

test('errors fail the step with the first of them, warnings do not', async () => {
  await expect(validate('mocks: 3')).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('scenario/card v3 of payments is not valid'),
    outputs: { ok: false },
  });
  expect(await validate(`mocks:\n${stub('method: GET, path: /other', 'status: 200')}`)).toMatchObject({
    ok: true,
    problems: [{ severity: 'warning', message: '/other is no path of the contract' }],
  });
});
