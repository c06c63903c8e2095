// What a channel declares: how one message reaches one target, and whether an interrupted send may be repeated.
import type { ConnectionKind, ConnectionSettings, EventEnvelope } from '@mockops/contract';
import type { AddressGuard } from '../../outgoing/guard.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';
import type { Deliveries } from '../../pipelines/steps/services.ts';

export type SettingsOf<K extends ConnectionKind> = Extract<ConnectionSettings, { kind: K }>;
export type ChannelKind = 'slack' | 'teams' | 'smtp' | 'webhook';
type Severity = 'info' | 'success' | 'warning' | 'error';

export interface Message {
  /** Data: no channel reads markup in it that could ping, embed or run anything. */
  text: string;
  /** One line; mail only. */
  subject: string | undefined;
  severity: Severity | undefined;
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
  /** Messages with the same key stand in one thread, where the channel has threads. */
  thread_key: string | undefined;
  /** Stable over retries: whatever the receiver may recognise a repetition by comes from it. */
  key: string;
  message: Message;
  outgoing: Outgoing;
  /** For channels that do not send through `outgoing`. */
  guard: AddressGuard;
  /** What is to be remembered between messages. */
  deliveries: Deliveries;
  signal: AbortSignal;
}

interface InlineSettings {
  slack_webhook_url?: string | undefined;
  smtp?: Omit<SettingsOf<'smtp'>, 'kind'> | undefined;
}

/** The receiver takes one message per `spacing_ms`, and `burst` at once now and then. */
export interface Pace {
  key: string;
  spacing_ms: number;
  burst: number;
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
  pace?: (settings: SettingsOf<K>, to: string | undefined) => Pace;
  /** Why a thread_key has no effect with these settings. */
  whyNoThread?: (settings: SettingsOf<K>) => string | undefined;
  /** Answers the receipt; throws OutgoingFailure. */
  send: (request: SendRequest<K>) => Promise<Record<string, unknown>>;
}

const MARKS: Record<Severity, string> = { info: 'ℹ️ ', success: '✅ ', warning: '⚠️ Warning: ', error: '🛑 Error: ' };

/** The text as people read it: the severity in words and sign before it, never by colour alone. */
export function textWithSeverity({ text, severity }: Message): string {
  return severity === undefined ? text : `${MARKS[severity]}${text}`;
}
