// Where a text ends up decides what it may hold. In: what a template gave, and the sink of its field. Out: the text made harmless for that sink, or why it
// is refused. Values are data: nothing that they hold is markup, a path out of the folder, a second header or an option of a command.
import { formatPath, type Path } from '@mockops/contract';

/**
 * Where a text of a config ends up. Values are escaped for it; `host`, `git_ref` and `connection` refuse tainted values (from events, inputs of callers and
 * answers of strangers) that the pipeline's permissions do not name. `secret_ok`: the only sink that may hold a secret.
 */
export const SINKS = [
  'plain',
  'markdown',
  'slack_mrkdwn',
  'html',
  'url',
  'host',
  'path',
  'git_ref',
  'header',
  'json',
  'connection',
  'secret_ok',
] as const;
export type Sink = (typeof SINKS)[number];

/** Sinks by path of the config: `targets.*.slack`. What is below a path has its sink too. */
export type Sinks = Record<string, Sink>;

/** These take a value from outside only when somebody answers for it. */
export const GUARDED: readonly Sink[] = ['host', 'git_ref', 'connection'];

export const SINK_NAMES: Record<Sink, string> = {
  plain: 'text',
  markdown: 'Markdown',
  slack_mrkdwn: 'a Slack message',
  html: 'HTML',
  url: 'a URL',
  host: 'a host or repository',
  path: 'a path',
  git_ref: 'a Git reference',
  header: 'a header',
  json: 'JSON',
  connection: 'the name of a connection',
  secret_ok: 'a secret',
};

/** The longest path wins. */
export function sinkAt(sinks: Sinks | undefined, path: Path): Sink {
  let best: { length: number; sink: Sink } | undefined;
  for (const [pattern, sink] of Object.entries(sinks ?? {})) {
    const parts = pattern.split('.');
    const fits = parts.length <= path.length && parts.every((part, at) => part === '*' || part === String(path[at]));
    if (fits && (!best || parts.length > best.length)) best = { length: parts.length, sink };
  }
  return best?.sink ?? 'plain';
}

export interface Inserted {
  value: string;
  /** What is in front of it already. */
  before: string;
  tainted: boolean;
}

/** One value inside of other text. */
export function escapeFor(sink: Sink, { value, before, tainted }: Inserted): string {
  switch (sink) {
    case 'slack_mrkdwn':
      return escapeAngles(value);
    case 'html':
      return escapeAngles(value).replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    case 'markdown':
      return tainted ? escapeMarkdown(value) : value.split(/(\s+)/).map(markdownWord).join('');
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    case 'url':
      return reachesHost(before) ? value : encodeURIComponent(value.toWellFormed());
    default:
      return value;
  }
}

/** `https://host/` is complete, so what follows cannot lead elsewhere. */
export function reachesHost(before: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]+[/?#]/i.test(before);
}

function escapeAngles(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Mentions, references and links are undone by a character without width: the renderers look for them behind all escapes. */
function escapeMarkdown(value: string): string {
  return escapeAngles(value)
    .replace(/[\\`*_{}[\]()|~!]/g, '\\$&')
    .replace(/[@#]/g, '$&\u200b')
    .replace(/:(?=\/\/)/g, ':\u200b')
    .replace(/\bwww\./gi, 'www\u200b.');
}

/** A link that we made ourselves stays one. */
function markdownWord(word: string): string {
  return /^https?:\/\/[\w./:?=&%~+-]+$/.test(word) ? word : escapeMarkdown(word);
}

/** Why a finished text cannot be used, in words that follow "is"; undefined when it can. `inserted` are the values in it. */
export function refusalOf(sink: Sink, text: string, inserted: readonly Inserted[]): string | undefined {
  const hasControl = inserted.some(({ value }) => /\p{Cc}/u.test(value));
  switch (sink) {
    case 'header':
      return inserted.some(({ value }) => /[\r\n\0]/.test(value)) ? 'more than one line' : undefined;
    case 'path':
      return hasControl ? 'no path' : pathRefusal(text, inserted);
    case 'git_ref':
      return isGitRef(text) ? undefined : 'no name that Git allows';
    case 'host':
    case 'connection':
      return hasControl || /^-|\s|\\/.test(text) || text.includes('..') ? `not fit for ${SINK_NAMES[sink]}` : undefined;
    default:
      return undefined;
  }
}

function pathRefusal(text: string, inserted: readonly Inserted[]): string | undefined {
  if (text.split(/[/\\]/).includes('..')) return 'a path that leaves its folder';
  const first = inserted.find(({ before }) => before === '');
  if (first && /^([/\\~]|[A-Za-z]:)/.test(first.value)) return 'an absolute path';
  return first?.value.startsWith('-') ? 'an option, not a path' : undefined;
}

/** The rules of git-check-ref-format, and no leading hyphen: a command would take it for an option. */
function isGitRef(text: string): boolean {
  if (text === '' || /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|^@$/u.test(text)) return false;
  return text.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

/** `targets[0].slack` for messages. */
export function showPath(base: string, path: Path): string {
  return `${base}${formatPath(path, true)}`;
}
