// How long ago each reality level was set or confirmed. In: levels with their confirmations. Out: rows with age, state and advice, worst first.
// Age is computed here, when somebody asks; it is never stored. A level that nobody confirmed is unknown, not fresh.
import { DEFAULT_REALITY, type Measure, type StalenessRow } from '@mockops/contract';
import { measure, newest } from './measure.ts';
import { byText, type Report, slugsOf, type WorkspaceRef } from './report.ts';
import type { LevelRow } from './store.ts';

const DAY_MS = 86_400_000;

export function reportStaleness(sources: {
  workspaces: WorkspaceRef[];
  levels: LevelRow[];
  now: Date;
}): Report<StalenessRow, { stale: Measure }> {
  const { workspaces, levels, now } = sources;
  const slugOf = slugsOf(workspaces);
  const confirmed = inheritLevels(levels).map((level) => ({ level, confirmed_at: confirmedAt(level) }));
  const data = confirmed.map(({ level, confirmed_at }): StalenessRow => {
    const expected_days = expectedDays(level.current_reality_level);
    const staleness_days = confirmed_at === null ? null : Math.max(0, now.getTime() - confirmed_at.getTime()) / DAY_MS;
    const state = stateOf(staleness_days, expected_days);
    return {
      workspace_id: slugOf(level.workspace_id),
      environment: level.environment,
      federation: level.federation,
      service: level.service,
      endpoint: null,
      method: null,
      protocol: 'http',
      current_reality_level: level.current_reality_level,
      last_updated_at: confirmed_at?.toISOString() ?? null,
      staleness_days,
      expected_days,
      state,
      recommendation: recommend({ level: level.current_reality_level, state, staleness_days, expected_days }),
    };
  });
  data.sort(
    (a, b) =>
      severityOf(b) - severityOf(a) ||
      byText(a.workspace_id, b.workspace_id) ||
      byText(`${a.federation ?? ''} ${a.environment}`, `${b.federation ?? ''} ${b.environment}`),
  );
  const unknown = data.filter(({ state }) => state === 'unknown').length;
  const stale = data.filter(({ state }) => state === 'stale' || state === 'expired').length;
  return {
    data,
    summary: { stale: measure(stale, data.length, unknown) },
    evidence_at: newest(confirmed.map(({ confirmed_at }) => confirmed_at)),
  };
}

type KnownLevel = LevelRow & { current_reality_level: string };

/** A service without a level of its own has its environment's; an environment that never set one is left out. */
function inheritLevels(levels: readonly LevelRow[]): KnownLevel[] {
  const environments = levels.filter(({ service }) => service === null);
  return levels.flatMap((level): KnownLevel[] => {
    if (level.current_reality_level !== null) return [{ ...level, current_reality_level: level.current_reality_level }];
    if (level.service === null) return [];
    const own = environments.find(
      ({ workspace_id, environment }) => workspace_id === level.workspace_id && environment === level.environment,
    );
    const current_reality_level = own?.current_reality_level ?? DEFAULT_REALITY;
    // When nobody chose the level, there is no moment at which somebody did.
    const last_updated_at = own?.current_reality_level == null ? null : own.last_updated_at;
    return [{ ...level, current_reality_level, last_updated_at }];
  });
}

/** A drift check confirms only the levels that show the upstream's answers. */
function confirmedAt({ current_reality_level, last_updated_at, last_clean_at }: KnownLevel): Date | null {
  const shows_upstream = current_reality_level === 'real' || current_reality_level === 'blended';
  return newest([last_updated_at, shows_upstream ? last_clean_at : null]);
}

/** How long a confirmation is good for: what moves faster needs it more often. */
function expectedDays(level: string): number {
  if (level === 'real') return 1;
  if (level === 'blended') return 7;
  return level === 'chaos_driven' ? 60 : 30;
}

function stateOf(staleness_days: number | null, expected_days: number): StalenessRow['state'] {
  if (staleness_days === null) return 'unknown';
  const share = staleness_days / expected_days;
  if (share < 0.75) return 'fresh';
  if (share < 1) return 'ageing';
  return share < 2 ? 'stale' : 'expired';
}

/** Unknown sorts first: nobody can say how bad it is. */
function severityOf({ staleness_days, expected_days }: StalenessRow): number {
  return staleness_days === null ? Number.MAX_VALUE : staleness_days / expected_days;
}

interface Advice {
  level: string;
  state: StalenessRow['state'];
  staleness_days: number | null;
  expected_days: number;
}

function recommend({ level, state, staleness_days, expected_days }: Advice): string {
  if (staleness_days === null) {
    return `Choose a level: nobody set ${level} here, and no check of the upstream confirmed it.`;
  }
  const reason = `${level} was confirmed ${describeAge(staleness_days)} and is expected to hold for ${days(expected_days)}`;
  if (state === 'fresh') return `Keep it: ${reason}.`;
  const act = state === 'ageing' ? 'soon' : 'now';
  if (level === 'real' || level === 'blended') {
    return `Send requests through it ${act}, so that the upstream's answers are checked: ${reason}.`;
  }
  if (level === 'chaos_driven') return `Lower it, or set it again ${act} if the faults are still wanted: ${reason}.`;
  return `Compare it with the upstream ${act} (switch to real or blended for a while), or set it again: ${reason}.`;
}

function describeAge(staleness_days: number): string {
  return staleness_days < 1 ? 'less than a day ago' : `${days(Math.floor(staleness_days))} ago`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
