// Where a notification goes, read from how people write it: `#channel`, an address, a URL, `webhook:name`, `teams:name`, a list of targets, or
// MockForge's fields.
import { createHash } from 'node:crypto';
import type { ChannelKind } from '../../../notify/channels/channel.ts';

export interface Target {
  kind: ChannelKind;
  /** As written; names the delivery, stands in messages, and is what permissions are about. A query string, which may be secret, stands as a digest. */
  label: string;
  /** Channel, address or URL; absent: what the connection points to. */
  to?: string;
  /** Connection by name. */
  connection?: string;
  thread_key?: string;
  signing_secret?: string;
}

type NotifyKind = 'slack' | 'teams' | 'email' | 'webhook';
const KINDS: Record<NotifyKind, ChannelKind> = { slack: 'slack', teams: 'teams', email: 'smtp', webhook: 'webhook' };

type TargetForm =
  | { slack: string; thread_key?: string | undefined; connection?: string | undefined }
  | { email: string | string[]; connection?: string | undefined }
  | { webhook: string; signing_secret?: string | undefined }
  | { teams: string };

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
  targets?: TargetForm[] | undefined;
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
  ].map((text) => ({ text, target: readTarget(text, fields.type) }));
  const found = [...written, ...(fields.targets ?? []).flatMap(readForm)];
  if (found.length === 0) return { targets: connectionsOwnTarget(fields), unread: [] };
  const targets: Target[] = [];
  const unread: string[] = [];
  for (const { text, target } of found) {
    if (!target) unread.push(text);
    else if (!targets.some((known) => known.kind === target.kind && known.label === target.label)) targets.push(target);
  }
  return { targets, unread };
}

function readTarget(text: string, type: NotifyKind | undefined): Target | undefined {
  if (/^[#@][^\s<>]+$/.test(text)) return { kind: 'slack', label: text, to: text };
  const [, kind, name] = /^(webhook|teams):([a-z0-9][a-z0-9._-]*)$/.exec(text) ?? [];
  if ((kind === 'webhook' || kind === 'teams') && name !== undefined) return { kind, label: text, connection: name };
  if (/^https?:\/\//.test(text)) return readUrl(text);
  if (/^[^\s@<>",;]+@[^\s@<>",;]+$/.test(text)) return { kind: 'smtp', label: text, to: text };
  if (type === 'slack' && /^[\w.-]+$/.test(text)) return { kind: 'slack', label: `#${text}`, to: `#${text}` };
  return undefined;
}

function readForm(form: TargetForm): { text: string; target: Target | undefined }[] {
  if ('email' in form) return listOf(form.email).map((text) => ({ text, target: onlyOf('smtp', text, form) }));
  if ('slack' in form) return [{ text: form.slack, target: onlyOf('slack', form.slack, form) }];
  if ('teams' in form) return [{ text: form.teams, target: readTarget(`teams:${form.teams}`, 'teams') }];
  const target = readTarget(/^https?:/.test(form.webhook) ? form.webhook : `webhook:${form.webhook}`, 'webhook');
  const { signing_secret } = form;
  return [
    { text: form.webhook, target: target && { ...target, ...(signing_secret !== undefined && { signing_secret }) } },
  ];
}

/** `more`: what the form says besides. The same channel through two connections is two targets. */
function onlyOf(
  kind: 'slack' | 'smtp',
  text: string,
  { connection, thread_key }: { connection?: string | undefined; thread_key?: string | undefined },
): Target | undefined {
  const target = readTarget(text, kind === 'slack' ? 'slack' : 'email');
  if (target?.kind !== kind) return undefined;
  return {
    ...target,
    ...(connection !== undefined && { connection }),
    ...(thread_key !== undefined && { thread_key }),
  };
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
