import { createClient } from '@mockops/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeApp, createApp } from '../http/app.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { startApprovals, type TestApprovals } from './approvals.fixture.ts';
import { approvalRoutes } from './routes.ts';

const TOKEN = 'a token of this very test';

let world: TestApprovals;
let app: Awaited<ReturnType<typeof createApp>>;
let url: string;
beforeAll(async () => {
  world = await startApprovals();
  app = await createApp({
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    version: '0',
    api_token: TOKEN,
    max_body_bytes: 1_000_000,
    dashboard: '/nonexistent',
    isReady: async () => true,
    register: (scope) => approvalRoutes(scope, world),
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await closeApp(app, 1_000);
  await world.close();
});

/** As a person, with the token; or as a stranger. */
const as = (actor: string) =>
  createClient({
    baseUrl: url,
    token: TOKEN,
    fetch: (address, init) => fetch(address, { ...init, headers: { ...init?.headers, 'x-mockops-actor': actor } }),
  });
const stranger = () => createClient({ baseUrl: url });

test('people decide in their own name, and the list shows what is open', async () => {
  const run = await world.addRun();
  await run.ask({ min_approvals: 2, prevent_self_approval: true });
  const [open] = await as('kim').listApprovals({ query: { status: 'pending', execution_id: run.id } });
  const decide = (actor: string) =>
    as(actor).decideApproval({
      params: { approval: open?.id ?? '' },
      body: { decision: 'approve', digest: open?.digest ?? '' },
    });
  await expect(decide('robin')).rejects.toMatchObject({
    problem: { status: 403, type: expect.stringContaining('/forbidden') },
  });
  expect(await decide('kim')).toMatchObject({ status: 'pending', votes: [{ actor: 'kim' }] });
  expect(await decide('ana')).toMatchObject({ status: 'approved' });
  await expect(decide('lee')).rejects.toMatchObject({
    problem: { status: 409, detail: expect.stringContaining('has ended') },
  });
  expect(await as('kim').listApprovals({ query: { status: 'pending', execution_id: run.id } })).toEqual([]);
});

test('without the token only links work, and each once', async () => {
  const run = await world.addRun();
  await run.ask({});
  const { id } = await run.show();
  await expect(stranger().getApproval({ params: { approval: id } })).rejects.toMatchObject({
    problem: { status: 401 },
  });
  const link = await as('kim').createApprovalLink({ params: { approval: id }, body: { actor: 'ana' } });
  const token = link.url.split('/').at(-1) ?? '';
  expect(await stranger().getApprovalByLink({ params: { token } })).toMatchObject({ actor: 'ana', approval: { id } });
  const decide = () => stranger().decideByLink({ params: { token }, body: { decision: 'reject', comment: 'no' } });
  expect(await decide()).toMatchObject({ status: 'rejected', votes: [{ actor: 'ana', comment: 'no' }] });
  await expect(decide()).rejects.toMatchObject({ problem: { status: 409 } });
  await expect(
    stranger().decideByLink({ params: { token: 'guess' }, body: { decision: 'approve' } }),
  ).rejects.toMatchObject({
    problem: { status: 404 },
  });
});

test('whoever has the address calls back, from anywhere; people see the address while it works', async () => {
  const run = await world.addRun();
  const expires_at = new Date(world.clock.now().getTime() + 60_000);
  await world.callbacks.ofSteps.open(run.step, { name: 'load test', expires_at });
  const [callback] = await as('kim').listCallbacks({ params: { execution: run.id } });
  await expect(stranger().listCallbacks({ params: { execution: run.id } })).rejects.toMatchObject({
    problem: { status: 401 },
  });
  await expect(as('kim').listCallbacks({ params: { execution: 'nonsense' } })).rejects.toThrow(
    'there is no run "nonsense"',
  );
  const address = `${url}${new URL(callback?.url ?? '').pathname}`;
  const post = (body: string) =>
    fetch(address, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', origin: 'https://load.example' },
    });
  expect((await post('[1]')).status).toBe(400);
  expect((await post('{')).status).toBe(400);
  expect((await post(JSON.stringify({ log: 'x'.repeat(256 * 1_024) }))).status).toBe(400);
  expect((await post('{"passed":true}')).status).toBe(202);
  expect((await post('{"passed":false}')).status).toBe(409);
  expect(run.wakes()).toMatchObject([{ kind: 'callback', body: { passed: true } }]);
  expect(await as('kim').listCallbacks({ params: { execution: run.id } })).toMatchObject([{ url: null }]);
});

test('a call without a body is a call', async () => {
  const run = await world.addRun();
  const expires_at = new Date(world.clock.now().getTime() + 60_000);
  const { url: address } = await world.callbacks.ofSteps.open(run.step, { name: 'done', expires_at });
  const answer = await fetch(`${url}${new URL(address).pathname}`, { method: 'POST' });
  expect(await answer.json()).toEqual({ accepted: true });
  expect(run.wakes()).toMatchObject([{ body: {} }]);
});

test('the address of a step that is over is not shown', async () => {
  const run = await world.addRun();
  const expires_at = new Date(world.clock.now().getTime() + 60_000);
  await world.callbacks.ofSteps.open(run.step, { name: 'late', expires_at });
  await run.cancel();
  expect(await as('kim').listCallbacks({ params: { execution: run.id } })).toMatchObject([{ name: 'late', url: null }]);
});
