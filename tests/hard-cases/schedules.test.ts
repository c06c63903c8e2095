// Schedules where clocks are not simple: both days of daylight saving in Paris, two replicas, a server that was down, and rules of a zone that change.
// On a clock of the test, with the server's own triggers and a real database; only the run core remembers instead of running.
import { PipelineDocument } from '@mockops/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSchedules, type Schedules } from '../../packages/server/src/pipelines/triggers/schedules/service.ts';
import { createFixture, type Fixture } from '../../packages/server/src/pipelines/triggers/triggers.fixture.ts';

const HOUR = 3_600_000;
const PARIS = { timezone: 'Europe/Paris' };

let fixture: Fixture;
let now: Date;
let replicas: Schedules[];
beforeAll(async () => {
  fixture = await createFixture();
  const { database, org_id, events, triggers } = fixture;
  const options = { database, org_id, events, listeners: triggers.listeners, now: () => now };
  replicas = [createSchedules(options), createSchedules(options)];
});
beforeEach(() => fixture.clear());
afterAll(() => fixture.close());

const clock = (instant: string) => {
  now = new Date(instant);
};

async function save(name: string, schedule: Record<string, unknown>): Promise<string> {
  const document = { name, triggers: [{ schedule }] };
  const id = await fixture.save(document);
  const parsed = PipelineDocument.parse({ steps: [{ name: 's', type: 't' }], ...document });
  await fixture.database.transaction(async (tx) => replicas[0]?.sync(tx, id, parsed));
  return id;
}

/** Both replicas look at the same moment, and then what they fired is decided. */
async function tick(): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.fireDue()));
  await fixture.dispatch();
}

async function walk(from: string, to: string, minutes: number): Promise<void> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += minutes * 60_000) {
    now = new Date(at);
    await tick();
  }
}

const fires = () => fixture.runs.created.map(({ event }) => String(event.data.planned_at).slice(0, 16));

test('hard case 20: at 02:30 in Paris: once at the end of the gap, once in the hour that comes twice, with two replicas', async () => {
  clock('2026-03-27T12:00Z');
  await save('nightly', { cron: '30 2 * * *', ...PARIS });
  await walk('2026-03-28T00:00Z', '2026-03-30T03:00Z', 30);
  expect(fires()).toEqual(['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']);
  await fixture.clear();
  clock('2026-10-23T12:00Z');
  await save('nightly', { cron: '30 2 * * *', ...PARIS });
  await walk('2026-10-24T00:00Z', '2026-10-26T03:00Z', 30);
  expect(fires()).toEqual(['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
});

test.each([
  ['gap', '2026-03-29'],
  ['fold', '2026-10-25'],
])('hard case 20: every half hour follows real time on the day of the %s', async (_, day) => {
  now = new Date(Date.parse(`${day}T00:00Z`) - 60_000);
  await save('often', { cron: '*/30 * * * *', ...PARIS });
  await walk(`${day}T00:00Z`, `${day}T03:00Z`, 10);
  const times = ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00'];
  expect(fires()).toEqual(times.map((time) => `${day}T${time}`));
});

test('hard case 20: a fire has one identity: whoever takes over after a replica died fires it no second time', async () => {
  clock('2026-06-01T00:30Z');
  const id = await save('once', { cron: '0 1 * * *' });
  clock('2026-06-01T01:00Z');
  await replicas[0]?.fireDue();
  // The other one believes that it is still to be done, as after a restored backup.
  await fixture.database.pool.query(
    "update schedules set planned_at = '2026-06-01T01:00Z', next_at = '2026-06-01T01:00Z' where pipeline_id = $1",
    [id],
  );
  await replicas[1]?.fireDue();
  await fixture.dispatch();
  expect(fires()).toEqual(['2026-06-01T01:00']);
  expect(await fixture.events.list({ type: 'schedule.fired', limit: 10 })).toHaveLength(1);
});

test('hard case 20: fires that were missed are made up for once within the window; older ones are told', async () => {
  clock('2026-06-01T00:30Z');
  await save('caught-up', { cron: '0 * * * *', catchup_window: 3 * HOUR });
  await save('strict', { cron: '0 * * * *' });
  clock('2026-06-01T06:20Z');
  await tick();
  expect(fixture.runs.created.map(({ pipeline, event }) => [pipeline.name, event.data.planned_at])).toEqual([
    ['caught-up', '2026-06-01T06:00:00.000Z'],
  ]);
  const missed = await fixture.events.list({ type: 'schedule.missed', limit: 10 });
  expect(Object.fromEntries(missed.map(({ data }) => [data.pipeline, data.count]))).toEqual({
    'caught-up': 3,
    strict: 6,
  });
  clock('2026-06-01T07:00:05Z');
  await tick();
  expect(fires()).toEqual(['2026-06-01T06:00', '2026-06-01T07:00', '2026-06-01T07:00']);
});

test('hard case 20: down over 02:30 on the night of the gap, the fire is made up for at the instant at which it was planned', async () => {
  clock('2026-03-28T12:00Z');
  await save('nightly', { cron: '30 2 * * *', ...PARIS, catchup_window: 6 * HOUR });
  clock('2026-03-29T05:00Z');
  await tick();
  await tick();
  expect(fires()).toEqual(['2026-03-29T01:00']);
});

test('hard case 20: what older rules of a zone planned too early waits for its time; what they planned too late fires once', async () => {
  clock('2026-06-01T00:30Z');
  const id = await save('moved', { cron: '0 9 * * *', ...PARIS });
  /** As rules that are an hour off would have planned it. */
  const planned = (instant: string) =>
    fixture.database.pool.query('update schedules set planned_at = $2, next_at = $2 where pipeline_id = $1', [
      id,
      instant,
    ]);
  await planned('2026-06-01T06:00Z');
  await walk('2026-06-01T05:30Z', '2026-06-01T08:00Z', 30);
  expect(fires()).toEqual(['2026-06-01T07:00']);
  await planned('2026-06-02T08:00Z');
  await walk('2026-06-02T06:30Z', '2026-06-02T09:00Z', 30);
  await walk('2026-06-03T06:30Z', '2026-06-03T09:00Z', 30);
  expect(fires()).toEqual(['2026-06-01T07:00', '2026-06-02T08:00', '2026-06-03T07:00']);
});
