// Schedules: kept in step with the saved definitions, and fired when they are due. A fire is an event whose id is made of the pipeline, the trigger and the
// planned instant, so that it happens once however many workers look. What becomes of it is decided like of any other event.
import type { PipelineDocument, Schedule } from '@mockops/contract';
import { firesBetween, jitterOf, nextFire } from '@mockops/pipelines';
import type { Kysely } from 'kysely';
import type { Database, Tables, Tx } from '../../../db/database.ts';
import { canonicalJson, deterministicUuid, sha256 } from '../../../digest.ts';
import type { Events } from '../../../events/service.ts';
import { throwAll } from '../../../runtime/one-by-one.ts';
import { type Listener, type Listeners, readable } from '../listeners.ts';
import {
  type DueSchedule,
  deleteSchedules,
  listSchedules,
  lockDueSchedule,
  nextScheduleIn,
  putOffSchedule,
  readClock,
  type ScheduleRow,
  saveSchedule,
} from './store.ts';

/** Whoever is later than this was not there in time. A cron is no finer than a minute. */
const GRACE_MS = 60_000;
/** Of missed instants, how many are named and how many are counted. */
const MAX_NAMED = 100;
const MAX_COUNTED = 10_000;
/** What could not be fired is tried again while it is still in time. */
const RETRY_MS = 10_000;
/** Fires of one look; what is left is looked at again at once. */
const MAX_PER_LOOK = 100;

export interface SchedulesOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emitOnce'>;
  listeners: Listeners;
  /** After a commit that planned something. */
  onPlanned?: () => void;
  /** Absent: the clock of the database, which all workers share. */
  now?: () => Date;
}

export function createSchedules(options: SchedulesOptions) {
  const { database, org_id, events, listeners } = options;
  const clock = () => options.now?.() ?? null;

  async function fireOne(tx: Tx, row: DueSchedule): Promise<void> {
    const [kept] = await listeners.keep(tx.db, [row.pipeline_id]);
    const listener = kept && readable(kept);
    const schedule = listener?.document.triggers[row.trigger_index]?.schedule;
    if (!listener || !schedule || !row.planned_at) {
      await saveSchedule(tx.db, { ...row, next_at: null, last_planned_at: null });
      return;
    }
    const { now } = row;
    const moved = movedLater(schedule, row.planned_at);
    if (moved && moved > now) {
      await saveSchedule(tx.db, { ...row, ...planned(row, schedule, moved), last_planned_at: null });
      return;
    }
    const oldest = new Date(now.getTime() - Math.max(schedule.catchup_window, GRACE_MS) - schedule.jitter);
    const fire =
      row.planned_at >= oldest ? newestOf(schedule, row.planned_at, now) : newestAfter(schedule, oldest, now);
    const missed =
      row.planned_at >= oldest
        ? []
        : [row.planned_at, ...firesBetween(schedule, row.planned_at, justBefore(oldest), MAX_COUNTED)];
    if (missed.length > 0) await tellMissed(tx, listener, row, missed);
    if (fire) await tellFire(tx, listener, row, fire);
    const planned_at = nextFire(schedule, now);
    await saveSchedule(tx.db, { ...row, ...planned(row, schedule, planned_at), last_planned_at: fire ?? null });
  }

  /** One that is due. One that cannot be fired is put off, and in nobody's way. False: there is none. */
  async function fireNext(errors: unknown[]): Promise<boolean> {
    let taken: DueSchedule | undefined;
    try {
      return await database.transaction(async (tx) => {
        taken = await lockDueSchedule(tx.db, org_id, clock());
        if (taken) await fireOne(tx, taken);
        return taken !== undefined;
      });
    } catch (error) {
      const row = taken;
      if (!row) throw error;
      errors.push(error);
      await putOffSchedule(database.db, row, new Date(row.now.getTime() + RETRY_MS));
      return true;
    }
  }

  async function tellFire(tx: Tx, listener: Listener, row: ScheduleRow & { now: Date }, fire: Date): Promise<void> {
    await events.emitOnce(tx, {
      id: deterministicUuid('schedule', row.pipeline_id, String(row.trigger_index), fire.toISOString()),
      type: 'schedule.fired',
      actor: 'schedule',
      subject: listener.pipeline.name,
      ...aboutPipeline(listener, row, { planned_at: fire.toISOString(), fired_at: row.now.toISOString() }),
    });
  }

  async function tellMissed(tx: Tx, listener: Listener, row: ScheduleRow, missed: Date[]): Promise<void> {
    await events.emitOnce(tx, {
      id: deterministicUuid('missed', row.pipeline_id, String(row.trigger_index), missed[0]?.toISOString() ?? ''),
      type: 'schedule.missed',
      actor: 'schedule',
      subject: listener.pipeline.name,
      ...aboutPipeline(listener, row, {
        planned_at: missed.slice(0, MAX_NAMED).map((instant) => instant.toISOString()),
        count: missed.length,
      }),
    });
  }

  return {
    /** To be called in the transaction that saves a definition, and with `anew` when a pipeline is switched on again: it fires from now on. */
    sync: async (tx: Tx, pipeline_id: string, document: PipelineDocument, anew = false): Promise<void> => {
      const known = await listSchedules(tx.db, [pipeline_id]);
      const now = options.now?.() ?? (await readClock(tx.db));
      const kept: number[] = [];
      for (const [trigger_index, { schedule, enabled }] of document.triggers.entries()) {
        if (!schedule || !enabled) continue;
        kept.push(trigger_index);
        const digest = sha256(canonicalJson(schedule));
        if (!anew && known.some((row) => row.trigger_index === trigger_index && row.digest === digest)) continue;
        const row = { pipeline_id, trigger_index, digest };
        const next = planned(row, schedule, nextFire(schedule, now));
        await saveSchedule(tx.db, { ...row, ...next, last_planned_at: null });
      }
      await deleteSchedules(tx.db, pipeline_id, kept);
      if (kept.length > 0) tx.afterCommit(() => options.onPlanned?.());
    },

    /** Fires what is due; for a ticker. Answers when the next one is. Throws what went wrong once all had their turn. */
    fireDue: async (): Promise<Date | null> => {
      const errors: unknown[] = [];
      for (let count = 0; count < MAX_PER_LOOK; count += 1) if (!(await fireNext(errors))) break;
      throwAll(errors, 'schedules');
      const pause_ms = await nextScheduleIn(database.db, org_id, clock());
      return pause_ms === null ? null : new Date(database.clock.now().getTime() + pause_ms);
    },

    /** When triggers fire next, by pipeline and place of the trigger. */
    nextOf: async (db: Kysely<Tables>, pipeline_ids: string[]) => {
      const rows = await listSchedules(db, pipeline_ids);
      return (pipeline_id: string, trigger_index: number): Date | null =>
        rows.find((row) => row.pipeline_id === pipeline_id && row.trigger_index === trigger_index)?.next_at ?? null;
    },
  };
}
export type Schedules = ReturnType<typeof createSchedules>;

/** The planned instant, and the one that jitter makes of it: the same one on every worker. */
function planned(
  { pipeline_id, trigger_index }: Pick<ScheduleRow, 'pipeline_id' | 'trigger_index'>,
  schedule: Schedule,
  planned_at: Date | null,
): Pick<ScheduleRow, 'planned_at' | 'next_at'> {
  if (!planned_at) return { planned_at: null, next_at: null };
  const jitter = jitterOf(`${pipeline_id}/${trigger_index}`, planned_at, schedule.jitter);
  return { planned_at, next_at: new Date(planned_at.getTime() + jitter) };
}

/** No change of a zone's rules moves clocks by more. */
const LONGEST_SHIFT_MS = 3 * 3_600_000;

/** The rules of zones come with the server's updates: what was planned by older ones may be too early by the newest. */
function movedLater(schedule: Schedule, planned_at: Date): Date | undefined {
  const next = nextFire(schedule, justBefore(planned_at));
  if (!next || next.getTime() === planned_at.getTime()) return undefined;
  return next.getTime() - planned_at.getTime() <= LONGEST_SHIFT_MS ? next : undefined;
}

/** The newest fire of those from `first` on: the others are made up for with it. */
function newestOf(schedule: Schedule, first: Date, now: Date): Date {
  return firesBetween(schedule, first, now, MAX_COUNTED).at(-1) ?? first;
}

function newestAfter(schedule: Schedule, oldest: Date, now: Date): Date | undefined {
  return firesBetween(schedule, justBefore(oldest), now, MAX_COUNTED).at(-1);
}

function justBefore(instant: Date): Date {
  return new Date(instant.getTime() - 1);
}

function aboutPipeline<T extends object>({ pipeline, document }: Listener, { trigger_index }: ScheduleRow, more: T) {
  const { name, workspace_id, workspace_uid } = pipeline;
  const cron = [document.triggers[trigger_index]?.schedule?.cron ?? ''].flat().join(', ');
  return {
    data: { ...(workspace_id !== null && { workspace_id }), pipeline: name, trigger: trigger_index, cron, ...more },
    ...(workspace_id !== null && workspace_uid !== null && { workspace: { id: workspace_uid, slug: workspace_id } }),
  };
}
