import { expect, test } from 'vitest';
import { startSlack } from './slack.ts';

test('Slack records a message, says whom it would ping, and refuses what Slack refuses', async () => {
  const slack = await startSlack();
  const post = (body: unknown) => fetch(slack.webhook_url, { method: 'POST', body: JSON.stringify(body) });
  expect(await (await post({ channel: '#api', text: 'hi <!channel>' })).text()).toBe('ok');
  expect(await (await post({ channel: '#api' })).text()).toBe('no_text');
  const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } };
  expect(await (await post({ text: 'x', blocks: [long] })).text()).toBe('invalid_blocks');
  expect(slack.messages).toEqual([
    { channel: '#api', text: 'hi <!channel>', blocks: [], pings: ['<!channel>'], ts: null, thread_ts: null },
  ]);
  const page = await fetch(slack.url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('hi &#60;!channel&#62;');
  expect(await (await fetch(slack.url)).json()).toMatchObject({ messages: [{ channel: '#api' }] });
  await slack.close();
});

test('the API of Slack answers 200 for refusals too, and gives messages a ts to answer in a thread', async () => {
  const slack = await startSlack();
  const post = async (body: unknown, token = slack.token) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${slack.api_url}/chat.postMessage`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return answer.json();
  };
  expect(await post({ channel: '#api', text: 'a' }, 'wrong')).toEqual({ ok: false, error: 'invalid_auth' });
  expect(await post({ channel: '#nowhere', text: 'a' })).toEqual({ ok: false, error: 'channel_not_found' });
  const { ts } = await post({ channel: '#api', text: 'a' });
  expect(await post({ channel: '#api', text: 'b', thread_ts: ts })).toMatchObject({ ok: true, channel: '#api' });
  expect(slack.messages).toMatchObject([{ ts, thread_ts: null }, { thread_ts: ts }]);
  await slack.close();
});
