// Headers on their way through the proxy. In: raw header lists of one side. Out: what the other side may see.
import type { IncomingMessage } from 'node:http';
import { stripBaggage } from '../federation/context.ts';
import type { TraceIds } from './trace-ids.ts';

/** RFC 9110 §7.6.1, with the old names that are still sent. They belong to one connection, never to the message. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Ours to set, or already consumed: `expect` was answered by this server. */
const REPLACED = new Set([
  'host',
  'expect',
  'traceparent',
  'baggage',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-prefix',
]);

export interface ForwardInput {
  /** Part of the path that was taken off, such as `/shop/payments`. */
  prefix: string;
  /** Name of this gateway in `via`. */
  via: string;
  traceparent: string;
  has_body: boolean;
}

/** Flat name, value list for the upstream: end-to-end headers, nothing of ours, and who asked. */
export function forwardRequestHeaders(req: IncomingMessage, input: ForwardInput): string[] {
  const { headers, rawHeaders, socket } = req;
  const dropped = connectionOptions(headers.connection);
  const out: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || REPLACED.has(lower) || dropped?.has(lower) || isOurs(lower)) continue;
    if (lower.startsWith('sec-websocket-')) continue;
    if (lower === 'content-length' && !input.has_body) continue;
    out.push(name, rawHeaders[index + 1] ?? '');
  }
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') out.push(name, value);
  };
  const before = headers['x-forwarded-for'];
  add('x-forwarded-for', [before, socket.remoteAddress].filter((part) => part !== undefined).join(', '));
  add('x-forwarded-host', single(headers['x-forwarded-host']) ?? headers.host);
  add('x-forwarded-proto', single(headers['x-forwarded-proto']) ?? 'http');
  add('x-forwarded-prefix', `${single(headers['x-forwarded-prefix']) ?? ''}${input.prefix}`);
  add('via', [headers.via, `1.1 ${input.via}`].filter((part) => part !== undefined).join(', '));
  add('traceparent', input.traceparent);
  add('baggage', headers.baggage === undefined ? undefined : stripBaggage(String(headers.baggage)));
  return out;
}

export interface UpstreamHeaders {
  /** Flat name, value list for the client. */
  headers: string[];
  media_type: string | undefined;
  encoding: string | undefined;
  /** Undefined when the upstream does not say it. */
  length: number | undefined;
}

/** The upstream's own CORS headers stay; ours fill in where it has none. */
export function forwardAnswerHeaders(
  raw: readonly (Buffer | string)[],
  tail: readonly string[],
  tellLocation: (value: string) => string,
): UpstreamHeaders {
  const result: UpstreamHeaders = { headers: [], media_type: undefined, encoding: undefined, length: undefined };
  const names = raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
  let dropped: Set<string> | undefined;
  let own_cors = false;
  for (let index = 0; index + 1 < names.length; index += 2) {
    if (names[index]?.toLowerCase() === 'connection') dropped = connectionOptions(names[index + 1]);
  }
  for (let index = 0; index + 1 < names.length; index += 2) {
    const name = names[index] ?? '';
    const value = names[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || dropped?.has(lower) || lower.startsWith('x-mockops-')) continue;
    if (lower === 'content-type') result.media_type = value;
    else if (lower === 'content-encoding') result.encoding = value;
    else if (lower === 'content-length') result.length = Number(value);
    else if (lower === 'access-control-allow-origin') own_cors = true;
    result.headers.push(name, lower === 'location' || lower === 'content-location' ? tellLocation(value) : value);
  }
  for (let index = 0; index + 1 < tail.length; index += 2) {
    const name = tail[index] ?? '';
    if (!(own_cors && name.startsWith('access-control-'))) result.headers.push(name, tail[index + 1] ?? '');
  }
  return result;
}

/** Continues a valid trace with a new span, else starts one (W3C Trace Context, version 00). */
export function continueTrace(traceparent: string | undefined, ids: TraceIds): string {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '');
  const [, trace, parent, flags] = match ?? [];
  const valid =
    trace !== undefined && !/^0+$/.test(trace) && !/^0+$/.test(parent ?? '') && !traceparent?.startsWith('ff');
  return valid ? `00-${trace}-${ids.span()}-${flags}` : `00-${ids.trace()}-${ids.span()}-00`;
}

/** How many times a message went through this gateway already. */
export function countPasses(via: string | undefined, name: string): number {
  return via?.split(',').filter((part) => part.trim().endsWith(` ${name}`)).length ?? 0;
}

function isOurs(lower: string): boolean {
  return lower.startsWith('mockops-') || lower.startsWith('x-mockops-') || lower.startsWith('x-mockforge-');
}

function connectionOptions(connection: string | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(connection.split(',').map((option) => option.trim().toLowerCase()));
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
