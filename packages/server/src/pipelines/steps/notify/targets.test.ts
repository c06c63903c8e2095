import { startMail, startSlack, startTeams, startWebhookReceiver } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { StepContext } from '../step-type.ts';
import { notify } from './index.ts';

async function startAll() {
  const [slack, mail, hook, teams] = await Promise.all([
    startSlack(),
    startMail(),
    startWebhookReceiver(),
    startTeams(),
  ]);
  onTestFinished(async () => {
    await Promise.all([slack.close(), mail.close(), hook.close(), teams.close()]);
  });
  const services = createServices({
    connections: {
      bot: { kind: 'slack', token: slack.token, api_url: slack.api_url },
      chat: { kind: 'slack', webhook_url: slack.webhook_url },
      post: { kind: 'smtp', host: mail.host, port: mail.port, secure: false, from: 'mockops@acme.example' },
      ops: { kind: 'teams', webhook_url: teams.webhook_url },
    },
  });
  const annotations: string[] = [];
  const run = (config: object, change: Partial<Omit<StepContext<unknown>, 'event'>> = {}) =>
    notify.run(
      createContext(
        services,
        { message: 'm', ...config },
        { annotate: (_, text) => annotations.push(text), ...change },
      ),
    );
  return { slack, mail, hook, teams, services, annotations, run };
}

const runAs = (id: string) => ({
  idempotency_key: `${id}/step`,
  run: { id, number: 1, pipeline: 'p', url: `http://localhost:4800/runs/${id}`, seed: '', started_by: 'mockops' },
});

test('the long form of targets: a thread, a list of addresses, a webhook with its own secret, Teams', async () => {
  const { slack, mail, hook, teams, run, annotations } = await startAll();
  const targets = [
    { slack: '#qa', thread_key: 'scenario/checkout', connection: 'bot' },
    { email: ['a@acme.example', 'b@acme.example'] },
    { webhook: `${hook.url}/partner`, signing_secret: hook.secret },
    { teams: 'ops' },
  ];
  const outputs = await run({ targets });
  expect(outputs).toMatchObject({
    deliveries: [{ target: '#qa' }, {}, {}, {}, { target: 'teams:ops', state: 'sent' }],
  });
  expect(mail.messages.map(({ to }) => to)).toEqual([['a@acme.example'], ['b@acme.example']]);
  expect(hook.deliveries).toMatchObject([{ path: '/partner' }]);
  expect(teams.cards).toMatchObject([{ lines: ['m'], links: ['http://localhost:4800/runs/run_1'] }]);
  expect(annotations).toEqual([]);
  // The second run answers in the thread that the first one opened.
  await run({ targets: targets.slice(0, 1) }, runAs('run_2'));
  const [first, second] = slack.messages;
  expect(first).toMatchObject({ channel: '#qa', thread_ts: null });
  expect(second?.thread_ts).toBe(first?.ts);
});

test('a thread through an incoming webhook is a message of its own, and the run says so', async () => {
  const { slack, run, annotations } = await startAll();
  await run({ targets: [{ slack: '#qa', thread_key: 'k', connection: 'chat' }] });
  expect(slack.messages).toMatchObject([{ thread_ts: null }]);
  expect(annotations).toEqual([expect.stringContaining('threads need a Slack connection with the token of a bot')]);
});

test('refusals of the Slack API, which come with status 200, say what to do', async () => {
  const { run } = await startAll();
  await expect(run({ channels: ['#nowhere'], connection: 'bot' })).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('Slack refused: channel_not_found; correct the name, and invite the app'),
  });
});

test('once_per tells a target once, whichever run tells it', async () => {
  const { slack, run } = await startAll();
  const config = { channels: ['#qa'], connection: 'chat', once_per: 'digest-1' };
  await run(config, runAs('run_1'));
  expect(await run(config, runAs('run_2'))).toEqual({ deliveries: [{ target: '#qa', state: 'already_sent' }] });
  await run({ ...config, once_per: 'digest-2' }, runAs('run_3'));
  expect(slack.messages).toHaveLength(2);
});

test('a once_per that another run was telling when it was interrupted is not repeated where nobody can recognise it', async () => {
  const { slack, hook, services, run, annotations } = await startAll();
  const targets = [
    { slack: '#qa', connection: 'chat' },
    { webhook: `${hook.url}/partner`, signing_secret: hook.secret },
  ];
  slack.failNext('lose_answer');
  hook.failNext('lose_answer');
  await expect(run({ targets, once_per: 'x' }, runAs('run_1'))).rejects.toThrow('may or may not');
  for (const [key, row] of services.rows) services.rows.set(key, { ...row, execution_id: 'run_1' });
  expect(await run({ targets, once_per: 'x' }, runAs('run_2'))).toMatchObject({
    deliveries: [{ state: 'unclear' }, { state: 'sent' }],
  });
  expect(slack.messages).toHaveLength(1);
  expect(hook.deliveries).toMatchObject([{ repeats: 1 }]);
  expect(annotations).toEqual([expect.stringContaining('another run is telling #qa')]);
});

test.each([
  ['state_change', 'failure', null, true],
  ['state_change', 'success', null, false],
  ['state_change', 'success', 'failure', true],
  ['state_change', 'failure', 'failure', false],
  ['state_change', 'cancelled', 'failure', false],
  ['failure', 'failure', 'failure', true],
  ['failure', 'success', 'failure', false],
  ['success', 'success', 'success', true],
] as const)('only_on %s, with a %s after %s: told %s', async (only_on, now, before, told) => {
  const { slack, services, run } = await startAll();
  const other = { ...services, outcomes: async () => ({ now, before }) };
  const running = run({ channels: ['#qa'], connection: 'chat', only_on: [only_on] }, { services: other });
  if (told) await running;
  else await expect(running).rejects.toThrow('only_on asks for');
  expect(slack.messages).toHaveLength(told ? 1 : 0);
});

test('with min_delivered, targets beyond it that fail are warnings', async () => {
  const { slack, run, annotations } = await startAll();
  slack.failNext({ status: 404 });
  const config = { channels: ['#qa', 'a@acme.example'], min_delivered: 1 };
  expect(await run(config)).toEqual({
    deliveries: [
      { target: 'a@acme.example', state: 'sent' },
      { target: '#qa', state: 'failed' },
    ],
  });
  expect(annotations).toEqual([expect.stringContaining('#qa was not told: Slack answered 404')]);
  slack.failNext({ status: 404 });
  await expect(run({ ...config, min_delivered: 2 }, runAs('run_2'))).rejects.toThrow('1 of 2 targets not told');
});

test('values are inert in Teams too, addresses become links, and a long message is cut', async () => {
  const { teams, run } = await startAll();
  await run({
    channels: ['teams:ops'],
    severity: 'error',
    message: '[x](http://a.example/b?c) **b** <at>all</at>\nsee https://c.example.',
  });
  expect(teams.cards[0]).toMatchObject({
    lines: ['🛑 Error: [x](http://a.example/b?c) **b** <at>all</at>', 'see https://c.example.'],
    links: expect.arrayContaining(['http://a.example/b?c', 'https://c.example']),
  });
  expect(JSON.stringify(teams.cards[0]?.content)).not.toMatch(/"TextBlock"|msteams/);
  await run({ channels: ['teams:ops'], message: '🛑"'.repeat(20_000) }, runAs('run_2'));
  expect(teams.cards[1]?.lines.at(-1)).toMatch(/^… \d+ more characters, see run$/);
});

test('severity is said in words', async () => {
  const { slack, mail, run } = await startAll();
  await run({ channels: ['#qa', 'a@acme.example'], severity: 'warning', message: 'over budget' });
  expect(slack.messages[0]?.text).toBe('⚠️ Warning: over budget');
  expect(mail.messages[0]?.subject).toContain('Warning: over budget');
});

test('addresses in a message are links in Slack, and what stands around them is not', async () => {
  const { slack, run } = await startAll();
  await run({ channels: ['#qa'], message: 'see https://a.example/x?a=1&b=<2>, or (https://b.example).' });
  expect(slack.messages[0]?.text).toBe('see <https://a.example/x?a=1&amp;b=>&lt;2&gt;, or (<https://b.example>).');
  expect(slack.messages[0]?.blocks[0]).toMatchObject({ text: { verbatim: true } });
});

test('what a config needs: each target as it is written, and the hosts that it brings itself', () => {
  const config = {
    channels: ['#ops', 'a@acme.example', 'https://h.example/x?token=t', 'teams:ops'],
    slack_webhook_url: 'https://hooks.slack.com/services/T/B/x',
    message: 'm',
  };
  const needs = notify.needs?.(config, { workspace_id: null }) ?? [];
  expect(needs.map(({ target }) => target)).toEqual([
    '#ops',
    'a@acme.example',
    expect.stringMatching(/^https:\/\/h\.example\/x\?\([0-9a-f]{8}\)$/),
    'teams:ops',
    'https://hooks.slack.com',
  ]);
});
