import { expect, test } from 'vitest';
import { encodeApprovers, findObstacles, findRefusal, type Rules, tally, type Vote } from './rules.ts';

const TEAMS = { 'qa-leads': ['robin', 'kim'] };
const people = (authors: string[] = [], teams: Record<string, string[]> = TEAMS) => ({ teams, authors });
const rules = (change: Partial<Rules> = {}): Rules => ({
  approvers: ['team:qa-leads', 'ana'],
  min_approvals: 2,
  prevent_self_approval: false,
  ...change,
});
const vote = (actor: string, decision: Vote['decision'] = 'approve', comment: string | null = null) => ({
  actor,
  decision,
  comment,
});

test('named people and members of named teams may decide, others may not', () => {
  expect(encodeApprovers({ users: ['ana'], teams: ['qa-leads'] })).toEqual(['ana', 'team:qa-leads']);
  for (const actor of ['robin', 'kim', 'ana']) expect(findRefusal(actor, rules(), people())).toBeNull();
  expect(findRefusal('lee', rules(), people())).toBe('lee is not among the approvers (team:qa-leads, ana)');
  // A person cannot call themselves a team.
  expect(findRefusal('team:qa-leads', rules(), people())).not.toBeNull();
});

test('without approvers anybody may, except whoever is behind the run when that is asked for', () => {
  const open = rules({ approvers: encodeApprovers(undefined), prevent_self_approval: true });
  expect(findRefusal('lee', open, people(['robin']))).toBeNull();
  expect(findRefusal('robin', open, people(['robin']))).toContain('nobody approves their own');
});

test('a quorum is of different people who may decide now', () => {
  expect(tally([vote('robin')], rules(), people())).toEqual({ status: 'pending' });
  expect(tally([vote('robin'), vote('lee')], rules(), people())).toEqual({ status: 'pending' });
  expect(tally([vote('robin'), vote('ana')], rules(), people())).toMatchObject({
    status: 'approved',
    by: ['robin', 'ana'],
    reason: 'approved by robin, ana',
  });
  // Robin has left the team since.
  expect(tally([vote('robin'), vote('ana')], rules(), people([], { 'qa-leads': ['kim'] }))).toEqual({
    status: 'pending',
  });
});

test('one rejection ends it, however many approved', () => {
  const votes = [vote('robin'), vote('kim'), vote('ana', 'reject', 'not on a Friday')];
  expect(tally(votes, rules(), people())).toEqual({
    status: 'rejected',
    by: ['ana'],
    reason: 'rejected by ana: not on a Friday',
  });
});

test('a question that nobody could ever approve is recognised', () => {
  expect(findObstacles(rules(), people())).toEqual([]);
  expect(findObstacles(rules({ approvers: [] }), people())).toEqual([]);
  expect(findObstacles(rules({ approvers: ['team:ops'], min_approvals: 1 }), people())).toEqual([
    'there is no team "ops"; add it to teams in the server\'s configuration',
    'it needs 1 approvals and nobody may approve',
  ]);
  expect(findObstacles(rules({ approvers: ['ana', 'robin'], prevent_self_approval: true }), people(['robin']))).toEqual(
    ['it needs 2 approvals and only ana may approve'],
  );
});
