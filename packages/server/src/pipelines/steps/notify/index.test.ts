import { startMail, startSlack, startWebhookReceiver } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { StepFailure } from '../step-type.ts';
import { notify } from './index.ts';

async function startAll() {
  const [slack, mail, hook] = await Promise.all([startSlack(), startMail(), startWebhookReceiver()]);
  onTestFinished(async () => {
    await Promise.all([slack.close(), mail.close(), hook.close()]);
  });
  const services = createServices({
    connections: {
      chat: { kind: 'slack', webhook_url: slack.webhook_url },
      post: { kind: 'smtp', host: mail.host, port: mail.port, secure: false, from: 'MockOps <mockops@acme.example>' },
      audit: { kind: 'webhook', url: hook.webhook_url, signing_secret: hook.secret },
    },
  });
  return { slack, mail, hook, services };
}

test("the plan's channels reach Slack, mail and signed webhooks, each once however often the step runs", async () => {
  const { slack, mail, hook, services } = await startAll();
  const bare = `${hook.url}/bare?token=secret`;
  const config = { channels: ['#api-team', 'qa@acme.example', bare, 'webhook:audit'], message: 'SDKs regenerated' };
  const outputs = await notify.run(createContext(services, config));
  expect(await notify.run(createContext(services, config, { attempt: 2 }))).toEqual(outputs);
  expect(outputs).toEqual({
    deliveries: [
      { target: '#api-team', state: 'sent' },
      { target: 'qa@acme.example', state: 'sent' },
      { target: expect.stringMatching(/\/bare\?\([0-9a-f]{8}\)$/), state: 'sent' },
      { target: 'webhook:audit', state: 'sent' },
    ],
  });
  expect(slack.messages).toMatchObject([{ channel: '#api-team', text: 'SDKs regenerated' }]);
  expect(mail.messages).toMatchObject([{ to: ['qa@acme.example'], subject: 'SDKs regenerated' }]);
  expect(hook.deliveries.map(({ path }) => path).sort()).toEqual(['/bare', '/hook']);
  expect(hook.deliveries[0]?.body).toMatchObject({ type: 'schema.changed', data: { message: 'SDKs regenerated' } });
  expect(hook.refused).toEqual([]);
});

test('markup from an event is inert in Slack and in mail', async () => {
  const { slack, mail, services } = await startAll();
  const message = 'hi <!channel> <@U123> & <img src=x>';
  await notify.run(createContext(services, { channels: ['#x', 'a@acme.example'], message }));
  expect(slack.messages).toMatchObject([
    { pings: [], text: 'hi &lt;!channel&gt; &lt;@U123&gt; &amp; &lt;img src=x&gt;' },
  ]);
  expect(mail.messages[0]?.html).not.toContain('<img');
  expect(mail.messages[0]?.text).toContain(message);
});

test('a long message is split into sections that Slack takes, and cut at the total', async () => {
  const { slack, services } = await startAll();
  await notify.run(createContext(services, { channels: ['#x'], message: '&'.repeat(5_000) }));
  const blocks = JSON.stringify(slack.messages[0]?.blocks);
  expect(blocks).toContain('… 3000 more characters, see run');
  expect(blocks.length).toBeLessThan(13_000);
  expect(blocks).not.toMatch(/&(?!amp;)/);
});

test('a line break in a mail header is refused, and nothing is sent', async () => {
  const { mail, services } = await startAll();
  const config = { to: 'qa@acme.example', subject: 'x\r\nBcc: evil@acme.example', message: 'm' };
  await expect(notify.run(createContext(services, config))).rejects.toThrow('one line');
  expect(mail.messages).toEqual([]);
});

test('429 and 5xx may be tried again and keep what the others received; 4xx may not', async () => {
  const { slack, mail, services } = await startAll();
  const config = { channels: ['#x', 'qa@acme.example'], message: 'm' };
  slack.failNext({ status: 429, retry_after: '30' });
  const busy = await notify.run(createContext(services, config)).catch((error: unknown) => error);
  expect(busy).toMatchObject({ kind: 'rate_limited', retry_after_ms: 30_000 });
  expect(String(busy)).toContain(
    '1 of 2 targets not told — #x: Slack answered 429 (failing on purpose); it asks to wait 30 s',
  );
  mail.failNext({ code: 451 });
  await notify.run(createContext(services, config, { attempt: 2 }));
  expect([slack.messages.length, mail.messages.length]).toEqual([1, 1]);
  slack.failNext({ status: 404 });
  const refused = notify.run(createContext(services, { channels: ['#y'], message: 'm' }));
  await expect(refused).rejects.toMatchObject({ kind: 'permanent' });
});

test('an answer of Slack that was lost is not repeated: the outcome is for a human', async () => {
  const { slack, services } = await startAll();
  const context = createContext(services, { channels: ['#x'], message: 'm' });
  slack.failNext('lose_answer');
  await expect(notify.run(context)).rejects.toMatchObject({ kind: 'permanent' });
  await expect(notify.run(context)).rejects.toThrow('may or may not have received it');
  expect(await notify.reconcile?.(context)).toBe('unknown');
  expect(slack.messages).toHaveLength(1);
});

test('an interrupted webhook or mail is sent again under the same id, which the receiver takes once', async () => {
  const { mail, hook, services } = await startAll();
  const context = createContext(services, { channels: ['webhook:audit', 'qa@acme.example'], message: 'm' });
  hook.failNext('lose_answer');
  mail.failNext('lose_answer');
  const stop = new AbortController();
  const first = notify.run({ ...context, signal: stop.signal });
  while (mail.messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await expect(first).rejects.toMatchObject({ kind: 'transient' });
  expect([...services.rows.values()].map(({ state }) => state)).toEqual(['sending', 'sending']);
  expect(await notify.reconcile?.(context)).toBe('not_done');
  await notify.run(context);
  expect(await notify.reconcile?.(context)).toMatchObject({ deliveries: [{ state: 'sent' }, { state: 'sent' }] });
  expect(hook.deliveries).toMatchObject([{ repeats: 1 }]);
  expect(new Set(mail.messages.map(({ message_id }) => message_id)).size).toBe(1);
});

test('a missing connection is a warning at save time and a failure that says what to add', async () => {
  const services = createServices();
  const config = { channels: ['#api-team'], message: 'm' };
  const warnings = await notify.check?.(config, { org_id: 'acme', workspace_id: 'payments', services });
  expect(warnings).toEqual([
    expect.stringContaining('there is no Slack connection for workspace "payments", which #api-team needs'),
  ]);
  const failure = await notify.run(createContext(services, config)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StepFailure);
  expect(String(failure)).toContain('PUT /api/v1/connections {"name":"slack"');
});

test("MockForge's spellings are read", async () => {
  const { slack, mail, hook } = await startAll();
  const services = createServices({
    connections: { hook: { kind: 'webhook', url: hook.webhook_url, signing_secret: hook.secret } },
  });
  const run = (config: unknown, idempotency_key: string) =>
    notify.run(createContext(services, config, { idempotency_key }));
  await run({ type: 'slack', slack_webhook_url: slack.webhook_url, channel: 'qa', message: 'm' }, 'a');
  const smtp = { host: mail.host, port: mail.port, from: 'mockops@acme.example' };
  await run({ type: 'email', email_to: 'a@acme.example, b@acme.example', subject: 'S', smtp, message: 'm' }, 'b');
  await run({ type: 'webhook', webhook_url: hook.webhook_url, method: 'PUT', payload: { a: 1 }, message: 'm' }, 'c');
  expect(slack.messages).toMatchObject([{ channel: '#qa' }]);
  expect(mail.messages.map(({ to }) => to)).toEqual([['a@acme.example'], ['b@acme.example']]);
  expect(hook.deliveries).toMatchObject([{ method: 'PUT', body: { a: 1 } }]);
});

test('what is no target, and a step without any, are refused when saved', () => {
  const read = (config: unknown) => JSON.stringify(notify.config.safeParse(config).error?.issues ?? []);
  expect(read({ channels: ['api team'], message: 'm' })).toContain('is no target; write');
  expect(read({ message: 'm' })).toContain('say where to');
  expect(read({ channels: ['#a', 'b@acme.example'], connection: 'chat', message: 'm' })).toContain(
    'cannot serve slack and smtp',
  );
  expect(read({ channels: ['{{ vars.channel }}'], message: 'm' })).toBe('[]');
});
