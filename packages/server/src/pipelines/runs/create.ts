// A run begins: a row, a cell per step, and the first walk, all in the transaction of whoever starts it. In a concurrency group it stands in line; who goes
// on is decided after the commit (admit.ts), unless the group is busy and says that it is not to be waited for.
import type { Concurrency, RunStatus } from '@mockops/contract';
import { initialCells, renderText } from '@mockops/pipelines';
import type { Database, Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import { insertCells, listCells, reuseCells } from './cells/store.ts';
import { countGroup } from './groups/store.ts';
import { byKey, type OpenRun, type RunJournal, viewOf } from './journal.ts';
import { type Pinned, type PinnedOptions, type PinnedRun, pinRun } from './pinned.ts';
import type { NewRun, Runs } from './ports.ts';
import { aboutRun } from './run-events.ts';
import { findStatus, insertExecution, nextRunNumber, type RunRow } from './store.ts';

export interface CreateOptions {
  database: Pick<Database, 'clock'>;
  org_id: string;
  events: Pick<Events, 'emit'>;
  journal: RunJournal;
  pinned: Pinned;
  run_url: PinnedOptions['run_url'];
  /** After the commit. */
  onLine: (group_key: string) => void;
  onDelayed: () => void;
}

type Created = Awaited<ReturnType<Runs['create']>>;

export function createCreate(options: CreateOptions) {
  return async function create(tx: Tx, run: NewRun): Promise<Created> {
    // The name of its group may tell its number.
    const ahead = run.document.concurrency && (await nextRunNumber(tx.db, run.pipeline.id, run.id));
    if (run.document.concurrency && ahead === undefined) return known(tx, run.id);
    const group = ahead === undefined ? null : groupOf(pin(options, run, ahead));
    const status = run.not_before ? 'delayed' : 'queued';
    const key = group && 'key' in group ? group.key : null;
    const number = await insertExecution(tx.db, {
      id: run.id,
      org_id: options.org_id,
      pipeline_id: run.pipeline.id,
      pipeline_name: run.pipeline.name,
      workspace_id: run.workspace_uid,
      number: ahead ?? null,
      revision: run.pipeline.revision,
      digest: run.pipeline.digest,
      definition: run.document,
      event_id: run.event.id,
      events: run.events.map(({ id }) => id),
      inputs: run.inputs,
      trigger_event: run.event.type,
      reason: run.reason,
      correlation_id: run.event.correlation_id,
      depth: run.event.depth,
      status,
      attempt: run.attempt ?? 1,
      rerun_of: run.rerun_of ?? null,
      replay_id: run.replay_id ?? null,
      effect_root: run.effect_root ?? null,
      called_by: run.called_by ?? null,
      started_by: run.started_by,
      debug: run.debug ?? false,
      group_key: key,
      group_settings: key === null ? null : run.document.concurrency,
      not_before: run.not_before ?? null,
    });
    // Somebody else made it at this very moment.
    if (number === undefined) return known(tx, run.id);
    const pinned = pin(options, run, number);
    tx.afterCommit(() => options.pinned.keep(pinned));
    // The first move writes the steps as it leaves them, unless something comes before it.
    const moves_on = !group && !run.not_before && !run.reuse?.length;
    if (!moves_on) await insertSteps(tx, pinned, run);
    await options.events.emit(tx, {
      type: 'pipeline.run.queued',
      data: { execution_id: run.id, pipeline: run.pipeline.name, number: pinned.number, trigger_event: run.event.type },
      ...aboutRun(pinned),
    });
    const opened = await openNew(tx, pinned, run, key);
    if (moves_on) opened.rows.clear();
    if (group && 'problem' in group) return drop(options, tx, opened, 'failed', group.problem);
    if (run.not_before) {
      tx.afterCommit(options.onDelayed);
      return { id: run.id, status, created: true, message: null };
    }
    if (key !== null && pinned.plan.concurrency) {
      const refused = await whyRefused(tx, key, pinned.plan.concurrency);
      if (refused) return drop(options, tx, opened, refused.as, refused.message);
      tx.afterCommit(() => options.onLine(key));
      return { id: run.id, status, created: true, message: null };
    }
    const { journal } = await options.journal.move(tx, opened);
    return { id: run.id, status: journal.run.status, created: true, message: null };
  };
}

async function known(tx: Tx, id: string): Promise<Created> {
  const status = await findStatus(tx.db, id);
  if (!status) throw new Error(`run ${id} cannot begin: its pipeline is gone`);
  return { id, status, created: false, message: null };
}

function pin(options: CreateOptions, run: NewRun, number: number): PinnedRun {
  return pinRun(options, {
    id: run.id,
    org_id: options.org_id,
    number,
    pipeline_id: run.pipeline.id,
    pipeline_name: run.pipeline.name,
    revision: run.pipeline.revision,
    digest: run.pipeline.digest,
    workspace_uid: run.workspace_uid,
    workspace_id: run.event.workspace_id,
    workspace_title: null,
    attempt: run.attempt ?? 1,
    effect_root: run.effect_root ?? null,
    replay_id: run.replay_id ?? null,
    called_by: run.called_by ?? null,
    started_by: run.started_by,
    debug: run.debug ?? false,
    correlation_id: run.event.correlation_id,
    depth: run.event.depth,
    inputs: run.inputs,
    created_at: options.database.clock.now(),
    document: run.document,
    event: run.event,
    events: run.events,
  });
}

type Group = { key: string } | { problem: string } | null;

function groupOf({ plan, base }: PinnedRun): Group {
  if (!plan.concurrency) return null;
  const rendered = renderText(plan.concurrency.group, base, 'concurrency.group');
  if (rendered.ok) return { key: rendered.value };
  return { problem: rendered.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
}

async function insertSteps(tx: Tx, { id, plan }: PinnedRun, run: NewRun): Promise<void> {
  const cells = initialCells(plan);
  await insertCells(
    tx.db,
    id,
    plan.steps.map((step, index) => ({
      position: cells[index]?.position ?? index,
      step_name: step.name,
      item: '',
      item_value: null,
      section: step.section,
      needs: step.needs,
      is_group: false,
      step_type: step.type,
      max_attempts: step.retry?.max_attempts ?? 1,
      continue_on_error: step.continue_on_error,
      status: 'pending',
      phase: 'pending',
      message: null,
      group_key: null,
      group_limit: null,
      started: false,
      ready: false,
      completed: false,
    })),
  );
  if (run.reuse && run.reuse.length > 0 && run.rerun_of) await reuseCells(tx.db, run.rerun_of, id, run.reuse);
}

/** What was just written, without reading it again; but for what was taken over from another run. */
async function openNew(tx: Tx, pinned: PinnedRun, run: NewRun, key: string | null): Promise<OpenRun> {
  const status = run.not_before ? 'delayed' : 'queued';
  const row: RunRow = {
    ...{ id: run.id, status, group_key: key, group_settings: pinned.plan.concurrency, queued_at: pinned.created_at },
    ...{ admitted_at: null, cancel: null, started_at: null, completed_at: null, error_message: null },
  };
  const blank = { group_key: null, owner: null, wait: null, wake_at: null, started_at: null };
  const cells = run.reuse?.length
    ? await listCells(tx.db, run.id)
    : initialCells(pinned.plan).map((cell) => ({ ...cell, ...blank, step_type: '' }));
  return { row, pinned, rows: byKey(cells), journal: { run: viewOf(row), cells } };
}

/** Without the lock of the group, so that whoever decides about many events holds none; admit.ts looks again under it. */
async function whyRefused(
  tx: Tx,
  key: string,
  { on_conflict, limit, max_pending }: Concurrency,
): Promise<{ as: 'skipped' | 'failed'; message: string } | undefined> {
  const { live, pending } = await countGroup(tx.db, key);
  if (on_conflict !== 'skip' && on_conflict !== 'fail') {
    if (on_conflict !== 'queue' || live < limit || pending < max_pending) return undefined;
    return { as: 'skipped', message: `${pending} runs wait in group "${key}" already (max_pending)` };
  }
  if (live + pending < limit) return undefined;
  const message = `group "${key}" is busy (limit ${limit}), and on_conflict is ${on_conflict}`;
  return { as: on_conflict === 'skip' ? 'skipped' : 'failed', message };
}

async function drop(
  { journal }: CreateOptions,
  tx: Tx,
  opened: OpenRun,
  as: 'skipped' | 'failed',
  message: string,
): Promise<Created> {
  await journal.move(tx, opened, { run: { kind: as === 'skipped' ? 'skipped' : 'broken', message } });
  const status: RunStatus = as;
  return { id: opened.pinned.id, status, created: true, message };
}
