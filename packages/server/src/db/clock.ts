// The time that all nodes share: the database's. Their own clocks may be minutes apart and may jump, so what is stored or compared with what is stored is
// never read from them. In: a connection. Out: a clock that is set by the database and carried on by this machine's monotonic one.
import type pg from 'pg';

export interface Clock {
  /** Before it was set: the machine's own time. */
  now: () => Date;
  set: () => Promise<void>;
}

/** Often enough for a database that moves to another host, and for a machine that sleeps, which stops its monotonic clock. */
const SET_EVERY_MS = 5_000;

export function createClock(pool: pg.Pool): Clock {
  /** From the monotonic clock to the database's. */
  let ahead_ms: number | undefined;
  return {
    now: () => (ahead_ms === undefined ? new Date() : new Date(performance.now() + ahead_ms)),
    set: async () => {
      const asked = performance.now();
      const { rows } = await pool.query<{ ms: number }>(
        'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
      );
      const answered = performance.now();
      if (rows[0]) ahead_ms = rows[0].ms - (asked + answered) / 2;
    },
  };
}

/** Sets it now and again and again. A database that is away leaves it as it is. */
export async function keepClock(clock: Clock): Promise<() => void> {
  await clock.set();
  const timer = setInterval(() => void clock.set().catch(() => undefined), SET_EVERY_MS);
  return () => clearInterval(timer);
}
