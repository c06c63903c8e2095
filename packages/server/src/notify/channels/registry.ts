// Every channel by the kind of connection that it needs.
import type { Channel, ChannelKind } from './channel.ts';
import { emailChannel } from './email/index.ts';
import { slackChannel } from './slack/index.ts';
import { teamsChannel } from './teams/index.ts';
import { webhookChannel } from './webhook/index.ts';

export const CHANNELS: { [K in ChannelKind]: Channel<K> } = {
  slack: slackChannel,
  teams: teamsChannel,
  smtp: emailChannel,
  webhook: webhookChannel,
};
