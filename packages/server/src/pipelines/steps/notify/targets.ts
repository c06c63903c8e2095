// Where a notification goes, read from how people write it: `#channel`, an address, a URL, `webhook:name`, or MockForge's fields.
import { createHash } from 'node:crypto';
import type { ChannelKind } from '../../../notify/channels/channel.ts';

export interface Target {
  kind: ChannelKind;
  /** As written; names the delivery and stands in messages. A query string, which may be secret, stands as a digest. */
  label: string;
  /** Channel, address or URL; absent: what the connection points to. */
  to?: string;
  /** Connection by name, from `webhook:name`. */
  connection?: string;
}

type NotifyKind = 'slack' | 'email' | 'webhook';
const KINDS: Record<NotifyKind, ChannelKind> = { slack: 'slack', email: 'smtp', webhook: 'webhook' };

export interface TargetFields {
  type?: NotifyKind | undefined;
  channel?: string | undefined;
  channels?: string | string[] | undefined;
  to?: string | string[] | undefined;
  email_to?: string | string[] | undefined;
  webhook_url?: string | undefined;
  webhook_urls?: string[] | undefined;
  slack_webhook_url?: string | undefined;
  connection?: string | undefined;
}

/** What cannot be read is listed in `unread` for the schema to refuse. A target written twice is one target. */
export function readTargets(fields: TargetFields): { targets: Target[]; unread: string[] } {
  const written = [
    ...listOf(fields.channel),
    ...listOf(fields.channels),
    ...listOf(fields.to),
    ...listOf(fields.email_to),
    ...listOf(fields.webhook_url),
    ...listOf(fields.webhook_urls),
  ];
  const targets: Target[] = [];
  const unread: string[] = [];
  for (const text of written) {
    const target = readTarget(text, fields.type);
    if (!target) unread.push(text);
    else if (!targets.some((known) => known.kind === target.kind && known.label === target.label)) targets.push(target);
  }
  if (written.length === 0) targets.push(...connectionsOwnTarget(fields));
  return { targets, unread };
}

function readTarget(text: string, type: NotifyKind | undefined): Target | undefined {
  if (/^[#@][^\s<>]+$/.test(text)) return { kind: 'slack', label: text, to: text };
  const named = /^webhook:([a-z0-9][a-z0-9._-]*)$/.exec(text)?.[1];
  if (named !== undefined) return { kind: 'webhook', label: text, connection: named };
  if (/^https?:\/\//.test(text)) return readUrl(text);
  if (/^[^\s@<>",;]+@[^\s@<>",;]+$/.test(text)) return { kind: 'smtp', label: text, to: text };
  if (type === 'slack' && /^[\w.-]+$/.test(text)) return { kind: 'slack', label: `#${text}`, to: `#${text}` };
  return undefined;
}

function readUrl(text: string): Target | undefined {
  const url = URL.parse(text);
  if (!url) return undefined;
  const query = url.search === '' ? '' : `?(${createHash('sha256').update(url.search).digest('hex').slice(0, 8)})`;
  return { kind: 'webhook', label: `${url.origin}${url.pathname}${query}`, to: text };
}

/** Nothing written: a kind alone means the place that its connection points to. Mail always needs an address. */
function connectionsOwnTarget({ type, slack_webhook_url, connection }: TargetFields): Target[] {
  const kind = type ? KINDS[type] : slack_webhook_url === undefined ? undefined : 'slack';
  return kind === undefined || kind === 'smtp' ? [] : [{ kind, label: connection ?? kind }];
}

/** A list, or one text with commas as mail programs write it. */
function listOf(value: string | string[] | undefined): string[] {
  const list = typeof value === 'string' ? value.split(',') : (value ?? []);
  return list.map((text) => text.trim()).filter((text) => text !== '');
}
