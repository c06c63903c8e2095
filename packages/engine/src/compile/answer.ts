// A ready answer: status, headers and bytes, built once and written many times.

import { isJsonMediaType } from '@mockops/schema';

/** What made the answer. */
type AnswerOrigin = 'scenario' | 'stub' | 'example' | 'generated' | 'empty' | 'fault' | 'problem';

export interface Answer {
  status: number;
  /** Flat list name, value, name, value: the form that node:http writes fastest. */
  headers: readonly string[];
  body: Buffer | undefined;
  /** The same bytes as latin1 text when they are few: node:http sends text in one piece with the head, a buffer as a second piece. */
  text: string | undefined;
  origin: AnswerOrigin;
  /** Name of the stub or example. */
  name: string | undefined;
  delay_ms: number;
  /** The last complete header list and what it was made for; traffic repeats itself, so this saves most of the joining. */
  joined: { tail: readonly string[]; operation: string | undefined; headers: string[] } | undefined;
}

export interface AnswerInput {
  status: number;
  headers?: Record<string, string>;
  /** A value for JSON, or text for any other media type. */
  body?: unknown;
  origin: AnswerOrigin;
  name?: string | undefined;
  delay_ms?: number;
}

/** Beyond this, joining head and body costs more than a second piece. */
export const MAX_TEXT_BYTES = 8 * 1024;

/** The media type is the `content-type` given, else text for a string and JSON for any other value. */
export function buildAnswer(input: AnswerInput): Answer {
  const flat: string[] = [];
  let media_type: string | undefined;
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    const lower = name.toLowerCase();
    if (lower === 'content-length' || lower === 'transfer-encoding' || lower === 'connection') continue;
    if (lower === 'content-type') media_type = value;
    else flat.push(lower, cleanHeaderValue(value));
  }
  const body = allowsBody(input.status) ? encodeBody(input.body, media_type) : undefined;
  if (body !== undefined) {
    flat.push(
      'content-type',
      media_type ?? (typeof input.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'),
    );
  }
  if (allowsBody(input.status)) flat.push('content-length', String(body?.byteLength ?? 0));
  return {
    status: input.status,
    headers: flat,
    body,
    text: body !== undefined && body.byteLength <= MAX_TEXT_BYTES ? body.toString('latin1') : undefined,
    origin: input.origin,
    name: input.name,
    delay_ms: input.delay_ms ?? 0,
    joined: undefined,
  };
}

/** Printable ASCII as it is, everything else percent-encoded: a contract or a request may hold what a header may not. */
export function cleanHeaderValue(text: string): string {
  return /^[\x20-\x7e]*$/.test(text)
    ? text
    : text.replace(/[^\x20-\x7e]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}

function allowsBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

function encodeBody(body: unknown, media_type: string | undefined): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string' && !(media_type !== undefined && isJsonMediaType(media_type))) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body) ?? 'null');
}
