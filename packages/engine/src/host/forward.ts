// From an exchange to a call of its upstream: address, headers, body, sample. In: the exchange and the upstream's URL.
// Out: what became of the call; a failure before the first header carries the problem to answer with.
import { Problem } from '@mockops/contract';
import type { Exchange } from '../exchange.ts';
import { joinRaw } from '../federation/path.ts';
import { addChunk, openSample } from '../tap/sample.ts';
import { type PeekedBody, restoreBody } from './body.ts';
import { continueTrace, countPasses, forwardAnswerHeaders, forwardRequestHeaders } from './headers.ts';
import { copyBody, hasBody, type Upstreams } from './upstream.ts';
import { explainHeaders } from './write.ts';

export type ForwardOutcome = { kind: 'answered' | 'client_left' | 'broken' } | { kind: 'failed'; problem: Problem };

export interface ForwardOptions {
  gateway_id: string;
  timeout_ms: number;
  max_sample_bytes: number;
  upstreams: Upstreams;
  trace_ids: { trace: () => string; span: () => string };
}

/** A gateway may stand behind another one, but an upstream that leads back here again and again is a loop. */
const MAX_PASSES = 5;

export async function forwardToUpstream(
  exchange: Exchange,
  upstream_url: string | undefined,
  peeked: PeekedBody | undefined,
  options: ForwardOptions,
): Promise<ForwardOutcome> {
  const { req, res, path, address, method } = exchange;
  if (!address || !path) return { kind: 'client_left' };
  const place = address.service
    ? `service "${address.service.name}" of federation "${address.federation?.federation}"`
    : `workspace "${address.workspace.workspace}" in ${address.workspace.environment}`;
  if (upstream_url === undefined) {
    return { kind: 'failed', problem: new Problem('upstream-missing', `${place} has no upstream_url`) };
  }
  const via = `mockops-${options.gateway_id}`;
  if (countPasses(req.headers.via, via) >= MAX_PASSES) {
    return fail(`${place}: the upstream ${upstream_url} leads back to this gateway`);
  }
  const url = new URL(upstream_url);
  const with_body = hasBody(req);
  const outcome = await options.upstreams.call(
    {
      origin: url.origin,
      path: upstreamPath(url, exchange) + path.query,
      method,
      headers: forwardRequestHeaders(req, {
        prefix:
          address.from === 0
            ? ''
            : joinRaw({ ...path, raw: path.raw.slice(0, address.from), trailing_slash: false }, 0),
        via,
        traceparent: continueTrace(String(req.headers.traceparent ?? ''), options.trace_ids),
        has_body: with_body,
      }),
      body: with_body ? (peeked ? restoreBody(req, peeked) : copyBody(req)) : null,
      timeout_ms: options.timeout_ms,
      onHead(status, raw) {
        const head = forwardAnswerHeaders(raw, explainHeaders(exchange, options.gateway_id));
        const known = exchange.route?.operation !== undefined && method !== 'HEAD' && status !== 204 && status !== 304;
        const sample = known ? openSample(head.media_type, head.encoding, options.max_sample_bytes) : undefined;
        if (sample) exchange.sample = sample;
        return head;
      },
      onChunk(chunk) {
        if (exchange.sample) addChunk(exchange.sample, chunk);
      },
    },
    res,
  );
  if (outcome.kind !== 'failed') return { kind: outcome.kind };
  return fail(`${place}: ${url.origin} — ${outcome.reason}`, outcome.timeout);
}

function fail(detail: string, timeout = false): ForwardOutcome {
  return { kind: 'failed', problem: new Problem(timeout ? 'upstream-timeout' : 'upstream-failed', detail) };
}

/**
 * The path behind the workspace's name or the federation's base path. When the client wrote the contract's own base path
 * (`/v1`) and the upstream URL ends with it as well, it is not said twice.
 */
function upstreamPath(url: URL, { path, address, route }: Exchange): string {
  if (!path || !address) return '/';
  const base = url.pathname.replace(/\/+$/, '');
  const stripped = path.raw.slice(address.from, route?.from).join('/');
  const repeated = route !== undefined && stripped !== '' && base.endsWith(`/${stripped}`);
  return base + joinRaw(path, repeated ? route.from : address.from);
}
