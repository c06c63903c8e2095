// From an exchange to a call of its upstream: address, headers, body, sample. In: the exchange and the upstream's URL.
// Out: what became of the call; a failure before the first header carries the problem to answer with.
import { Problem } from '@mockops/contract';
import type { Exchange } from '../exchange.ts';
import type { Address } from '../federation/address.ts';
import { joinRaw } from '../federation/path.ts';
import type { UpstreamAddress } from '../reality/decide.ts';
import { addChunk, openSample } from '../tap/sample.ts';
import { type PeekedBody, restoreBody } from './body.ts';
import { continueTrace, countPasses, forwardAnswerHeaders, forwardRequestHeaders } from './headers.ts';
import { mapLocations, rewriteLocation } from './location.ts';
import type { TraceIds } from './trace-ids.ts';
import { copyBody, hasBody, type Upstreams } from './upstream.ts';
import { explainHeaders } from './write.ts';

export type ForwardOutcome = { kind: 'answered' | 'client_left' | 'broken' } | { kind: 'failed'; problem: Problem };

export interface ForwardOptions {
  gateway_id: string;
  timeout_ms: number;
  max_sample_bytes: number;
  upstreams: Upstreams;
  trace_ids: TraceIds;
}

/** A gateway may stand behind another one, but an upstream that leads back here again and again is a loop. */
const MAX_PASSES = 5;

export async function forwardToUpstream(
  exchange: Exchange,
  upstream: UpstreamAddress | undefined,
  peeked: PeekedBody | undefined,
  options: ForwardOptions,
): Promise<ForwardOutcome> {
  const { req, res, path, address, method } = exchange;
  if (!address || !path) return { kind: 'client_left' };
  if (!upstream) {
    return { kind: 'failed', problem: new Problem('upstream-missing', `${namePlace(address)} has no upstream_url`) };
  }
  const via = `mockops-${options.gateway_id}`;
  if (countPasses(req.headers.via, via) >= MAX_PASSES) {
    return fail(`${namePlace(address)}: the upstream ${upstream.url} leads back to this gateway`);
  }
  const with_body = hasBody(req);
  const prefix = address.from === 0 ? '' : `/${path.raw.slice(0, address.from).join('/')}`;
  const outcome = await options.upstreams.call(
    {
      origin: upstream.origin,
      path: upstreamPath(upstream, exchange) + path.query,
      method,
      headers: forwardRequestHeaders(req, {
        prefix,
        via,
        traceparent: continueTrace(String(req.headers.traceparent ?? ''), options.trace_ids),
        has_body: with_body,
      }),
      body: with_body ? (peeked ? restoreBody(req, peeked) : copyBody(req)) : null,
      timeout_ms: options.timeout_ms,
      onHead(status, raw) {
        const head = forwardAnswerHeaders(raw, explainHeaders(exchange, options.gateway_id), (value) =>
          rewriteLocation(value, mapLocations(upstream, req.headers, prefix)),
        );
        if (isWholeAnswer(exchange, status)) {
          exchange.sample = openSample(head.media_type, head.encoding, options.max_sample_bytes);
        }
        return head;
      },
      onChunk(chunk) {
        if (exchange.sample) addChunk(exchange.sample, chunk);
      },
    },
    res,
  );
  if (outcome.kind !== 'failed') return { kind: outcome.kind };
  return fail(`${namePlace(address)}: ${upstream.origin} — ${outcome.reason}`, outcome.timeout);
}

/**
 * HEAD in place of GET and 304 leave out what the contract describes, because the client asked for that. Of what the contract does not have, only a
 * success tells what it is.
 */
function isWholeAnswer({ method, route }: Exchange, status: number): boolean {
  const operation = route?.operation;
  if (operation === undefined) return status >= 200 && status < 300 && method !== 'HEAD' && method !== 'OPTIONS';
  return operation.api.method === method && status !== 304;
}

function namePlace({ workspace, federation, service }: Address): string {
  return service
    ? `service "${service.name}" of federation "${federation?.federation}"`
    : `workspace "${workspace.workspace}" in ${workspace.environment}`;
}

function fail(detail: string, timeout = false): ForwardOutcome {
  return { kind: 'failed', problem: new Problem(timeout ? 'upstream-timeout' : 'upstream-failed', detail) };
}

/**
 * The path behind the workspace's name or the federation's base path. When the client wrote the contract's own base path
 * (`/v1`) and the upstream URL ends with it as well, it is not said twice.
 */
function upstreamPath({ base_path }: UpstreamAddress, { path, address, route }: Exchange): string {
  if (!path || !address) return '/';
  const stripped = path.raw.slice(address.from, route?.from).join('/');
  const repeated = route !== undefined && stripped !== '' && base_path.endsWith(`/${stripped}`);
  return base_path + joinRaw(path, repeated ? route.from : address.from);
}
