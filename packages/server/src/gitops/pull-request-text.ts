// Texts of a pull request: made harmless, signed with a hidden marker, and cut to what GitHub takes.
// The marker `<!-- mockops:key=… digest=… -->` is how a later run finds the pull request and knows what it proposes.
import { createHash } from 'node:crypto';

const MAX_TITLE = 200;
/** GitHub's limit is 65,536 characters. */
const MAX_BODY = 65_000;
const CUT = '\n\n… (cut; the run has the whole text)';
const ZERO_WIDTH_SPACE = '\u200b';

export interface Marker {
  key: string;
  digest: string;
  /** We closed it ourselves, because nothing was left to change. */
  obsolete: boolean;
}

/**
 * Texts come from templates filled with event data, so all of it is treated as foreign: no mention pings anybody, no `fixes #1`
 * closes anything, no hidden comment forges a marker.
 */
export function neutralize(text: string): string {
  return text
    .replace(/@(?=[\w-])/g, `@${ZERO_WIDTH_SPACE}`)
    .replace(/#(?=\d)/g, `#${ZERO_WIDTH_SPACE}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}`)
    .replace(/<!--/g, '&lt;!--');
}

/** One line. */
export function writeTitle(text: string): string {
  const line = neutralize(text).replace(/\s+/g, ' ').trim();
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1)}…` : line || 'MockOps';
}

/** `text` is foreign; `footer` is ours and never cut. */
export function writeBody(text: string, footer: string, marker: Marker): string {
  const end = `\n\n---\n${footer}\n${writeMarker(marker)}`;
  const body = neutralize(text.trim());
  const room = MAX_BODY - end.length;
  return body.length > room ? `${body.slice(0, room - CUT.length)}${CUT}${end}` : `${body}${end}`;
}

export function readMarker(body: string | null): Marker | undefined {
  const match = /<!-- mockops:key=(\S+) digest=([0-9a-f]{64})( obsolete)? -->/.exec(body ?? '');
  return match?.[1] && match[2] ? { key: match[1], digest: match[2], obsolete: match[3] !== undefined } : undefined;
}

function writeMarker({ key, digest, obsolete }: Marker): string {
  return `<!-- mockops:key=${key} digest=${digest}${obsolete ? ' obsolete' : ''} -->`;
}

/** By which what comes of a commit or pull request is known to go back to the same event: the trailer of a commit. */
export function correlationTrailer(correlation_id: string): string {
  return `MockOps-Correlation: ${correlation_id.replace(/\s+/g, ' ')}`;
}

/** The same in the body of a pull request, where nobody sees it. */
export function correlationComment(correlation_id: string): string {
  return `<!-- ${correlationTrailer(correlation_id).replaceAll('--', '')} -->`;
}

/** The last one: what stands above it may come from anywhere. */
export function readCorrelation(text: string): string | undefined {
  return [...text.matchAll(/^(?:<!-- )?MockOps-Correlation: (\S+)/gm)].at(-1)?.[1];
}

/** The body with its marker saying that we closed it. */
export function markObsolete(body: string | null): string {
  return (body ?? '').replace(/(<!-- mockops:key=\S+ digest=[0-9a-f]{64}) -->/, '$1 obsolete -->');
}

/** Any text as a key that is safe inside an HTML comment and a commit trailer; texts that differ keep different keys. */
export function markerKey(text: string): string {
  if (/^[\w./-]{1,150}$/.test(text) && !text.includes('--')) return text;
  return `${text.replace(/[^\w./]+/g, '-').slice(0, 100)}-${digestOf(text).slice(0, 12)}`;
}

/** `mockops/<kind>/<scope>`, valid for Git, at most 100 characters; a cut or cleaned name carries a digest. */
export function branchName(kind: string, scope: string): string {
  const clean = [kind, scope].map(
    (part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9_-]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'x',
  );
  const name = ['mockops', ...clean].join('/');
  const exact = name === `mockops/${kind}/${scope}` && name.length <= 100;
  return exact ? name : `${name.slice(0, 91)}-${digestOf(`${kind}/${scope}`).slice(0, 8)}`;
}

/** The rules of git-check-ref-format that matter for one branch, and no leading dash. */
export function isBranchName(name: string): boolean {
  return name !== '' && name.length <= 200 && !/^[-./]|\.\.|@\{|[\s~^:?*[\\]|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(name);
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
