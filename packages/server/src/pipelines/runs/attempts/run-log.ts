// What steps say while they work, line by line and redacted, stored in batches: a chatty step costs a statement a quarter of a second, not one a line.
import type { Database } from '../../../db/database.ts';
import { redactMessages } from '../../../secrets/redact-stream.ts';
import type { Redactor } from '../../../secrets/redactor.ts';
import { insertLogLines, type LogRow } from './store.ts';

const FLUSH_MS = 250;
const BATCH = 500;
/** Of one attempt; what comes after is counted and not kept. */
const MAX_LINES = 10_000;
const MAX_LINE = 8_000;

export interface AttemptLog {
  write: (message: string) => void;
  /** Everything is stored. */
  close: () => Promise<void>;
}

export type RunLog = ReturnType<typeof createRunLog>;

export function createRunLog(options: { database: Database; onError: (error: unknown) => void }) {
  let waiting: LogRow[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.then(async () => {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH);
        waiting = waiting.slice(BATCH);
        // A run that was deleted meanwhile takes its log with it; a log never keeps a step from ending.
        await insertLogLines(options.database.db, batch).catch(options.onError);
      }
    });
    return flushing;
  }

  return {
    open: (
      about: Pick<LogRow, 'execution_id' | 'workspace_uid' | 'step_name' | 'item' | 'attempt'>,
      redactor: Redactor,
    ): AttemptLog => {
      let lines = 0;
      const store = (message: string) => {
        waiting.push({ ...about, at: options.database.clock.now(), message: message.slice(0, MAX_LINE) });
        timer ??= setTimeout(() => void flush(), FLUSH_MS);
      };
      const redacted = redactMessages(redactor, store);
      return {
        write: (message) => {
          lines += 1;
          if (lines <= MAX_LINES) redacted.write(message);
        },
        close: async () => {
          redacted.end();
          if (lines > MAX_LINES) store(`… and ${lines - MAX_LINES} more lines, which are not kept`);
          if (waiting.length > 0) await flush();
        },
      };
    },
    close: flush,
  };
}
