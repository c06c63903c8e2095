import { expect, test } from 'vitest';
import { startTeams } from './teams.ts';

test('Teams takes Adaptive Cards of at most 28 kB, and shows their lines and links', async () => {
  const teams = await startTeams();
  const post = async (body: unknown) =>
    (await fetch(teams.webhook_url, { method: 'POST', body: JSON.stringify(body) })).status;
  const card = (text: string) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          version: '1.4',
          body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }],
          actions: [{ type: 'Action.OpenUrl', url: 'https://a.example' }],
        },
      },
    ],
  });
  expect(await post(card('hello'))).toBe(202);
  expect(await post({ text: 'the old format' })).toBe(400);
  expect(await post(card('x'.repeat(30_000)))).toBe(413);
  expect(teams.cards).toMatchObject([{ lines: ['hello'], links: ['https://a.example'] }]);
  await teams.close();
});
