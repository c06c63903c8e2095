// Slack and what speaks like it (Mattermost, Rocket.Chat): one incoming webhook, the channel named in the message.
import { findRefusal } from '../../../outgoing/outgoing.ts';
import type { Channel } from '../channel.ts';
import { buildSlackMessage } from './message.ts';

export const slackChannel: Channel<'slack'> = {
  kind: 'slack',
  title: 'Slack',
  example: { kind: 'slack', webhook_url: 'https://hooks.slack.com/services/…' },
  repeatable: false,
  readInline: ({ slack_webhook_url }) =>
    slack_webhook_url === undefined ? undefined : { kind: 'slack', webhook_url: slack_webhook_url },
  send: async ({ settings, to, message, outgoing, signal }) => {
    const answer = await outgoing.send({
      method: 'POST',
      url: settings.webhook_url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(buildSlackMessage(message, to)),
      signal,
    });
    const refusal = findRefusal(answer, 'Slack');
    if (refusal) throw refusal;
    return { status: answer.status };
  },
};
