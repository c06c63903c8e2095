// What went wrong on the way out, in terms that whoever sends can act on.

/** `sent`: `no` when the outside certainly did nothing, `unknown` when the request may have arrived. */
export class OutgoingFailure extends Error {
  readonly kind: 'transient' | 'rate_limited' | 'permanent';
  readonly sent: 'no' | 'unknown';
  /** What the outside asked for by Retry-After. */
  readonly retry_after_ms: number | undefined;

  constructor(
    message: string,
    options: {
      kind: 'transient' | 'rate_limited' | 'permanent';
      sent: 'no' | 'unknown';
      retry_after_ms?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'OutgoingFailure';
    this.kind = options.kind;
    this.sent = options.sent;
    this.retry_after_ms = options.retry_after_ms;
  }
}

/** At most `max` characters of what a stranger said, cut between words: half a word could be half of a secret, which nobody would recognise. */
export function firstWords(text: string, max: number): string {
  const said = text.trim();
  if (said.length <= max) return said;
  const end = said.slice(0, max + 1).search(/\s\S*$/);
  return end < 0 ? '' : `${said.slice(0, end)} …`;
}
