// What a waiting step waited for came: it is stored with the step, and an attempt goes on with it once there is a place.
import type { Tx } from '../../db/database.ts';
import { type RunJournal, WaitState } from './journal.ts';
import { key } from './outcome.ts';
import type { Runs } from './ports.ts';

export function createWake(journal: RunJournal, now: () => Date): Runs['wake'] {
  return async function wake(tx: Tx, step, stimulus): Promise<boolean> {
    const open = await journal.open(tx, step.execution_id);
    const name = step.step_name;
    const cell = open?.rows.get(key({ name, item: step.item }));
    if (!open || cell?.phase !== 'waiting') return false;
    const wait = WaitState.parse(cell.wait);
    const waited_ms = wait.waited_ms + (wait.since === undefined ? 0 : sinceMs(wait.since, now()));
    const lines_up = cell.group_key !== null && !wait.keeps_place;
    const { refused } = await journal.move(tx, open, {
      steps: [
        { name, item: step.item, event: { kind: 'woken', lines_up }, keep: { wait: { ...wait, stimulus, waited_ms } } },
      ],
    });
    return !refused;
  };
}

function sinceMs(since: string, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(since));
}
