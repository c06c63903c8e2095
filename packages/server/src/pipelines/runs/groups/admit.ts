// Who of a concurrency group goes on: decided under the group's lock from its rows, and carried out on runs that nobody holds at this moment; those that
// are held are looked at again when they change, or by the ticker.
import type { Concurrency } from '@mockops/contract';
import { decideGroup, type GroupMember, nextExpiry } from '@mockops/pipelines';
import type { Database, Tx } from '../../../db/database.ts';
import type { RunJournal } from '../journal.ts';
import { listLines, listRunMembers, listStepMembers, lockGroup, type StepMember } from './store.ts';

export interface Admission {
  /** Answers when somebody in line gives up. */
  runs: (key: string) => Promise<Date | null>;
  steps: (key: string) => Promise<Date | null>;
  /** All groups with a line. */
  everybody: () => Promise<Date | null>;
}

export function createAdmission(options: {
  database: Database;
  journal: RunJournal;
  /** The `concurrency` of a step of a run. */
  settingsOf: (tx: Tx, execution_id: string, step_name: string) => Promise<Concurrency | null>;
}): Admission {
  const { database, journal } = options;

  async function admitRuns(key: string): Promise<Date | null> {
    return database.transaction(async (tx) => {
      await lockGroup(tx.db, 'runs', key);
      const members = await listRunMembers(tx.db, key);
      const { admit, drop, cancel } = decideGroup(key, members, database.clock.now().getTime());
      for (const id of admit) {
        const open = await journal.open(tx, id, { skip_locked: true });
        if (open?.journal.run.status === 'queued') await journal.move(tx, open, { place: 'taken' });
      }
      for (const { id, as, message } of drop) {
        const open = await journal.open(tx, id, { skip_locked: true });
        if (open) await journal.move(tx, open, { run: { kind: as === 'failed' ? 'broken' : as, message } });
      }
      for (const { id, message } of cancel) {
        const open = await journal.open(tx, id, { skip_locked: true });
        if (!open || open.journal.run.ending) continue;
        const ending = { mode: 'cancel', by: `group "${key}"`, reason: message, timed_out: false } as const;
        await journal.move(tx, open, { ending });
      }
      return asDate(nextExpiry(members));
    });
  }

  async function admitSteps(key: string): Promise<Date | null> {
    return database.transaction(async (tx) => {
      await lockGroup(tx.db, 'steps', key);
      const rows = await listStepMembers(tx.db, key);
      const members = new Map<string, StepMember>();
      const counted: GroupMember[] = [];
      for (const [index, row] of rows.entries()) {
        const settings = await options.settingsOf(tx, row.execution_id, row.step_name);
        if (!settings) continue;
        const id = String(index);
        members.set(id, row);
        const { holds_place, waited, ready_at, limit } = row;
        const queued_at = ready_at.getTime() + index / 1_000;
        counted.push({ id, holds_place, started: waited, ending: false, settings: { ...settings, limit }, queued_at });
      }
      const { admit, drop, cancel } = decideGroup(key, counted, database.clock.now().getTime());
      const about = async (id: string, event: Parameters<typeof stimulate>[2]) => {
        const row = members.get(id);
        if (row) await stimulate(tx, row, event);
      };
      for (const id of admit) await about(id, { kind: 'admitted' });
      for (const { id, as, message } of drop)
        await about(
          id,
          as === 'failed' ? { kind: 'refused', message } : { kind: 'skipped', reason: 'concurrency', message },
        );
      for (const { id, message } of cancel) await about(id, { kind: 'cancelled', message });
      return asDate(nextExpiry(counted));
    });
  }

  async function stimulate(
    tx: Tx,
    { execution_id, step_name: name, item }: StepMember,
    event:
      | { kind: 'admitted' }
      | { kind: 'refused' | 'cancelled'; message: string }
      | { kind: 'skipped'; reason: 'concurrency'; message: string },
  ): Promise<void> {
    const open = await journal.open(tx, execution_id, { skip_locked: true });
    if (open) await journal.move(tx, open, { steps: [{ name, item, event }] });
  }

  return {
    runs: admitRuns,
    steps: admitSteps,
    everybody: async () => {
      const lines = await listLines(database.db);
      const next: Date[] = [];
      for (const key of lines.runs) next.push(...present(await admitRuns(key)));
      for (const key of lines.steps) next.push(...present(await admitSteps(key)));
      return next.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
    },
  };
}

function present(date: Date | null): Date[] {
  return date === null ? [] : [date];
}

function asDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
