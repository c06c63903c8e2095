// Waits for a database that is away: what an attempt has found out is not lost because PostgreSQL restarts meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';

/** Refused, reset, or a code by which PostgreSQL says that it goes down or comes up. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
]);
const FIRST_MS = 100;
const LONGEST_MS = 2_000;

export async function patiently<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
  for (let pause_ms = FIRST_MS; ; pause_ms = Math.min(LONGEST_MS, pause_ms * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || stop.aborted) throw error;
      await sleep(pause_ms, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

/** The database, not the outside: what steps meet there they wrap in errors of their own. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    AWAY.has(code) ||
    /Connection terminated|connection timeout|Client has encountered a connection error/i.test(error.message)
  );
}
