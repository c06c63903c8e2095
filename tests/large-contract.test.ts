// Promise: a very large contract is pushed, compared and made into an SDK beside traffic, and no request of anybody fails or is forgotten; a server that is
// stopped in the middle of it ends.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFiles } from './shop.ts';
import { finishedRun, mockops, removeHome, type System, startSystem } from './system.ts';

const OPERATIONS = 200;

/** Well beyond what is read on the spot. */
function largeContract(required: string[]): string {
  const properties = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`field_${at}`, { type: 'string', description: `The field ${at}.` }]),
  );
  const paths = Object.fromEntries(
    Array.from({ length: OPERATIONS }, (_, at) => [
      `/things${at}/{id}`,
      {
        post: {
          operationId: `changeThing${at}`,
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          requestBody: { content: { 'application/json': { schema: { type: 'object', required, properties } } } },
          responses: { 200: { description: 'ok', content: { 'application/json': { example: { thing: at } } } } },
        },
      },
    ]),
  );
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths });
}

let system: System;
beforeAll(async () => {
  system = await startSystem();
  // At mock_v1 an answer fails only when something is wrong.
  await push('shop', shopFiles('shop', { 'environments.yaml': 'dev: { reality_level: mock_v1 }\n' }));
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
});

const push = (workspace: string, files: Record<string, string>) =>
  system.api.pushFiles({ params: { workspace }, body: { files, prune: false, author: 'kim', message: '' } });
const pushLarge = (required: string[]) =>
  push('things', {
    'schemas/openapi.json': largeContract(required),
    'environments.yaml': 'dev: { reality_level: mock_v1 }\n',
  });

/** Asks the shop's mock all the time that `work` takes. */
async function beside<T>(work: () => Promise<T>): Promise<{ result: T; statuses: Set<number>; asked: number }> {
  const statuses = new Set<number>();
  let asked = 0;
  let over = false;
  const asking = (async () => {
    while (!over) {
      const answer = await fetch(`${system.gateway_url}/shop/charges/ch_1`);
      await answer.arrayBuffer();
      statuses.add(answer.status);
      asked += 1;
      await sleep(5);
    }
  })();
  try {
    return { result: await work(), statuses, asked };
  } finally {
    over = true;
    await asking;
  }
}

test('pushes, a comparison and an SDK of a large contract beside traffic: all of it is right, and no request fails', async () => {
  await system.api.savePipeline({
    body: {
      source: `name: release
triggers: [{ event: schema.changed }]
steps:
  - { name: diff, type: schema_diff, config: { from: "{{ from_revision }}", to: "{{ to_revision }}" } }
  - { name: sdk, type: regenerate_sdk, config: { languages: [typescript] } }
`,
    },
  });
  const { result, statuses, asked } = await beside(async () => {
    await pushLarge([]);
    const served = await fetch(`${system.gateway_url}/things/things${OPERATIONS - 1}/a`, { method: 'POST' });
    const again = await pushLarge([]);
    await pushLarge(['field_1']);
    const run = await finishedRun(system, 'release', 1);
    const comparison = await system.api.compareContracts({
      params: { workspace: 'things' },
      query: { from: 1, to: 'dev' },
    });
    return { served: await served.json(), again, run, comparison };
  });
  expect([...statuses]).toEqual([200]);
  expect(asked).toBeGreaterThan(10);
  expect(result.served).toEqual({ thing: OPERATIONS - 1 });
  // The same files again are no new version of anything.
  expect(result.again.artifacts.some(({ changed }) => changed)).toBe(false);
  expect(result.run.status, result.run.error_message ?? '').toBe('succeeded');
  const { level, changes } = result.comparison;
  expect(level).toBe('breaking');
  expect(new Set(changes.flatMap(({ operations }) => operations)).size).toBe(OPERATIONS);
  expect(changes[0]).toMatchObject({
    rule: 'request-property-became-required',
    after: { file: 'schemas/openapi.json' },
    witness: { part: 'request body' },
  });
  const sdks = await system.api.listSdks({ params: { workspace: 'things' } });
  expect(sdks.map(({ language, revision }) => [language, revision])).toEqual([['typescript', 2]]);
}, 120_000);

test('a large contract that is wrong is refused with the place, and what was there stays', async () => {
  const wrong = `${largeContract([]).slice(0, -1)},\n"paths": {}}`;
  await expect(push('things', { 'schemas/openapi.json': wrong })).rejects.toMatchObject({
    problem: { issues: [{ code: 'SCH001', at: { file: 'schemas/openapi.json', line: 2 } }] },
  });
  const revisions = await system.api.listContractRevisions({ params: { workspace: 'things' } });
  expect(revisions[0]?.revision).toBe(2);
  const told = await mockops(system, 'contract', 'revisions', 'things');
  expect(told.out).toMatch(/2 +\S+ \S+ +1 +\d+ breaking/);
});

test('stopped while it works on a large contract, the server ends, and starts again with what it had', async () => {
  const pushed = pushLarge(['field_2']).then(
    () => 'done',
    () => 'given up',
  );
  await sleep(150);
  expect(await system.stop()).toBe(0);
  expect(['done', 'given up']).toContain(await pushed);
  system = await startSystem({ home: system.home });
  const answer = await fetch(`${system.gateway_url}/things/things0/a`, { method: 'POST' });
  expect(await answer.json()).toEqual({ thing: 0 });
}, 120_000);
