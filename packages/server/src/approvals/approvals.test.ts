import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApprovalStanding } from '../pipelines/steps/waiting.ts';
import { startApprovals, type TestApprovals } from './approvals.fixture.ts';

let world: TestApprovals;
beforeAll(async () => {
  world = await startApprovals();
});
afterAll(() => world.close());

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => String(error),
  );

test('a question is asked once, however often its step asks, and everybody is told', async () => {
  const run = await world.addRun();
  const first = await run.ask({ message: 'Promote **orders**?' });
  expect(first).toMatchObject({ status: 'pending', reason: null, by: [] });
  expect(await run.ask({ message: 'Promote **orders**?' })).toEqual(first);
  const [approval, ...more] = await world.approvals.list({ status: 'pending', execution_id: run.id, limit: 10 });
  expect(more).toEqual([]);
  expect(approval).toMatchObject({
    pipeline: 'ship',
    workspace_id: 'orders',
    step: 'approve',
    message: 'Promote **orders**?',
    requested_by: 'robin',
    votes: [],
    reason: null,
  });
  expect(await run.events('approval.requested')).toMatchObject([
    { data: { approval_id: approval?.id, step: 'approve' }, causation_id: run.event_id, depth: 1 },
  ]);
});

test('with enough votes the step is woken once, and told who approved and what they filled in', async () => {
  const run = await world.addRun();
  await run.ask({ min_approvals: 2, fields: { ticket: { type: 'string', required: true } } });
  expect(await run.vote('kim', { fields: { ticket: 'A-1' } })).toMatchObject({ status: 'pending' });
  // The same person again is the same vote.
  expect(await run.vote('kim', { fields: { ticket: 'A-2' } })).toMatchObject({ status: 'pending' });
  expect(await run.vote('ana', { fields: { ticket: 'A-3' } })).toMatchObject({
    status: 'approved',
    reason: 'approved by kim, ana',
    votes: [{ actor: 'kim' }, { actor: 'ana' }],
  });
  const decision = { kind: 'decision', status: 'approved', approvers: ['kim', 'ana'], fields: { ticket: 'A-3' } };
  expect(run.wakes()).toEqual([{ ...decision, heard: true }]);
  expect(await run.review()).toMatchObject({ status: 'approved', by: ['kim', 'ana'], fields: { ticket: 'A-3' } });
  expect(await run.events('approval.decided')).toMatchObject([
    { data: { status: 'approved', by: ['kim', 'ana'] }, actor: 'ana' },
  ]);
});

test('a form that is not filled in as it asks is no vote', async () => {
  const run = await world.addRun();
  await run.ask({
    fields: {
      ticket: { type: 'string', required: true },
      risk: { type: 'choice', options: ['low', 'high'], required: false },
    },
  });
  expect(await refusal(run.vote('kim', {}))).toContain('the form is not filled in');
  expect(await refusal(run.vote('kim', { fields: { ticket: 'A-1', risk: 'none' } }))).toContain('not filled in');
  expect((await run.show()).votes).toEqual([]);
  // A rejection needs no form.
  expect(await run.vote('kim', { decision: 'reject' })).toMatchObject({ status: 'rejected' });
});

test('one rejection ends it, with its comment; later votes are refused', async () => {
  const run = await world.addRun();
  await run.ask({ min_approvals: 3 });
  await run.vote('kim');
  expect(await run.vote('ana', { decision: 'reject', comment: 'not on a Friday' })).toMatchObject({
    status: 'rejected',
    reason: 'rejected by ana: not on a Friday',
  });
  expect(await refusal(run.vote('lee'))).toContain('has ended: rejected (rejected by ana: not on a Friday)');
  expect(await run.review()).toMatchObject({ status: 'rejected', by: ['ana'], fields: {} });
  expect(run.wakes()).toHaveLength(1);
});

test('of ten people who approve at once exactly one ends it, and the step is woken once', async () => {
  const run = await world.addRun();
  await run.ask({ min_approvals: 2 });
  const people = Array.from({ length: 10 }, (_, index) => `person-${index}`);
  const answers = await Promise.all(people.map((actor) => refusal(run.vote(actor))));
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(2);
  expect(run.wakes()).toHaveLength(1);
  expect((await run.show()).votes).toHaveLength(2);
  expect(await run.events('approval.decided')).toHaveLength(1);
});

test('approve and reject at once: whoever comes first decides, the other is refused', async () => {
  const run = await world.addRun();
  await run.ask({});
  const answers = await Promise.all([refusal(run.vote('kim')), refusal(run.vote('ana', { decision: 'reject' }))]);
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  expect(answers.join()).toContain('has ended');
  expect(run.wakes()).toHaveLength(1);
});

test('whoever is behind the run does not approve it, by whatever way they are behind it', async () => {
  const run = await world.addRun({ started_by: 'sam', root_actor: 'pat' });
  await run.ask({ prevent_self_approval: true });
  for (const author of ['robin', 'sam', 'pat'])
    expect(await refusal(run.vote(author))).toContain('nobody approves their own');
  expect(await run.vote('kim')).toMatchObject({ status: 'approved' });
});

test('only approvers decide, and a role that was lost since does not count', async () => {
  const run = await world.addRun();
  const question = { approvers: { users: ['ana'], teams: ['qa-leads'] }, min_approvals: 2 };
  await run.ask(question);
  expect(await refusal(run.vote('lee'))).toContain('lee is not among the approvers');
  await run.vote('kim');
  // Kim leaves the team; the vote of ana is the only one that counts then.
  world.teams['qa-leads'] = ['robin'];
  expect(await run.vote('ana')).toMatchObject({ status: 'pending' });
  expect(await run.vote('robin')).toMatchObject({ status: 'approved', reason: 'approved by ana, robin' });
  // Robin leaves between the decision and the moment at which it takes effect.
  world.teams['qa-leads'] = ['kim'];
  expect(await run.review()).toMatchObject({ status: 'approved', by: ['kim', 'ana'] });
  world.teams['qa-leads'] = [];
  expect(await run.review()).toMatchObject({
    status: 'invalidated',
    reason: 'approved by ana, robin, who may not approve any more',
  });
  world.teams['qa-leads'] = ['robin', 'kim'];
});

test('a question that nobody could approve is not asked', async () => {
  const run = await world.addRun();
  expect(await refusal(run.ask({ approvers: { users: [], teams: ['ops'] } }))).toContain('there is no team "ops"');
  expect(
    world.approvals.ofSteps.obstacles(run.question({ min_approvals: 3, approvers: { users: ['ana'], teams: [] } })),
  ).toEqual(['it needs 3 approvals and only ana may approve']);
});

test('after its time it has expired, even before anybody noticed', async () => {
  const run = await world.addRun();
  const { expires_at } = await run.ask({ expires_in_ms: 60_000 });
  expect(expires_at).toEqual(new Date(world.clock.now().getTime() + 60_000));
  world.clock.advance(60_000);
  expect(await refusal(run.vote('kim'))).toContain('has ended: expired (nobody decided before ');
  expect(await run.show()).toMatchObject({ status: 'expired', votes: [] });
  expect(run.wakes()).toMatchObject([{ kind: 'decision', status: 'expired', approvers: [] }]);
  expect(await refusal(run.vote('kim'))).toContain('has ended: expired');
});

test('the timer of the step and a vote at its last moment: one of them wins', async () => {
  const run = await world.addRun();
  await run.ask({ expires_in_ms: 1_000 });
  world.clock.advance(1_000);
  const [standing, vote] = await Promise.all([run.review(), refusal(run.vote('kim'))]);
  expect(standing).toMatchObject({ status: 'expired' } satisfies Partial<ApprovalStanding>);
  expect(vote).toContain('expired');
  expect(await run.events('approval.decided')).toHaveLength(1);
});

test('a run that was cancelled has nothing to approve', async () => {
  const run = await world.addRun();
  await run.ask({});
  await run.cancel();
  expect(await refusal(run.vote('kim'))).toContain('the run ended before anybody decided');
  expect(await run.show()).toMatchObject({ status: 'invalidated', reason: 'the run ended before anybody decided' });
  expect(await world.approvals.list({ status: 'pending', execution_id: run.id, limit: 10 })).toEqual([]);
  expect(await world.approvals.list({ status: 'invalidated', execution_id: run.id, limit: 10 })).toHaveLength(1);
  expect(run.wakes()).toEqual([]);
});

test('a vote must name what was looked at', async () => {
  const run = await world.addRun();
  await run.ask({});
  expect(await refusal(run.vote('kim', { digest: '0'.repeat(64) }))).toContain('something else than what is asked');
  expect(await run.show()).toMatchObject({ status: 'pending', votes: [] });
});

test('when what was asked has changed, the approval is invalid: with the next vote, and when it takes effect', async () => {
  const voted = await world.addRun();
  await voted.ask({});
  await voted.changeDefinition();
  expect(await refusal(voted.vote('kim'))).toContain('the definition of the run has changed');
  expect(await voted.show()).toMatchObject({ status: 'invalidated' });

  const approved = await world.addRun();
  await approved.ask({ message: 'Promote version 4?' });
  await approved.vote('kim');
  expect(await approved.review({ message: 'Promote version 5?' })).toMatchObject({
    status: 'invalidated',
    reason: 'what was asked has changed since: definition, config of the step or event',
  });
});

test('a decision that came before the step waited reaches it', async () => {
  const run = await world.addRun();
  run.hear(false);
  await run.ask({});
  expect(await run.vote('kim')).toMatchObject({ status: 'approved' });
  expect(await world.approvals.deliver.run()).toEqual(new Date(world.clock.now().getTime() + 250));
  run.hear(true);
  expect(await world.approvals.deliver.run()).toBeNull();
  expect(run.wakes().filter(({ heard }) => heard)).toHaveLength(1);
  expect(await world.approvals.deliver.run()).toBeNull();
  expect(run.wakes().filter(({ heard }) => heard)).toHaveLength(1);
});

test('a link decides as the person that it was made for, once', async () => {
  const run = await world.addRun();
  await run.ask({ approvers: { users: ['kim', 'ana'], teams: [] }, min_approvals: 2 });
  const id = (await run.show()).id;
  expect(await refusal(world.links.create(id, 'lee'))).toContain('lee is not among the approvers');
  const { url } = await world.links.create(id, 'kim');
  const token = url.split('/').at(-1) ?? '';
  expect(url).toBe(`https://mockops.example/approve/${token}`);
  expect(await world.links.view(token)).toMatchObject({ actor: 'kim', used: false, approval: { id } });
  const answers = await Promise.all([1, 2, 3].map(() => refusal(world.links.vote(token, { decision: 'approve' }))));
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  expect(await refusal(world.links.vote(token, { decision: 'reject' }))).toContain('works once');
  expect((await run.show()).votes).toMatchObject([{ actor: 'kim', decision: 'approve' }]);
  expect(await world.links.view(token)).toMatchObject({ used: true });
  // Who reads the database finds no token.
  expect(await world.dump('one_time_links')).not.toContain(token);
});

test('a link is worth nothing after the end, nor one that was never made', async () => {
  const run = await world.addRun();
  await run.ask({});
  const { id } = await run.show();
  const [first, second] = await Promise.all([world.links.create(id, 'kim'), world.links.create(id, 'ana')]);
  const tokenOf = (link: { url: string } | undefined) => link?.url.split('/').at(-1) ?? '';
  await world.links.vote(tokenOf(first), { decision: 'reject', comment: 'no' });
  expect(await refusal(world.links.vote(tokenOf(second), { decision: 'approve' }))).toContain('has ended: rejected');
  for (const token of ['', 'x', 'A'.repeat(43), tokenOf(second).slice(1)])
    expect(await refusal(world.links.vote(token, { decision: 'approve' })), token).toContain('not known');
  expect(await refusal(world.links.create(id, 'kim'))).toContain('has ended');
});
