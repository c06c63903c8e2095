// Who of a concurrency group goes on, who makes room and who gives up: a pure decision over the rows of the group. There is no counter: places are
// the members that hold one, so whoever ended, however it ended, holds none.
import type { Concurrency } from '@mockops/contract';

export interface GroupMember {
  id: string;
  holds_place: boolean;
  /** It ran before, gave its place back while it waited, and is in line again: nothing but a place ends its waiting. */
  started: boolean;
  /** It was told to end already. */
  ending: boolean;
  settings: Concurrency;
  /** Milliseconds; orders the line. */
  queued_at: number;
}

export interface GroupDecision {
  /** In this order. */
  admit: string[];
  /** Those in line that never get a place. */
  drop: { id: string; as: 'superseded' | 'expired' | 'skipped' | 'failed'; message: string }[];
  /** Those that hold a place and must make room. */
  cancel: { id: string; message: string }[];
}

export function decideGroup(key: string, members: readonly GroupMember[], now: number): GroupDecision {
  const decision: GroupDecision = { admit: [], drop: [], cancel: [] };
  const arrived = [...members].sort((a, b) => a.queued_at - b.queued_at);
  const drop = (member: GroupMember, as: GroupDecision['drop'][number]['as'], message: string) => {
    if (!member.started) decision.drop.push({ id: member.id, as, message });
    return !member.started;
  };
  let line = arrived.filter(({ holds_place }) => !holds_place);
  line = line.filter((one) => {
    const { max_wait } = one.settings;
    if (max_wait === undefined || now - one.queued_at < max_wait) return true;
    return !drop(one, 'expired', `no place in group "${key}" within ${max_wait / 1_000} s (max_wait)`);
  });
  const newest = line.at(-1);
  if (newest?.settings.order === 'newest_first') line.reverse();
  let live = arrived.length - arrived.filter(({ holds_place }) => !holds_place).length;
  line = line.filter((one) => {
    if (live >= one.settings.limit) return true;
    decision.admit.push(one.id);
    live += 1;
    return false;
  });
  if (newest && line.includes(newest) && newest.settings.on_conflict === 'cancel_in_progress') {
    for (const { id, holds_place, ending } of arrived)
      if (holds_place && !ending)
        decision.cancel.push({ id, message: `a newer one of group "${key}" takes its place` });
  }
  const replaces =
    newest?.settings.on_conflict === 'cancel_in_progress' || newest?.settings.on_conflict === 'replace_pending';
  let waiting = 0;
  for (const one of line.sort((a, b) => a.queued_at - b.queued_at)) {
    const { on_conflict, max_pending } = one.settings;
    const busy = `group "${key}" is busy (limit ${one.settings.limit})`;
    if (replaces && one !== newest && drop(one, 'superseded', `a newer one of group "${key}" came`)) continue;
    if (on_conflict === 'skip' && drop(one, 'skipped', `${busy}, and on_conflict is skip`)) continue;
    if (on_conflict === 'fail' && drop(one, 'failed', `${busy}, and on_conflict is fail`)) continue;
    if (waiting >= max_pending && drop(one, 'skipped', `${waiting} wait in group "${key}" already (max_pending)`))
      continue;
    waiting += 1;
  }
  return decision;
}

/** When somebody in line gives up at the earliest. */
export function nextExpiry(members: readonly GroupMember[]): number | null {
  const ends = members.flatMap(({ holds_place, started, settings, queued_at }) =>
    holds_place || started || settings.max_wait === undefined ? [] : [queued_at + settings.max_wait],
  );
  return ends.length === 0 ? null : Math.min(...ends);
}
