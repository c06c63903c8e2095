// Pipelines that set themselves or each other off: at once, in a circle, and by way of Git, where a merge comes back as a webhook.
import { createHmac, randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@mockops/contract';
import { type GitHubPeer, startGitHub } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, removeHome, type System, startSystem } from '../system.ts';

const SECRET = 'the-secret-of-the-hook';

let system: System;
let github: GitHubPeer;
beforeAll(async () => {
  github = await startGitHub({
    repositories: Object.fromEntries(['round', 'own', 'same'].map((name) => [`acme/${name}`, { files: { a: 'x\n' } }])),
  });
  system = await startSystem();
  await system.api.putConnection({
    body: {
      name: 'hub',
      settings: { kind: 'github', api_url: github.url, repository: 'acme/round', token: github.token },
    },
  });
  await system.api.putSecret({ body: { name: 'git', value: SECRET } });
});
afterAll(async () => {
  await system.stop();
  await github.close();
  await removeHome(system.home);
});

const save = (source: string) => system.api.savePipeline({ body: { source } });
const loopsIn = ({ issues }: Awaited<ReturnType<typeof save>>) =>
  issues.filter(({ code }) => code === 'LOOP001').map(({ message }) => message);
const emitting = (name: string, trigger: string, sends: string) =>
  `name: ${name}\nsecrets: [git]\ntriggers: [${trigger}]\nsteps: [{ name: tell, type: emit_event, config: { event: ${sends}, data: { by: ${name} } } }]\n`;
const runsOf = (pipeline: string) => system.api.listExecutions({ query: { pipeline } });
const alerts = () => system.api.listEvents({ query: { type: 'pipeline.loop_guarded' } });
const chainOf = (correlation_id: string) => system.api.listEvents({ query: { correlation_id, limit: 500 } });

/** Starts a pipeline, and answers the decision by which what it set off came to its end. */
async function startLoop(starter: string) {
  const { event_id } = await system.api.startRun({ params: { pipeline: starter }, body: {} });
  return guardedIn(event_id ?? '');
}
const guardedIn = (correlation_id: string) =>
  eventually('the chain is cut', async () => {
    for (const { id } of await chainOf(correlation_id)) {
      const { event, decisions } = await system.api.getEvent({ params: { event: id } });
      const decision = decisions.find((one) => one.decision === 'loop_guarded');
      if (decision) return { event, decision };
    }
    return undefined;
  });

test('hard case 16: a pipeline does not start itself, and two that start each other come to an end with one alert that names both; saving warns of either', async () => {
  await save(emitting('starter', '{ manual: {} }', 'custom.echo'));
  const echo = await save(emitting('echo', '{ event: custom.echo }', 'custom.echo'));
  expect(loopsIn(echo)).toEqual(['step "tell" raises custom.echo, which can start this pipeline again']);
  const own = await startLoop('starter');
  expect(own.decision).toMatchObject({ pipeline: 'echo', execution_id: null });
  expect(own.decision.reason).toContain('a run of this very pipeline, "echo", caused the event');
  expect(await runsOf('echo')).toHaveLength(1);

  await save(emitting('rally', '{ manual: {} }', 'custom.ping'));
  expect(loopsIn(await save(emitting('ping', '{ event: custom.ping }', 'custom.pong')))).toEqual([]);
  const pong = await save(emitting('pong', '{ event: custom.pong }', 'custom.ping'));
  expect(loopsIn(pong)).toEqual([expect.stringContaining('"ping" —custom.pong→ "pong" —custom.ping→ "ping"')]);
  const { event, decision } = await startLoop('rally');
  const [caused_by, pipeline] = decision.pipeline === 'ping' ? ['pong', 'ping'] : ['ping', 'pong'];
  expect(decision.reason).toContain(
    `limits.loop.max_depth is 8: "${caused_by}" and "${pipeline}" keep each other going`,
  );
  const told = (await alerts()).filter(({ correlation_id }) => correlation_id === event.correlation_id);
  expect(told).toMatchObject([{ data: { pipeline, caused_by, event_type: event.type } }]);
  const runs = [...(await runsOf('ping')), ...(await runsOf('pong'))];
  expect(runs.length).toBeLessThanOrEqual(8);
  // It stays at its end: nothing of the chain is under way any more.
  expect(runs.every(({ completed_at }) => completed_at !== null)).toBe(true);
});

const hook = '{ webhook: { source: github, secret: "{{ secrets.git }}", events: [push, pull_request] } }';

/** As GitHub tells a hook of what happened. */
async function deliver(pipeline: string, event: string, payload: object): Promise<EventEnvelope> {
  const body = JSON.stringify(payload);
  const response = await fetch(`${system.api_url}/hooks/${pipeline}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
    body,
  });
  expect(response.status).toBe(202);
  const received = await system.api.listEvents({ query: { type: 'webhook.received', limit: 1 } });
  return received[0] ?? expect.fail('nothing was received');
}

/** A person merges the newest pull request; GitHub sends the push with all its commits. */
async function merge(repository: string, number: number): Promise<object> {
  const { git, pulls, merge: mergePull } = github.repository(`acme/${repository}`);
  const pull = await eventually('there is a pull request', async () => pulls.find((one) => one.number === number));
  mergePull(number);
  const ours = git.commits.get(pull.head_sha);
  return {
    ref: 'refs/heads/main',
    repository: { full_name: `acme/${repository}` },
    head_commit: { message: `Merge pull request #${number}` },
    commits: [{ message: ours?.message }, { message: `Merge pull request #${number}` }],
  };
}

test('hard case 16: the chain goes on through Git: a merge of our own pull request does not start what proposed it again, and a circle by way of Git ends', async () => {
  const PROPOSE = (repo: string, content: string) =>
    `  - { name: pr, type: create_pr, config: { repo: acme/${repo}, branch: mockops/it, title: t, files: [{ path: a, content: "${content}" }] } }\n`;
  const ended = (pipeline: string, count: number) =>
    eventually(`${count} runs of ${pipeline}`, async () => {
      const runs = await runsOf(pipeline);
      return runs.length === count && runs.every((run) => run.completed_at !== null) && runs;
    });

  await save(`name: own\nsecrets: [git]\ntriggers: [${hook}]\nsteps:\n${PROPOSE('own', 'round {{ run.number }}')}`);
  // A person pushed.
  const pushed = await deliver('own', 'push', { ref: 'refs/heads/main', commits: [{ message: 'by hand' }] });
  expect(pushed).toMatchObject({ depth: 0, actor: 'webhook:github' });
  await ended('own', 1);
  const merged = await deliver('own', 'push', await merge('own', 1));
  expect(merged).toMatchObject({ correlation_id: pushed.correlation_id, actor: 'pipeline:own' });
  expect((await guardedIn(pushed.correlation_id)).decision.reason).toContain('this very pipeline, "own"');
  // The end of the pull request itself is told of the same chain.
  const [pull] = github.repository('acme/own').pulls;
  const closed = await deliver('own', 'pull_request', {
    action: 'closed',
    repository: { full_name: 'acme/own' },
    pull_request: {
      number: 1,
      html_url: 'https://github.com/1',
      merged: true,
      body: pull?.body,
      head: { ref: pull?.head },
    },
  });
  expect(closed).toMatchObject({ correlation_id: pushed.correlation_id });
  expect(await system.api.listEvents({ query: { type: 'pr.merged' } })).toMatchObject([
    { correlation_id: pushed.correlation_id },
  ]);
  expect(await runsOf('own')).toHaveLength(1);

  // Two pipelines and Git between them; each time there is something new to propose.
  await save(emitting('change', '{ manual: {} }', 'custom.changed'));
  await save(
    `name: propose\ntriggers: [{ event: custom.changed }]\nsteps:\n${PROPOSE('round', 'round {{ run.number }}')}`,
  );
  await save(emitting('on-merge', hook, 'custom.changed'));
  const { event_id } = await system.api.startRun({ params: { pipeline: 'change' }, body: {} });
  const isOver = async () =>
    (await alerts()).some(({ correlation_id }) => correlation_id === event_id) ? ('over' as const) : undefined;
  let rounds = 0;
  for (;;) {
    const next = await eventually('another pull request, or the end', async () => {
      const { pulls } = github.repository('acme/round');
      return pulls.length > rounds ? 'pull request' : isOver();
    });
    if (next === 'over') break;
    rounds += 1;
    expect(rounds).toBeLessThan(8);
    await ended('propose', rounds);
    expect(await deliver('on-merge', 'push', await merge('round', rounds))).toMatchObject({ correlation_id: event_id });
  }
  const { decision } = await guardedIn(event_id ?? '');
  expect(decision.reason).toMatch(/"(propose" and "on-merge|on-merge" and "propose)" keep each other going/);

  // One that is allowed to start itself proposes what is merged already: there is nothing to do, and so no next round.
  await save(
    `name: same\nsecrets: [git]\nlimits: { loop: { allow_self: true } }\ntriggers: [${hook}]\nsteps:\n${PROPOSE('same', 'always the same')}`,
  );
  await deliver('same', 'push', { ref: 'refs/heads/main', commits: [{ message: 'by hand' }] });
  await ended('same', 1);
  await deliver('same', 'push', await merge('same', 1));
  const [second] = await ended('same', 2);
  const run = await system.api.getExecution({ params: { execution: second?.id ?? '' } });
  expect(run.steps[0]?.output).toMatchObject({ action: 'unchanged' });
  expect(github.repository('acme/same').pulls).toHaveLength(1);
});
