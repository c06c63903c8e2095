// The cells of a run after a move, as rows: all that changed in one statement, all that are new in another, and the ends of their attempts.
import { isEnded, type Journal } from '@mockops/pipelines';
import type { Tx } from '../../../db/database.ts';
import { deleteEventWaits, insertEventWait } from '../attempts/store.ts';
import { key, type Outcome, planOf, stepEffects } from '../outcome.ts';
import {
  type AttemptChange,
  type CellChange,
  type CellRow,
  insertCells,
  type NewCellRow,
  updateCells,
} from './store.ts';

export async function writeCells(tx: Tx, { before, after, moves, effects, kept }: Outcome): Promise<void> {
  const { pinned, rows } = before;
  const groups = new Map(
    moves.flatMap((move) => (move.kind === 'step' && move.group ? [[key(move), move.group] as const] : [])),
  );
  const expanded = new Set(moves.flatMap((move) => (move.kind === 'expand' ? [move.name] : [])));
  const changes: CellChange[] = [];
  const fresh: NewCellRow[] = [];
  for (const cell of after.cells) {
    const row = rows.get(key(cell));
    const group = groups.get(key(cell));
    if (!row) {
      const step = planOf(pinned, cell.name);
      fresh.push({
        position: cell.position,
        step_name: cell.name,
        item: cell.item,
        item_value: cell.item_value,
        section: step.section,
        needs: step.needs,
        is_group: expanded.has(cell.name) && cell.item === '',
        step_type: step.type,
        max_attempts: cell.max_attempts,
        continue_on_error: step.continue_on_error,
        status: cell.status,
        phase: cell.phase,
        message: cell.message,
        group_key: group?.key ?? null,
        group_limit: group?.settings.limit ?? null,
        started: cell.phase === 'expanded',
        ready: cell.status === 'ready',
        completed: isEnded(cell.status),
      });
      continue;
    }
    const keep = kept.get(key(cell))?.keep ?? {};
    if (!hasChanged(row, cell) && Object.keys(keep).length === 0) continue;
    const wait = isEnded(cell.status) ? undefined : (keep.wait ?? row.wait ?? undefined);
    const wake_at =
      cell.phase === 'waiting' || cell.phase === 'backing_off' ? (keep.wake_at?.toISOString() ?? null) : null;
    changes.push({
      step_name: cell.name,
      item: cell.item,
      status: cell.status,
      phase: cell.phase,
      attempt: cell.attempt,
      max_attempts: cell.max_attempts,
      message: cell.message,
      ...(keep.input !== undefined && { input: keep.input }),
      ...(keep.output !== undefined && { output: keep.output }),
      ...(keep.summary !== undefined && { summary: keep.summary }),
      ...(keep.reused_from !== undefined && { reused_from: keep.reused_from }),
      ...(keep.owner !== undefined && { owner: keep.owner }),
      ...(expanded.has(cell.name) && cell.item === '' && { is_group: true }),
      ...(group && { group_key: group.key, group_limit: group.settings.limit }),
      ...(wait !== undefined && { wait }),
      wake_at,
      started: cell.attempt > 0 || cell.phase === 'expanded',
      ready: cell.status === 'ready' && row.status !== 'ready',
      completed: isEnded(cell.status),
    });
  }
  const { id, org_id, workspace_uid } = pinned;
  await insertCells(tx.db, id, fresh);
  await updateCells(tx.db, id, changes, attemptsOf(effects, kept));
  const woken = after.cells.filter((cell) => rows.get(key(cell))?.phase === 'waiting' && cell.phase !== 'waiting');
  await deleteEventWaits(
    tx.db,
    id,
    woken.map(({ name, item }) => ({ name, item })),
  );
  for (const { name, item, keep } of kept.values()) {
    if (!keep?.event_wait) continue;
    const { type: event_type, filters } = keep.event_wait;
    const about = { execution_id: id, step_name: name, item, org_id, workspace_id: workspace_uid };
    await insertEventWait(tx.db, { ...about, event_type, filters });
  }
}

function attemptsOf(effects: Outcome['effects'], kept: Outcome['kept']): AttemptChange[] {
  const attempts = new Map<string, AttemptChange>();
  for (const { name, item, effect } of stepEffects(effects)) {
    if (effect.kind !== 'open_attempt' && effect.kind !== 'close_attempt') continue;
    const { attempt: number } = effect;
    const id = `${key({ name, item })}/${number}`;
    const about = { step_name: name, item, number, opened: attempts.has(id), error_class: null, reconciled: false };
    if (effect.kind === 'open_attempt') {
      attempts.set(id, { ...about, opened: true, closed: false, status: 'running', error: null });
      continue;
    }
    const { error_class = null, reconciled = false } = kept.get(key({ name, item }))?.keep ?? {};
    attempts.set(id, { ...about, closed: true, status: effect.status, error: effect.message, error_class, reconciled });
  }
  return [...attempts.values()];
}

function hasChanged(row: CellRow, cell: Journal['cells'][number]): boolean {
  return row.phase !== cell.phase || row.attempt !== cell.attempt || row.message !== cell.message;
}
