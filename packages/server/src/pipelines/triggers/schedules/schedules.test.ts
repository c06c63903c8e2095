// Schedules on a clock of the test, with two workers. Daylight saving and servers that were down: tests/hard-cases/schedules.test.ts.
import { PipelineDocument } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../triggers.fixture.ts';
import { createSchedules } from './service.ts';

let fixture: Fixture;
let now: Date;
let workers: ReturnType<typeof createSchedules>[];
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, events, triggers } = fixture;
  const options = { database, org_id, events, listeners: triggers.listeners, now: () => now };
  workers = [createSchedules(options), createSchedules(options)];
});
beforeEach(() => fixture.clear());
afterAll(() => fixture.close());

const clock = (instant: string) => {
  now = new Date(instant);
};

async function save(name: string, schedule: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const document = { name, triggers: [{ schedule }], ...more };
  const id = await fixture.save(document);
  const parsed = PipelineDocument.parse({ steps: [{ name: 's', type: 't' }], ...document });
  await fixture.database.transaction((tx) => workers[0]!.sync(tx, id, parsed));
  return { id, parsed };
}

/** Both workers look at the same moment, and then what they fired is decided. */
async function tick(): Promise<void> {
  await Promise.all(workers.map((worker) => worker.fireDue()));
  await fixture.dispatch();
}

const fires = () => fixture.runs.created.map(({ event }) => String(event.data.planned_at).slice(0, 16));

test('jitter puts a fire off by the same time on every worker, and the planned instant stays', async () => {
  clock('2026-06-01T00:30Z');
  const { id } = await save('spread', { cron: '0 1 * * *', jitter: 600_000 });
  const next = (await workers[0]!.nextOf(fixture.database.db, [id]))(id, 0);
  expect(next?.getTime()).toBeGreaterThan(Date.parse('2026-06-01T01:00Z'));
  expect(next?.getTime()).toBeLessThanOrEqual(Date.parse('2026-06-01T01:10Z'));
  clock('2026-06-01T01:00Z');
  await tick();
  expect(fires()).toEqual([]);
  now = next ?? now;
  await tick();
  expect(fires()).toEqual(['2026-06-01T01:00']);
});

test('a definition that changes elsewhere keeps its plan, another cron plans anew, and one that is switched on again starts from now', async () => {
  clock('2026-06-01T00:30Z');
  const { id, parsed } = await save('changing', { cron: '0 1 * * *' });
  const next = async () => (await workers[0]!.nextOf(fixture.database.db, [id]))(id, 0)?.toISOString().slice(0, 16);
  expect(await next()).toBe('2026-06-01T01:00');
  clock('2026-06-01T01:30Z');
  const sync = (document: PipelineDocument, anew = false) =>
    fixture.database.transaction((tx) => workers[0]!.sync(tx, id, document, anew));
  await sync(parsed);
  expect(await next()).toBe('2026-06-01T01:00');
  await sync(parsed, true);
  expect(await next()).toBe('2026-06-02T01:00');
  await sync(PipelineDocument.parse({ ...parsed, triggers: [{ schedule: { cron: '0 4 * * *' } }] }));
  expect(await next()).toBe('2026-06-01T04:00');
  await sync(PipelineDocument.parse({ ...parsed, triggers: [{ event: 'workspace.created' }] }));
  expect(await next()).toBeUndefined();
});

test('the overlap policy of a schedule is its concurrency group; a group of the pipeline itself goes before it', async () => {
  clock('2026-06-01T00:30Z');
  for (const overlap of ['skip', 'buffer_one', 'queue', 'cancel_other', 'allow'])
    await save(overlap, { cron: '0 1 * * *', overlap });
  await save('own', { cron: '0 1 * * *' }, { concurrency: { group: 'mine' } });
  clock('2026-06-01T01:00Z');
  await tick();
  const groups = Object.fromEntries(
    fixture.runs.created.map(({ pipeline, document }) => [
      pipeline.name,
      document.concurrency && [document.concurrency.on_conflict, document.concurrency.max_pending],
    ]),
  );
  expect(groups).toEqual({
    skip: ['skip', 0],
    buffer_one: ['queue', 1],
    queue: ['queue', 10_000],
    cancel_other: ['cancel_in_progress', 1],
    allow: undefined,
    own: ['queue', 100],
  });
});

test('a schedule that cannot be fired is put off and told of, and the others fire in time', async () => {
  clock('2026-06-01T00:30Z');
  const { id } = await save('outdated', { cron: '0 1 * * *' });
  await save('healthy', { cron: '0 1 * * *' });
  await fixture.database.pool.query(
    `update pipelines set definition = definition || '{"no_such_key": 1}', revision = revision + 1 where id = $1`,
    [id],
  );
  clock('2026-06-01T01:00Z');
  await expect(workers[0]!.fireDue()).rejects.toThrow('pipeline "outdated", as it is stored, is none');
  await fixture.dispatch();
  expect(fires()).toEqual(['2026-06-01T01:00']);
  await fixture.save({ name: 'outdated', triggers: [{ schedule: { cron: '0 1 * * *' } }] });
  clock('2026-06-01T01:00:20Z');
  await tick();
  expect(fixture.runs.created.map(({ pipeline }) => pipeline.name)).toEqual(['healthy', 'outdated']);
});
