// Hides secrets in whatever is stored or shown. In: secrets by name, before or while a step runs. Out: the same texts with `•••`, and the name of
// the secret that a text holds. Each attempt has its own (runs/attempt.ts: input, log, errors, annotations, summary); the server log has one.
import { createHmac } from 'node:crypto';
import { formsOf, MIN_SECRET } from './secret-forms.ts';

export const HIDDEN = '•••';
/** Beginnings shorter than this stand in many innocent texts. */
const MIN_HEAD = 16;

export interface NamedSecret {
  name: string;
  value: string;
}

/** A piece of a text that is a secret; overlapping ones are one. */
interface Span {
  start: number;
  end: number;
  name: string;
}

export interface Redactor {
  /** From now on it is hidden as well: a secret that was just opened, a token that was made of one. */
  add: (name: string, value: string) => void;
  text: (text: string) => string;
  /** The same JSON with texts and keys redacted. */
  json: (value: unknown) => unknown;
  /** Name of a secret that the text holds in any form. */
  find: (text: string) => string | undefined;
  spans: (text: string) => Span[];
  /** Where the text stops being surely harmless: a secret may begin there and go on in the next chunk. */
  safeUntil: (text: string) => number;
  /** For cache keys: each secret as HMAC under `key`, so that a rotation is a different key and a leaked digest tells nothing. */
  maskForDigest: (value: unknown, key: string | Buffer) => unknown;
}

export function createRedactor(secrets: readonly NamedSecret[] = []): Redactor {
  /** Each form, with the beginning that gives it away. */
  const forms = new Map<string, { name: string; head: string }>();

  const spans = (text: string): Span[] => {
    const found: Span[] = [];
    for (const [form, { name, head }] of forms) {
      for (let start = text.indexOf(head); start >= 0; start = text.indexOf(head, start + 1))
        found.push({ start, end: start + sharedLength(text, start, form), name });
    }
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    const merged: Span[] = [];
    for (const span of found) {
      const last = merged.at(-1);
      if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
      else merged.push({ ...span });
    }
    return merged;
  };

  const replace = (text: string, by: (secret: string) => string): string => {
    let result = '';
    let from = 0;
    for (const { start, end } of spans(text)) {
      result += text.slice(from, start) + by(text.slice(start, end));
      from = end;
    }
    return from === 0 ? text : result + text.slice(from);
  };
  const text = (value: string) => replace(value, () => HIDDEN);

  const redactor: Redactor = {
    add: (name, value) => {
      if (value.length < MIN_SECRET) return;
      for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, { name, head: headOf(form) });
    },
    text,
    json: (value) => mapTexts(value, text),
    find: (value) => spans(value)[0]?.name,
    spans,
    safeUntil: (value) => {
      let safe = value.length;
      for (const form of forms.keys()) safe = Math.min(safe, value.length - openEnd(value, form));
      const across = spans(value).find(({ start, end }) => start < safe && end > safe);
      return across ? across.start : safe;
    },
    maskForDigest: (value, key) =>
      mapTexts(value, (one) =>
        replace(one, (secret) => `hmac:${createHmac('sha256', key).update(secret).digest('hex')}`),
      ),
  };
  for (const { name, value } of secrets) redactor.add(name, value);
  return redactor;
}

/** A text that was cut off in the middle of a secret holds at least half of it: that much is hidden too. */
function headOf(form: string): string {
  return form.length < MIN_HEAD ? form : form.slice(0, Math.max(MIN_HEAD, Math.ceil(form.length / 2)));
}

/** How far the text goes on as the form does. */
function sharedLength(text: string, start: number, form: string): number {
  let length = 0;
  while (length < form.length && text[start + length] === form[length]) length += 1;
  return length;
}

/** How many characters at the end of the text are the beginning, not the whole, of this form. */
function openEnd(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(form.slice(0, length))) return length;
  return 0;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [change(key), mapTexts(member, change)]));
}
