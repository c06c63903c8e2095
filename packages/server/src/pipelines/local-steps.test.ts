// Real step types in local runs: people, time and events as a case plays them, imitations of the outside, and nothing that leaves the machine.
import { type GitStub, PipelineTestCase } from '@mockops/contract';
import { checkOutcome, parsePipeline, runLocally } from '@mockops/pipelines';
import { expect, test } from 'vitest';
import { createLocalWorld } from './local-steps.ts';
import { STEP_TYPES } from './steps/registry.ts';

async function run(text: string, given: Omit<Parameters<typeof PipelineTestCase.parse>[0] & object, 'name'> = {}) {
  const parsed = parsePipeline(`name: p\n${text}`, 'p.yaml', {
    step_types: STEP_TYPES,
    event_types: ['schema.changed', 'custom.done', 'custom.again', 'pr.merged'],
  });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const document = parsed.value;
  const testCase = PipelineTestCase.parse({
    name: 'x',
    events: [{ type: 'schema.changed', data: { workspace_id: 'shop' } }],
    expect: {},
    ...given,
  });
  const { git, ...stubs } = testCase.stubs;
  const { secrets, decisions, events, start } = testCase;
  const world = createLocalWorld({ document, secrets, git: git as GitStub | undefined });
  return runLocally({ document, ...world, secrets, stubs, decisions, events, start });
}

const ON = 'triggers: [{ event: schema.changed }]\n';

test('an approval waits for enough votes, and expires without them', async () => {
  const text = `${ON}steps: [{ name: ok, type: approval, config: { message: Go on?, min_approvals: 2, expires_in: 2h } }]`;
  const approved = await run(text, {
    decisions: [
      { step: 'ok', by: 'robin', after: '1m' },
      { step: 'ok', by: 'robin', after: '2m' },
      { step: 'ok', by: 'quinn', after: '1h' },
    ],
  });
  expect(approved.runs[0]?.steps[0]).toMatchObject({ status: 'succeeded', outputs: { approvers: ['robin', 'quinn'] } });
  expect(approved.runs[0]?.completed_at).toBe('2026-01-05T10:00:00.000Z');
  const expired = await run(text);
  expect(expired.runs[0]).toMatchObject({ status: 'failed', completed_at: '2026-01-05T11:00:00.000Z' });
});

test('a wait, a callback and an awaited event go by at once', async () => {
  const text = `${ON}limits: { timeout: 30d }
steps:
  - { name: night, type: wait, config: { duration: 12h } }
  - { name: call, type: callback, config: { name: build, timeout: 1h, send_to: { url: "https://ci.example/start" } } }
  - { name: done, type: wait_for_event, config: { event: custom.done, filters: { build: 7 }, timeout: 10d } }
  - { name: sum, type: summary, config: { markdown: "Build {{ steps.call.outputs.body.number }}" } }`;
  const { runs } = await run(text, {
    events: [
      { type: 'schema.changed', data: {} },
      { type: 'custom.done', at: '2d', data: { build: 6 } },
      { type: 'custom.done', at: '3d', data: { build: 7 } },
    ],
    decisions: [{ step: 'call', decision: 'call_back', after: '30m', body: { number: 7 } }],
  });
  expect(runs[0]?.status).toBe('succeeded');
  expect(runs[0]?.completed_at).toBe('2026-01-08T09:00:00.000Z');
  expect(runs[0]?.steps.at(-1)?.summary).toBe('Build 7');
  expect(runs[0]?.log.map(({ message }) => message).join('\n')).toContain('would send its address');
});

test('a pipeline that starts itself is stopped by the guard', async () => {
  const text = `triggers: [{ event: custom.again }]\nsteps: [{ name: again, type: emit_event, config: { event: custom.again } }]`;
  const { runs, decisions } = await run(text, { events: [{ type: 'custom.again' }] });
  expect(runs).toHaveLength(1);
  expect(decisions.map(({ decision }) => decision)).toEqual(['started', 'loop_guarded']);
  const free = await run(`${text}\nlimits: { loop: { allow_self: true, max_depth: 3 } }`, {
    events: [{ type: 'custom.again' }],
  });
  expect(free.runs).toHaveLength(3);
});

test('what the permissions do not name is refused before it is tried', async () => {
  const text = `${ON}permissions: { notify: ["#ops"] }\nsteps: [{ name: tell, type: notify, config: { channels: ["{{ event.to }}"], message: hi } }]`;
  const told = async (to: string) => (await run(text, { events: [{ type: 'schema.changed', data: { to } }] })).runs[0];
  expect((await told('#ops'))?.status).toBe('succeeded');
  expect((await told('#all'))?.error_message).toContain('permissions.notify');
});

test('a secret stands where it may, and nowhere else, even when an event carries it', async () => {
  const text = `${ON}secrets: [key]\nsteps: [{ name: tell, type: notify, config: { targets: [{ webhook: "https://hooks.example/x", signing_secret: "{{ secrets.key }}" }], message: "{{ event.note }}" } }]`;
  const secrets = { key: 'canary-51b7c2' };
  const told = (note: string) => run(text, { secrets, events: [{ type: 'schema.changed', data: { note } }] });
  const good = await told('hi');
  expect(good.runs[0]?.status).toBe('succeeded');
  expect(checkOutcome({ not_logged: [secrets.key] }, good, secrets)).toEqual([]);
  const bad = await told(`it is ${secrets.key}`);
  expect(bad.runs[0]?.error_message).toContain('contains secret `key`');
  expect(bad.effects).toEqual([]);
  expect(JSON.stringify(bad.runs[0]?.steps)).not.toContain(secrets.key);
});

test('an imitated pull request is found by its key, and its merge ends the wait', async () => {
  const text = `${ON}steps:
  - { name: pr, type: create_pr, config: { repo: acme/x, dedupe_key: k, title: T, files: [{ path: a, content: b }] } }
  - { name: merged, type: wait_for_pr, config: { repo: acme/x, number: "{{ steps.pr.outputs.number }}" } }`;
  const given = {
    stubs: { git: { open_prs: [{ number: 4, repo: 'acme/x', dedupe_key: 'k' }] } },
    events: [
      { type: 'schema.changed' },
      { type: 'pr.merged', at: '1h', data: { repository: 'acme/x', number: 9 } },
      { type: 'pr.merged', at: '2h', data: { repository: 'acme/x', number: 4 } },
    ],
  };
  const { runs, effects } = await run(text, given);
  expect(runs[0]).toMatchObject({ status: 'succeeded', completed_at: '2026-01-05T11:00:00.000Z' });
  expect(effects).toMatchObject([{ type: 'create_pr', action: 'updated' }]);
});

test('a message goes to the same target once for each once_per', async () => {
  const text = `${ON}steps: [{ name: tell, type: notify, config: { channels: ["#a", "#b"], message: hi, once_per: "{{ event.n }}" } }]`;
  const events = [1, 1, 2].map((n) => ({ type: 'schema.changed', data: { n } }));
  const { runs, effects } = await run(text, { events });
  expect(runs.map(({ steps }) => steps[0]?.status)).toEqual(['succeeded', 'skipped', 'succeeded']);
  expect(effects).toHaveLength(2);
});
