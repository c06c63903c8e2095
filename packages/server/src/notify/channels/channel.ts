// What a channel declares: how one message reaches one target, and whether an interrupted send may be repeated.
import type { ConnectionKind, ConnectionSettings, EventEnvelope } from '@mockops/contract';
import type { AddressGuard } from '../../outgoing/guard.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';

export type SettingsOf<K extends ConnectionKind> = Extract<ConnectionSettings, { kind: K }>;
export type ChannelKind = 'slack' | 'smtp' | 'webhook';

export interface Message {
  text: string;
  /** One line; mail only. */
  subject: string | undefined;
  event: EventEnvelope;
  run: { number: number; pipeline: string; url: string };
  /** Webhooks: sent instead of our own body. */
  payload: unknown;
  method: 'POST' | 'PUT' | 'PATCH';
}

interface SendRequest<K extends ChannelKind> {
  settings: SettingsOf<K>;
  /** Slack channel, mail address, or webhook URL; absent: what the connection itself points to. */
  to: string | undefined;
  /** Stable over retries: whatever the receiver may recognise a repetition by comes from it. */
  key: string;
  message: Message;
  outgoing: Outgoing;
  /** For channels that do not send through `outgoing`. */
  guard: AddressGuard;
  signal: AbortSignal;
}

interface InlineSettings {
  slack_webhook_url?: string | undefined;
  smtp?: Omit<SettingsOf<'smtp'>, 'kind'> | undefined;
}

export interface Channel<K extends ChannelKind> {
  kind: K;
  /** As people call it. */
  title: string;
  /** The settings to add, for the message about a missing connection. */
  example: Record<string, string>;
  /** True when the receiver recognises a repetition, so that an interrupted send may simply be sent again. */
  repeatable: boolean;
  /** Settings that a step carries itself, as MockForge's files do. */
  readInline?: (config: InlineSettings) => SettingsOf<K> | undefined;
  /** Answers the receipt; throws OutgoingFailure. */
  send: (request: SendRequest<K>) => Promise<Record<string, unknown>>;
}
