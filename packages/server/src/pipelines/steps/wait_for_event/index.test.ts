import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { waitForEvent } from './index.ts';

const CONFIG = { event: 'pr.merged', filters: { repository: 'acme/sdk' }, timeout: '2h' };
const at = (time: string, config: object = CONFIG) =>
  createContext(createServices(), config, { now: () => new Date(`2026-03-01T${time}Z`) });
const STATE = { since: '2026-03-01T08:00:00.000Z', until: '2026-03-01T10:00:00.000Z' };

test('it waits for the event that passes its filters, until its time is over', async () => {
  expect(await waitForEvent.run(at('08:00:00'))).toMatchObject({
    waiting_for: 'event pr.merged',
    // It looks once for an event that came before anybody knew that it waits.
    wake_at: new Date('2026-03-01T08:00:02Z'),
    event: { type: 'pr.merged', filters: { repository: 'acme/sdk' } },
    state: STATE,
  });
});

test('the event that came is its output', async () => {
  const { event } = at('09:00:00');
  const outputs = await waitForEvent.resume?.(at('09:00:00'), { kind: 'event', event }, STATE);
  expect(outputs).toEqual({
    timed_out: false,
    event_id: event.id,
    subject: event.subject,
    time: event.time,
    data: event.data,
  });
});

test('an event that was dispatched before the wait was stored is found by a look', async () => {
  const context = at('08:00:02');
  const asked: unknown[] = [];
  const services = createServices({
    findEvent: async (request) => {
      asked.push(request);
      return context.event;
    },
  });
  const outputs = await waitForEvent.resume?.({ ...context, services }, { kind: 'timer' }, STATE);
  expect(outputs).toMatchObject({ timed_out: false, event_id: context.event.id });
  const { event: type, filters } = CONFIG;
  expect(asked).toEqual([{ type, filters, since: new Date(STATE.since), workspace: 'payments' }]);
});

test('when none came it fails, or goes on and says so', async () => {
  const end = (config: object) => waitForEvent.resume?.(at('10:00:00', config), { kind: 'timer' }, STATE);
  await expect(end(CONFIG)).rejects.toThrow('no event pr.merged that passes the filters came within 2h');
  expect(await end({ ...CONFIG, on_timeout: 'continue' })).toMatchObject({ timed_out: true, event_id: null, data: {} });
});

test('woken too early, it waits on', async () => {
  const early = await waitForEvent.resume?.(at('09:00:00'), { kind: 'timer' }, STATE);
  expect(early).toMatchObject({ wake_at: new Date('2026-03-01T10:00:00Z'), event: { type: 'pr.merged' } });
});

test('an event that nobody ever emits is refused', () => {
  expect(JSON.stringify(waitForEvent.config.safeParse({ event: 'pr.merge' }).error?.issues)).toContain(
    'there is no event',
  );
  expect(waitForEvent.config.safeParse({ event: 'custom.deployed' }).success).toBe(true);
});
