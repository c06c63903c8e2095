// Slack and what speaks like it (Mattermost, Rocket.Chat): a bot token (`chat.postMessage`, with threads) or an incoming webhook, the channel named
// in the message.
import { createHash } from 'node:crypto';
import { findRefusal, OutgoingFailure } from '../../../outgoing/outgoing.ts';
import type { Deliveries } from '../../../pipelines/steps/services.ts';
import type { Channel, SettingsOf } from '../channel.ts';
import { buildSlackMessage } from './message.ts';
import { PostAnswer } from './schema.ts';

const DEFAULT_API = 'https://slack.com/api';
const ADVICE: Record<string, string> = {
  channel_not_found: 'correct the name, and invite the app to the channel',
  not_in_channel: 'invite the app to the channel',
  invalid_auth: 'store the connection with a token that is valid',
  not_authed: 'store the connection with a token that is valid',
  token_revoked: 'store the connection with a token that is valid',
  missing_scope: 'give the app the scope chat:write',
};

export const slackChannel: Channel<'slack'> = {
  kind: 'slack',
  title: 'Slack',
  example: { kind: 'slack', webhook_url: 'https://hooks.slack.com/services/…' },
  repeatable: false,
  readInline: ({ slack_webhook_url }) =>
    slack_webhook_url === undefined ? undefined : { kind: 'slack', webhook_url: slack_webhook_url },
  /** One message per second and channel, by Slack's documentation; short bursts are taken. */
  pace: (settings, to) => ({ key: `pace/slack/${placeOf(settings)}/${to ?? ''}`, spacing_ms: 1_000, burst: 10 }),
  whyNoThread: ({ token }) =>
    token === undefined ? 'threads need a Slack connection with the token of a bot; this one is a webhook' : undefined,
  send: async ({ settings, to, thread_key, message, outgoing, deliveries, signal }) => {
    const { token, webhook_url } = settings;
    const send = async (url: string, headers: Record<string, string>, thread_ts?: string) => {
      const body = JSON.stringify(buildSlackMessage(message, to, thread_ts));
      const answer = await outgoing.send({ method: 'POST', url, headers: { ...JSON_TYPE, ...headers }, body, signal });
      const refusal = findRefusal(answer, 'Slack');
      if (refusal) throw refusal;
      return answer;
    };
    if (token === undefined) return { status: (await send(webhook_url ?? '', {})).status };
    if (to === undefined) throw refuse('a bot posts to a channel; name one, such as "#ops"');
    const url = `${(settings.api_url ?? DEFAULT_API).replace(/\/+$/, '')}/chat.postMessage`;
    const thread = thread_key === undefined ? undefined : `thread/slack/${placeOf(settings)}/${to}/${thread_key}`;
    const known = thread === undefined ? undefined : await deliveries.find(thread);
    const { text } = await send(url, { authorization: `Bearer ${token}` }, threadOf(known?.receipt));
    const { ts, channel } = readAnswer(text);
    if (thread !== undefined && !known) await rememberThread(deliveries, thread, to, { ts, channel });
    return { ts, channel };
  },
};

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Slack answers 200 for refusals too. */
function readAnswer(text: string): { ts: string; channel: string } {
  const read = PostAnswer.safeParse(parseJson(text));
  if (!read.success)
    throw new OutgoingFailure('Slack answered something that is not its API; check api_url', {
      kind: 'permanent',
      sent: 'unknown',
    });
  if (read.data.ok) return read.data;
  const { error } = read.data;
  const advice = ADVICE[error] === undefined ? '' : `; ${ADVICE[error]}`;
  throw new OutgoingFailure(`Slack refused: ${error}${advice}`, {
    kind: error === 'ratelimited' ? 'rate_limited' : 'permanent',
    sent: 'no',
  });
}

/** Of two messages that open a thread at once, the one that is stored first is its head; the other stands alone. */
async function rememberThread(
  deliveries: Deliveries,
  key: string,
  target: string,
  receipt: { ts: string; channel: string },
): Promise<void> {
  if (!(await deliveries.begin(key, target))) await deliveries.complete(key, receipt);
}

function threadOf(receipt: Record<string, unknown> | null | undefined): string | undefined {
  return typeof receipt?.ts === 'string' ? receipt.ts : undefined;
}

/** Names the workspace of Slack that the settings reach, without telling them. */
function placeOf({ token, webhook_url }: SettingsOf<'slack'>): string {
  return createHash('sha256')
    .update(token ?? webhook_url ?? '')
    .digest('hex')
    .slice(0, 16);
}

function refuse(message: string): OutgoingFailure {
  return new OutgoingFailure(message, { kind: 'permanent', sent: 'no' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
