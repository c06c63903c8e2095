// Looks at coverage and staleness of every workspace now and then, and tells `coverage.dropped` and `reality.stale` when something crossed.
// The state and the event are written in one transaction under the workspace's row, so several workers tell each crossing once.
import type { Database, Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import type { Analytics } from '../service.ts';
import { judgeCoverage, judgeStaleness, WatchState } from './judge.ts';
import { addMissingWatches, saveWatch, takeDueWatch, type WatchRow } from './store.ts';

const EVERY_MS = 15 * 60_000;
/** A new workspace is noticed within this; tickers ask much more often. */
const NOTICE_MS = 60_000;
const TIME_RANGE = '30d';
const ACTOR = 'analytics';
/** In one event; the analytics list them all. */
const MAX_OPERATIONS = 100;
const MAX_ROWS = 1_000;

export function createMetricWatch(options: {
  database: Database;
  org_id: string;
  events: Events;
  analytics: Analytics;
  now: () => Date;
}): DueTask {
  const { database, org_id, events, analytics, now } = options;

  async function look(tx: Tx, row: WatchRow): Promise<WatchState> {
    const known = WatchState.parse(row.state);
    const workspace = { id: row.workspace_id, slug: row.slug };
    const named = { workspace_id: row.slug, workspace_name: row.title ?? row.slug };
    const { operations, covered, missing } = await analytics.ciCoverage({
      workspaces: [row.slug],
      time_range: TIME_RANGE,
    });
    const { percentage } = operations;
    const coverage = judgeCoverage(known, { percentage, covered, missing: missing.operations });
    if (coverage.dropped) {
      const { before, after, lost } = coverage.dropped;
      const lost_operations = lost.slice(0, MAX_OPERATIONS);
      const data = { ...named, before, after, time_range: TIME_RANGE, lost_operations };
      await events.emit(tx, { type: 'coverage.dropped', workspace, actor: ACTOR, data });
    }
    const query = { workspace_id: row.slug, time_range: TIME_RANGE, tz: 'UTC', limit: MAX_ROWS };
    const staleness = judgeStaleness(coverage.state, (await analytics.realityStaleness(query)).data);
    for (const level of staleness.crossed) {
      const { environment, federation, service, current_reality_level, staleness_days, expected_days } = level;
      await events.emit(tx, {
        type: 'reality.stale',
        workspace,
        subject: service === null ? `${row.slug}@${environment}` : `${federation}/${service}`,
        actor: ACTOR,
        data: {
          ...named,
          environment,
          federation,
          service,
          reality_level: current_reality_level,
          age_days: Math.floor((staleness_days ?? 0) * 10) / 10,
          expected_life_days: expected_days,
        },
      });
    }
    return staleness.state;
  }

  let quiet_until = 0;
  return {
    name: 'coverage and staleness',
    run: async () => {
      if (now().getTime() < quiet_until) return new Date(quiet_until);
      quiet_until = now().getTime() + NOTICE_MS;
      await addMissingWatches(database.db, org_id, now());
      const next = new Date(now().getTime() + EVERY_MS);
      const lookAtOne = () =>
        database.transaction(async (tx) => {
          const row = await takeDueWatch(tx.db, org_id, now());
          if (row) await saveWatch(tx.db, row.workspace_id, await look(tx, row), next);
          return row !== undefined;
        });
      while (await lookAtOne());
      return new Date(quiet_until);
    },
  };
}
