import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApprovals, type TestApprovals } from '../approvals.fixture.ts';

let world: TestApprovals;
beforeAll(async () => {
  world = await startApprovals();
});
afterAll(() => world.close());

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => String(error),
  );

async function open(run: Awaited<ReturnType<TestApprovals['addRun']>>, ms = 60_000) {
  const expires_at = new Date(world.clock.now().getTime() + ms);
  const { url } = await world.callbacks.ofSteps.open(run.step, { name: 'load test', expires_at });
  return { url, token: url.split('/').at(-1) ?? '' };
}

test('the address is signed: every attempt has the same, the database has none', async () => {
  const run = await world.addRun();
  const { url, token } = await open(run);
  expect(url).toBe(`https://mockops.example/hooks/callback/${token}`);
  expect((await open(run)).url).toBe(url);
  expect((await open(await world.addRun())).url).not.toBe(url);
  expect(await world.dump('one_time_links')).not.toContain(token);
  expect(await world.callbacks.list(run.id)).toMatchObject([
    { step: 'approve', item: '', name: 'load test', url, used_at: null },
  ]);
});

test('of many calls at once the first one wakes the step with its body', async () => {
  const run = await world.addRun();
  const { token } = await open(run);
  const calls = [1, 2, 3, 4, 5].map((number) => refusal(world.callbacks.receive(token, { number })));
  const answers = await Promise.all(calls);
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  expect(answers.join()).toContain('works once');
  const [stimulus, ...more] = run.wakes();
  expect(stimulus).toMatchObject({ kind: 'callback', by: null });
  expect(more).toEqual([]);
  expect(await world.callbacks.ofSteps.received(run.step)).toEqual(
    stimulus && 'body' in stimulus ? stimulus.body : null,
  );
  expect(await world.callbacks.list(run.id)).toMatchObject([{ url: null, used_at: expect.any(String) }]);
});

test('a call that came before the step waited reaches it', async () => {
  const run = await world.addRun();
  run.hear(false);
  const { token } = await open(run);
  await world.callbacks.receive(token, { fast: true });
  expect(await world.callbacks.ofSteps.received(run.step)).toEqual({ fast: true });
  expect(await world.callbacks.deliver.run()).not.toBeNull();
  run.hear(true);
  expect(await world.callbacks.deliver.run()).toBeNull();
  expect(await world.callbacks.deliver.run()).toBeNull();
  expect(run.wakes().filter(({ heard }) => heard)).toMatchObject([{ body: { fast: true } }]);
});

test('a call that cannot be read keeps no other from its step', async () => {
  const [broken, sound] = [await world.addRun(), await world.addRun()];
  for (const run of [broken, sound]) {
    run.hear(false);
    await world.callbacks.receive((await open(run)).token, { of: run.id });
    world.clock.advance(1);
    run.hear(true);
  }
  await world.database.pool.query(`update one_time_links set payload = '[]' where payload ->> 'of' = $1`, [broken.id]);
  await expect(world.callbacks.deliver.run()).rejects.toThrow();
  expect(sound.wakes().filter(({ heard }) => heard)).toMatchObject([{ body: { of: sound.id } }]);
  await world.database.pool.query(`update one_time_links set delivered_at = now() where payload = '[]'`);
});

test('an address is worth nothing after its time, after the run, or when it is another', async () => {
  const late = await world.addRun();
  const { token } = await open(late, 1_000);
  world.clock.advance(1_000);
  expect(await refusal(world.callbacks.receive(token, {}))).toContain('this address ended at');
  expect(await world.callbacks.list(late.id)).toMatchObject([{ url: null }]);

  const cancelled = await world.addRun();
  const gone = await open(cancelled);
  await cancelled.cancel();
  expect(await refusal(world.callbacks.receive(gone.token, {}))).toContain('does not wait for this call any more');
  for (const wrong of ['', 'x', 'B'.repeat(43), `${token}a`])
    expect(await refusal(world.callbacks.receive(wrong, {})), wrong).toContain('no step waits');
  expect([...late.wakes(), ...cancelled.wakes()]).toEqual([]);
});
