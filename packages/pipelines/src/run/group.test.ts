import { Concurrency } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideGroup, type GroupMember, nextExpiry } from './group.ts';

function member(
  id: string,
  queued_at: number,
  more: Partial<Omit<GroupMember, 'settings'>> & { settings?: object } = {},
): GroupMember {
  const { settings, ...rest } = more;
  const defaults = { id, holds_place: false, started: false, ending: false, queued_at };
  return { ...defaults, ...rest, settings: Concurrency.parse({ group: 'g', ...settings }) };
}
const holder = (id: string) => member(id, 0, { holds_place: true, started: true });

test('places go to the line in its order', () => {
  expect(decideGroup('g', [member('b', 2), member('a', 1)], 9).admit).toEqual(['a']);
  const newest = { settings: { order: 'newest_first' } };
  expect(decideGroup('g', [member('a', 1, newest), member('b', 2, newest)], 9).admit).toEqual(['b']);
  expect(decideGroup('g', [holder('x'), member('a', 1)], 9).admit).toEqual([]);
});

test('whoever ran before and lines up again is neither dropped nor replaced', () => {
  const replace = { settings: { on_conflict: 'replace_pending' } };
  const line = [holder('x'), member('old', 1, { started: true }), member('mid', 2, replace), member('new', 3, replace)];
  expect(decideGroup('g', line, 9).drop.map(({ id, as }) => [id, as])).toEqual([['mid', 'superseded']]);
});

test('max_wait ends who waits too long, and says when the next one gives up', () => {
  const line = [
    holder('x'),
    member('a', 0, { settings: { max_wait: 5 } }),
    member('b', 3, { settings: { max_wait: 5 } }),
  ];
  expect(decideGroup('g', line, 5).drop).toMatchObject([{ id: 'a', as: 'expired' }]);
  expect(nextExpiry(line)).toBe(5);
  expect(nextExpiry([holder('x')])).toBeNull();
});

test('never more places than the limit, nobody decided about twice, and a free place never stays empty', () => {
  const settings = fc.record({
    limit: fc.integer({ min: 1, max: 3 }),
    on_conflict: fc.constantFrom('queue', 'cancel_in_progress', 'replace_pending', 'skip', 'fail'),
    order: fc.constantFrom('fifo', 'newest_first'),
    max_pending: fc.integer({ min: 0, max: 3 }),
  });
  const line = fc.array(fc.record({ holds_place: fc.boolean(), started: fc.boolean() }), { maxLength: 8 });
  fc.assert(
    fc.property(settings, line, (common, rows) => {
      const members = rows.map((row, index) => member(String(index), index, { ...row, settings: common }));
      const { admit, drop, cancel } = decideGroup('g', members, 100);
      const held = members.filter(({ holds_place }) => holds_place).length;
      if (admit.length > 0) expect(held + admit.length).toBeLessThanOrEqual(common.limit);
      const waiting = members.length - held;
      expect(admit).toHaveLength(Math.min(waiting, Math.max(0, common.limit - held)));
      const decided = [...admit, ...drop.map(({ id }) => id), ...cancel.map(({ id }) => id)];
      expect(new Set(decided).size).toBe(decided.length);
    }),
  );
});
