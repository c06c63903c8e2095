// Where an upstream sends its client: `Location` and `Content-Location`, told as the client would have to ask here.
// In: the value, where the upstream is, and how the client got here. Out: the value for the client. Addresses elsewhere stay.
import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamAddress } from '../reality/decide.ts';

export interface LocationMap {
  upstream: UpstreamAddress;
  /** `http://127.0.0.1:4800`; empty when the client did not say which host it wanted. */
  origin: string;
  /** What stands here in place of the upstream's base path, such as `/shop/payments`. */
  prefix: string;
}

/** The client's own view: a proxy in between says in `x-forwarded-*` what it was asked. */
export function mapLocations(upstream: UpstreamAddress, headers: IncomingHttpHeaders, prefix: string): LocationMap {
  const proto = first(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http';
  const host = first(headers['x-forwarded-host']) ?? headers.host;
  const before = first(headers['x-forwarded-prefix'])?.replace(/\/+$/, '') ?? '';
  return { upstream, origin: host ? `${proto}://${host}` : '', prefix: before + prefix };
}

export function rewriteLocation(value: string, { upstream, origin, prefix }: LocationMap): string {
  const start = /^(?:https?:)?\/\/[^/?#]*/i.exec(value)?.[0];
  if (start === undefined && !value.startsWith('/')) return value;
  if (start !== undefined && URL.parse(start, upstream.origin)?.origin !== upstream.origin) return value;
  const path = value.slice(start?.length ?? 0);
  const rest = path.slice(upstream.base_path.length);
  const is_inside = path.startsWith(upstream.base_path) && /^([/?#]|$)/.test(rest);
  if (!is_inside) return start === undefined ? upstream.origin + value : value;
  return (start === undefined ? '' : origin) + prefix + (rest.startsWith('/') ? rest : `/${rest}`);
}

function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',', 1)[0]?.trim() || undefined;
}
