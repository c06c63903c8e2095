// Replays: events that an operator delivers again, to all pipelines that listen or to some, at a rate, with a preview before and a stop at any time.
// In: a selection. Out: rows that the dispatcher takes like those of live events; in a dry run only the decisions that it would make.
import {
  Decision,
  type eventRoutes,
  Problem,
  type Replay,
  type ReplayPreview,
  type ReplaySelection,
  type RouteOutput,
} from '@mockops/contract';
import type { Database, Tx } from '../db/database.ts';
import type { DueTask } from '../runtime/ticker.ts';
import type { AskedPipeline, AskPipelines } from './ask-pipelines.ts';
import {
  complete,
  countSelected,
  countWaiting,
  type DryDecision,
  handOver,
  insertDryDecision,
  insertReplay,
  lease,
  listReplayDecisions,
  listReplayRows,
  lockDueReplay,
  lockUnmoved,
  moveOn,
  newestCursor,
  nextReplayAt,
  type ReplayRow,
  readSelected,
  resume,
  type Selected,
  type SelectedEvent,
  stop,
} from './replays/store.ts';

/** Events are handed over four times a second, or one by one when the rate is lower than that. */
const BEAT_MS = 250;
const MAX_BATCH = 100;
/** Handed over and not decided: no more than this stands between a live event and its turn. */
const MAX_AHEAD = 100;
const PAGE = 500;
/** Of a worker that decides about a batch of a dry run; should it die meanwhile, another one begins again. */
const LEASE_MS = 30_000;

export interface ReplayRequest extends ReplaySelection {
  dry_run: boolean;
  rate: number;
  force_effects: boolean;
}

export function createReplays(options: {
  database: Database;
  org_id: string;
  requireWorkspace: (reference: string) => Promise<{ id: string }>;
  askPipelines: AskPipelines;
  /** There may be something for the dispatcher, and for `task`. */
  onWork: () => void;
}) {
  const { database, org_id, askPipelines } = options;

  async function select(selection: ReplaySelection): Promise<Selected & { targets: AskedPipeline[] | null }> {
    const { from, to } = selection;
    if (from && to && new Date(from) > new Date(to)) throw new Problem('bad-request', `from ${from} is after to ${to}`);
    const workspace =
      selection.workspace_id === undefined ? undefined : await options.requireWorkspace(selection.workspace_id);
    return { org_id, selection, workspace_uid: workspace?.id ?? null, targets: await findTargets(selection) };
  }

  /** null: all that listen. */
  async function findTargets({ pipelines }: ReplaySelection): Promise<AskedPipeline[] | null> {
    if (pipelines === undefined) return null;
    const all = await askPipelines();
    return [...new Set(pipelines)].map((name) => {
      const target = all.find((one) => one.name === name || one.id === name);
      if (!target) throw new Problem('not-found', `there is no pipeline "${name}" to replay events to`);
      return target;
    });
  }

  async function require(id: string): Promise<Replay> {
    const [row] = await listReplayRows(database.db, org_id, id);
    if (!row) throw new Problem('not-found', `there is no replay "${id}"`);
    return present(row);
  }

  async function preview(selection: ReplaySelection): Promise<ReplayPreview> {
    const selected = await select(selection);
    const until = await newestCursor(database.db, org_id);
    const counts = await countSelected(database.db, selected, until);
    const asked = selected.targets ?? (await askPipelines());
    const runs = new Map<AskedPipeline, number>();
    for (let after = '0.0'; ; ) {
      const page = await readSelected(database.db, selected, { after, until, limit: PAGE });
      for (const { event, workspace_uid } of page) {
        for (const pipeline of asked)
          if (pipeline.matches(event, workspace_uid)) runs.set(pipeline, (runs.get(pipeline) ?? 0) + 1);
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.event.cursor;
    }
    const times = (key: 'oldest' | 'newest') => counts.map((row) => row[key].getTime());
    return {
      events: counts.reduce((sum, { count }) => sum + count, 0),
      by_type: Object.fromEntries(counts.map(({ type, count }) => [type, count])),
      pipelines: asked.flatMap((pipeline) => {
        const count = runs.get(pipeline) ?? 0;
        return count === 0 ? [] : [{ pipeline: pipeline.name, runs: count, effects: pipeline.effects }];
      }),
      oldest: counts.length === 0 ? null : new Date(Math.min(...times('oldest'))).toISOString(),
      newest: counts.length === 0 ? null : new Date(Math.max(...times('newest'))).toISOString(),
    };
  }

  /** What is stopped or resumed stays so until somebody says otherwise; saying it twice changes nothing. */
  async function change(id: string, status: 'running' | 'stopped'): Promise<Replay> {
    const before = await require(id);
    if (before.status === 'completed')
      throw new Problem(
        'conflict',
        `replay ${id} is completed; there is nothing left to ${status === 'stopped' ? 'stop' : 'resume'}`,
      );
    await database.transaction((tx) => (status === 'stopped' ? stop(tx.db, id) : resume(tx.db, id)));
    options.onWork();
    return require(id);
  }

  /** One batch of the replay that is due. */
  async function step(): Promise<void> {
    const dry = await database.transaction(async (tx) => {
      const replay = await lockDueReplay(tx.db, org_id);
      if (replay?.dry_run) {
        await lease(tx.db, replay.id, LEASE_MS);
        return replay;
      }
      if (replay) await goOn(tx, replay);
      return undefined;
    });
    if (dry) await goOnDry(dry);
  }

  /** Decides without any lock, for as long as it takes; and writes that only if the replay stands where it stood. */
  async function goOnDry(replay: ReplayRow): Promise<void> {
    const selected = await select(replay.selection).catch(gone);
    if (!selected) return void (await database.transaction((tx) => stop(tx.db, replay.id)));
    const { cursor: after, until_cursor: until } = replay;
    const page = await readSelected(database.db, selected, { after, until, limit: MAX_BATCH });
    const decisions =
      page.length === 0 ? [] : await decideDry(replay, page, selected.targets ?? (await askPipelines()));
    await database.transaction(async (tx) => {
      // Stopped meanwhile, or another worker was quicker.
      if (!(await lockUnmoved(tx.db, replay))) return;
      if (page.length === 0) return complete(tx.db, replay.id);
      for (const decision of decisions) await insertDryDecision(tx.db, decision);
      const cursor = page.at(-1)?.event.cursor ?? after;
      await moveOn(tx.db, replay.id, { delivered: page.length, cursor, pause_ms: 0 });
    });
  }

  async function goOn(tx: Tx, replay: ReplayRow): Promise<void> {
    const move = (page: SelectedEvent[], pause_ms: number) =>
      moveOn(tx.db, replay.id, {
        delivered: page.length,
        cursor: page.at(-1)?.event.cursor ?? replay.cursor,
        pause_ms,
      });
    const waiting = await countWaiting(tx.db, replay.id);
    if (waiting.fresh >= MAX_AHEAD) return move([], BEAT_MS);
    const selected = await select(replay.selection).catch(gone);
    // Its workspace or one of its pipelines was removed meanwhile.
    if (!selected) return void (await stop(tx.db, replay.id));
    const { cursor: after, until_cursor: until } = replay;
    const page = await readSelected(tx.db, selected, { after, until, limit: batchOf(replay.rate) });
    if (page.length === 0) return waiting.all === 0 ? complete(tx.db, replay.id) : move([], BEAT_MS);
    const pipeline_ids = selected.targets?.map(({ id }) => id) ?? null;
    await handOver(tx.db, { org_id, replay_id: replay.id, events: page, pipeline_ids });
    tx.afterCommit(options.onWork);
    return move(page, (page.length / replay.rate) * 1_000);
  }

  async function decideDry(replay: ReplayRow, events: SelectedEvent[], asked: AskedPipeline[]): Promise<DryDecision[]> {
    const decisions: DryDecision[] = [];
    for (const { event, workspace_uid } of events) {
      for (const pipeline of asked.filter((one) => one.listens(event, workspace_uid))) {
        const { would_run, now } = await pipeline.decide({ ...event, replay_id: replay.id }, workspace_uid);
        const named = Decision.safeParse(now.split(':', 1)[0]);
        decisions.push({
          event_id: event.id,
          pipeline_id: pipeline.id,
          replay_id: replay.id,
          decision: would_run ? 'started' : named.success ? named.data : 'filtered',
          reason: would_run ? `would have been ${now}` : now.replace(/^\w+: /, ''),
        });
      }
    }
    return decisions;
  }

  const task: DueTask = {
    name: 'replays',
    run: async () => {
      await step();
      return nextReplayAt(database.db, org_id);
    },
  };

  return {
    preview,
    change,
    task,
    list: async (): Promise<Replay[]> => (await listReplayRows(database.db, org_id)).map(present),

    get: async (id: string): Promise<RouteOutput<typeof eventRoutes.getReplay>> => ({
      ...(await require(id)),
      decisions: await listReplayDecisions(database.db, id),
    }),

    create: async ({ dry_run, rate, force_effects, ...selection }: ReplayRequest, actor: string): Promise<Replay> => {
      refuseEverything(selection);
      const selected = await select(selection);
      const until_cursor = await newestCursor(database.db, org_id);
      const counts = await countSelected(database.db, selected, until_cursor);
      const total = counts.reduce((sum, { count }) => sum + count, 0);
      if (total === 0)
        throw new Problem(
          'bad-request',
          'no stored event is selected, or the data of all of them is gone; look with the preview first',
        );
      const replay = { selection, dry_run, rate, force_effects, actor, total, until_cursor };
      const id = await insertReplay(database.db, org_id, replay);
      options.onWork();
      return require(id);
    },
  };
}
export type Replays = ReturnType<typeof createReplays>;

/** Everything that ever happened is asked for by mistake only. */
function refuseEverything({ from, to, types, event_ids, workspace_id }: ReplaySelection): void {
  if ([from, to, types, event_ids, workspace_id].every((given) => given === undefined))
    throw new Problem('bad-request', 'say which events: event_ids, types, workspace_id, from or to');
}

function gone(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

function batchOf(rate: number): number {
  return Math.min(MAX_BATCH, Math.max(1, Math.floor((rate * BEAT_MS) / 1_000)));
}

function present(row: Awaited<ReturnType<typeof listReplayRows>>[number]): Replay {
  const { id, selection, dry_run, rate, force_effects, status, actor, total, started_runs } = row;
  return {
    ...{ id, selection, dry_run, rate, force_effects, status, actor, total, started_runs },
    delivered: Math.min(total, row.delivered - row.waiting),
    created_at: row.created_at.toISOString(),
    completed_at: row.completed_at?.toISOString() ?? null,
  };
}
