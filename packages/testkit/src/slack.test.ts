import { expect, test } from 'vitest';
import { startSlack } from './slack.ts';

test('Slack records a message, says whom it would ping, and refuses what Slack refuses', async () => {
  const slack = await startSlack();
  const post = (body: unknown) => fetch(slack.webhook_url, { method: 'POST', body: JSON.stringify(body) });
  expect(await (await post({ channel: '#api', text: 'hi <!channel>' })).text()).toBe('ok');
  expect(await (await post({ channel: '#api' })).text()).toBe('no_text');
  const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } };
  expect(await (await post({ text: 'x', blocks: [long] })).text()).toBe('invalid_blocks');
  expect(slack.messages).toEqual([{ channel: '#api', text: 'hi <!channel>', blocks: [], pings: ['<!channel>'] }]);
  const page = await fetch(slack.url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('hi &#60;!channel&#62;');
  expect(await (await fetch(slack.url)).json()).toMatchObject({ messages: [{ channel: '#api' }] });
  await slack.close();
});
