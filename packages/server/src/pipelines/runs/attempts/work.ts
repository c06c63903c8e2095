// Work under a time limit, that is told to stop when its run is cancelled, its time is over, another worker took it up, or the server stops. Work that does
// not listen is left behind after a grace; what it still finds out counts for nothing.
import type { AttemptName } from './attempt-id.ts';

/** The server stopped before the attempt ended: nothing was stored, and another worker takes it up. */
export class Interrupted extends Error {}

/** The attempt's own time was over. */
export class TimedOut extends Error {}

/** Nobody waits for the result any more. */
class Abandoned extends Error {}

/** How long a step that was told to stop may take to do so. */
const GRACE_MS = 10_000;

/** Longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface WorkingAttempt extends AttemptName {
  owner: string;
  abandon: () => void;
}

/** Attempts that run in this process, by owner. */
export type Working = Map<string, WorkingAttempt>;

export async function workUnder<T>(
  working: Working,
  about: AttemptName & { owner: string; timeout_ms: number; stopping: AbortSignal },
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { timeout_ms, stopping, ...attempt } = about;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new TimedOut('no end in time')), Math.min(timeout_ms, LONGEST_TIMER_MS));
  const stop = () => ending.abort(new Interrupted('the server stops'));
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop, { once: true });
  working.set(attempt.owner, {
    ...attempt,
    abandon: () => ending.abort(new Abandoned('the attempt is not wanted any more')),
  });
  try {
    const result = await endOf(body(ending.signal), ending.signal);
    // A result that comes too late is none: a retry may have been promised already.
    if (ending.signal.reason instanceof TimedOut) throw ending.signal.reason;
    return result;
  } catch (error) {
    // Whatever the work made of being told to stop: it ended because of that.
    if (ending.signal.aborted) throw ending.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
    working.delete(attempt.owner);
  }
}

/** The end of the work; or, once the signal fired and the grace is over, the signal's reason. */
function endOf<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      grace = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
    });
  });
}
