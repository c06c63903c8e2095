import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { Suspended } from '../step-type.ts';
import { wait } from './index.ts';

const at = (time: string, config: object) =>
  createContext(createServices(), config, { now: () => new Date(`2026-03-01T${time}Z`) });

test('it suspends until the time has passed, and goes on with the instant', async () => {
  const waiting = await wait.run(at('08:00:00', { duration: '10m' }));
  if (!(waiting instanceof Suspended)) throw new Error('it does not wait');
  expect(waiting.wake_at).toEqual(new Date('2026-03-01T08:10:00Z'));
  const resumed = await wait.resume?.(at('08:10:00', { duration: '10m' }), { kind: 'timer' }, waiting.state);
  expect(resumed).toEqual({ until: '2026-03-01T08:10:00.000Z' });
});

test('woken too early, it waits for what is left, not for the whole time again', async () => {
  const early = await wait.resume?.(
    at('08:05:00', { duration: '10m' }),
    { kind: 'timer' },
    { until: '2026-03-01T08:10:00Z' },
  );
  expect(early).toMatchObject({ wake_at: new Date('2026-03-01T08:10:00Z') });
});

test('an instant that is past is no wait at all', async () => {
  expect(await wait.run(at('08:00:00', { until: '2026-03-01T09:00:00+01:00' }))).toEqual({
    until: '2026-03-01T08:00:00.000Z',
  });
});

test('it is told how long in one way, with its unit', () => {
  for (const config of [
    {},
    { duration: '1m', until: '2026-03-01T08:00:00Z' },
    { duration: 60 },
    { duration: '0s' },
    { until: 'noon' },
  ])
    expect(wait.config.safeParse(config).success, JSON.stringify(config)).toBe(false);
});
