// People who decide at the same moment, too late, about something else, about their own, or not being allowed to any more.
import { type Client, createClient } from '@mockops/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, removeHome, type System, startSystem } from '../system.ts';

const TEAMS = (...leads: string[]) => ({ MOCKOPS_TEAMS: JSON.stringify({ 'qa-leads': leads }) });

let api: System;
let worker: System;
beforeAll(async () => {
  api = await startSystem({ env: { ...TEAMS('kim', 'robin', 'ana'), MOCKOPS_ROLES: 'api' } });
  worker = await startWorker('kim', 'robin', 'ana');
});
afterAll(async () => {
  await worker.stop();
  await api.stop();
  await removeHome(api.home);
});

const startWorker = (...leads: string[]) =>
  startSystem({ home: api.home, env: { ...TEAMS(...leads), MOCKOPS_ROLES: 'worker' } });

/** The API in the name of a person. */
const as = (actor: string): Client =>
  createClient({
    baseUrl: api.api_url,
    fetch: (address, init) => fetch(address, { ...init, headers: { ...init?.headers, 'x-mockops-actor': actor } }),
  });
const show = (execution: string) => api.api.getExecution({ params: { execution } });
const ended = (execution: string) =>
  eventually('the run ends', async () => {
    const run = await show(execution);
    return run.completed_at === null ? undefined : run;
  });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => String(error),
  );

/** A run that waits for approval. */
async function ask(name: string, config: string, starter = 'sam') {
  await api.api.savePipeline({
    body: {
      source: `name: ${name}
triggers: [{ manual: {} }]
steps:
  - { name: ask, type: approval, config: { message: "ship?", ${config} } }
  - { name: ship, type: transform, config: { values: { by: "{{ steps.ask.outputs.approvers }}" } } }
`,
    },
  });
  const { id } = await as(starter).startRun({ params: { pipeline: name }, body: {} });
  const approval = await eventually('it asks', async () => {
    const run = await show(id);
    const [found] = await api.api.listApprovals({ query: { execution_id: id } });
    return run.status === 'waiting' && found;
  });
  const vote = (actor: string, decision: 'approve' | 'reject' = 'approve', digest = approval.digest) =>
    as(actor).decideApproval({ params: { approval: approval.id }, body: { decision, digest } });
  const now = () => api.api.getApproval({ params: { approval: approval.id } });
  return { id, approval, vote, now };
}

test('hard case 24: of many who decide at once each counts once, and one decision ends it', async () => {
  const many = await ask('many', 'min_approvals: 2');
  const people = Array.from({ length: 10 }, (_, index) => `person-${index}`);
  const answers = await Promise.all(people.map((actor) => refusal(many.vote(actor))));
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(2);
  expect(answers.filter((answer) => answer.includes('this approval has ended: approved'))).toHaveLength(8);
  const run = await ended(many.id);
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(run.steps[0]?.attempts.map(({ status }) => status)).toEqual(['waiting', 'succeeded']);

  const both = await ask('both', 'min_approvals: 1');
  const opposed = await Promise.all([refusal(both.vote('kim')), refusal(both.vote('ana', 'reject'))]);
  expect(opposed.filter((answer) => answer === 'accepted')).toHaveLength(1);
  const { status, votes } = await both.now();
  expect(votes).toHaveLength(1);
  expect((await ended(both.id)).status).toBe(status === 'approved' ? 'succeeded' : 'failed');
  const decided = await api.api.listEvents({ query: { type: 'approval.decided' } });
  expect(decided.map(({ data }) => data.execution_id).sort()).toEqual([many.id, both.id].sort());
});

test('hard case 24: too late is too late: after its time the outcome is that of on_expire, after a cancellation there is nothing to decide', async () => {
  for (const [on_expire, outcome] of [
    ['approve', 'succeeded'],
    ['reject', 'failed'],
    ['fail', 'failed'],
  ] as const) {
    const late = await ask(`late-${on_expire}`, `expires_in: 1s, on_expire: ${on_expire}`);
    expect((await ended(late.id)).status, on_expire).toBe(outcome);
    expect(await refusal(late.vote('kim')), on_expire).toContain('has ended: expired');
    expect((await late.now()).votes).toEqual([]);
  }
  const cancelled = await ask('cancelled', 'min_approvals: 1');
  await api.api.cancelExecution({ params: { execution: cancelled.id } });
  expect(await refusal(cancelled.vote('kim'))).toContain('the run ended before anybody decided');
  expect(await cancelled.now()).toMatchObject({ status: 'invalidated', votes: [] });
  expect((await ended(cancelled.id)).status).toBe('cancelled');
});

test('hard case 24: who may decide is looked at with the click and again when it takes effect; nobody decides about their own or about something else', async () => {
  const leads = 'approvers: { teams: [qa-leads] }';
  const own = await ask('own', `${leads}, prevent_self_approval: true`, 'robin');
  expect(await refusal(own.vote('robin'))).toContain('robin is behind this run, and nobody approves their own');
  expect(await refusal(own.vote('lee'))).toContain('lee is not among the approvers');
  const other = await ask('other', leads);
  expect(await refusal(own.vote('kim', 'approve', other.approval.digest))).toContain('about something else');
  expect((await own.now()).votes).toEqual([]);
  await own.vote('kim');
  expect((await ended(own.id)).steps[1]?.output).toEqual({ by: ['kim'] });

  // Kim decides while nobody works, and is no lead any more when somebody does.
  await worker.kill();
  expect(await other.vote('kim')).toMatchObject({ status: 'approved' });
  worker = await startWorker('robin', 'ana');
  const run = await ended(other.id);
  expect(run).toMatchObject({
    status: 'failed',
    error_message: expect.stringContaining('approved by kim, who may not approve any more'),
    steps: [{ output: { decision: 'invalidated' } }, { status: 'skipped' }],
  });
});

test('hard case 24: a link decides as the person that it was made for, once', async () => {
  const linked = await ask('linked', 'min_approvals: 2');
  const approval = linked.approval.id;
  const { url } = await api.api.createApprovalLink({ params: { approval }, body: { actor: 'ana' } });
  const token = url.split('/').at(-1) ?? '';
  const click = (actor: string) => as(actor).decideByLink({ params: { token }, body: { decision: 'approve' } });
  // Whoever opens it, and however often at once.
  const clicks = await Promise.all(['mallory', 'ana', 'mallory', 'kim'].map((actor) => refusal(click(actor))));
  expect(clicks.filter((answer) => answer === 'accepted')).toHaveLength(1);
  expect(clicks.filter((answer) => answer.includes('this link was used already'))).toHaveLength(3);
  expect((await linked.now()).votes.map(({ actor }) => actor)).toEqual(['ana']);
  await linked.vote('kim');
  expect((await ended(linked.id)).steps[1]?.output).toEqual({ by: ['ana', 'kim'] });
  expect(await refusal(click('ana'))).toMatch(/used already|has ended/);
});
