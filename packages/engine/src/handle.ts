// The life of a request, top to bottom: address → route → decide reality → respond → chaos → tap.
// Each stage is a function of its own folder over precompiled data; only body conditions, delays and upstreams make it wait.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@mockops/contract';
import { buildFault, drawChaos } from './chaos/faults.ts';
import type { Answer } from './compile/answer.ts';
import { findRoute, listAllowed, noRoute } from './compile/route.ts';
import type { Exchange } from './exchange.ts';
import { findAddress, type ServedSet } from './federation/address.ts';
import { readContext, readRequestedReality } from './federation/context.ts';
import { joinRaw, readPath } from './federation/path.ts';
import type { TargetFinder } from './federation/target.ts';
import { type PeekedBody, peekBody, readJson } from './host/body.ts';
import { forwardToUpstream } from './host/forward.ts';
import { answerOptions, isPreflight } from './host/options.ts';
import type { TraceIds } from './host/trace-ids.ts';
import { refuseUpgrade } from './host/upgrade.ts';
import type { Upstreams } from './host/upstream.ts';
import { problemAnswer, writeAnswer } from './host/write.ts';
import { decideReality, explainBlend, type RealityPlan } from './reality/decide.ts';
import { chooseAnswer, selectMocks } from './respond/choose.ts';
import type { Tap } from './tap/observe.ts';

export interface Plane {
  gateway_id: string;
  random_seed: string;
  now: () => number;
  onIssue: (message: string) => void;
  upstream_timeout_ms: number;
  max_sample_bytes: number;
  served: ServedSet;
  targets: TargetFinder;
  upstreams: Upstreams;
  trace_ids: TraceIds;
  tap: Tap;
}

/** Bodies larger than this are streamed on, and conditions on them do not hold. */
const MAX_MATCHED_BODY = 1024 * 1024;

export function handle(plane: Plane, req: IncomingMessage, res: ServerResponse): void {
  const exchange: Exchange = {
    req,
    res,
    at: plane.now(),
    method: req.method ?? 'GET',
    path: readPath(req.url ?? '/'),
    context: readContext(req.headers),
    source: 'mock',
  };
  // A preflight is the browser's own question before the request that counts.
  if (!isPreflight(exchange)) plane.tap.watch(exchange);
  serve(plane, exchange).catch((error: unknown) => refuse(plane, exchange, error));
}

async function serve(plane: Plane, exchange: Exchange): Promise<void> {
  const { req, method, path, context } = exchange;
  if (!path)
    throw new Problem('bad-request', `the path ${req.url} is not valid: it is badly encoded, or hides a separator`);

  // Address: which workspace, and where its own path begins.
  const address = findAddress(plane.served, path, req.headers.host, context.environment);
  const { workspace, from } = address;
  exchange.address = address;
  const target = plane.targets.find(address);
  exchange.target = target;

  // Route: which operation, and which explicit mocks could answer.
  const route = findRoute(workspace, path, from, method);
  exchange.route = route;
  exchange.selection = selectMocks(workspace, route, context, path, from, method);
  if (isPreflight(exchange)) return answer(plane, exchange, answerOptions(exchange));
  refuseUpgrade(req.headers);

  // Reality: mock or real, and why.
  const plan = target.plan(readRequestedReality(req.headers));
  const decision = decideReality(plan, {
    seed: plane.random_seed,
    session: context.session,
    operation: route.operation?.key ?? null,
    params: route.params,
    mockable: isMockable(exchange),
    draw: target.random.next,
  });
  exchange.level = plan.level;
  exchange.reality = decision.text;

  // Respond from the real upstream, if that is the side; a blended service falls back to its mock.
  const { needs_body } = exchange.selection;
  const peeked = needs_body ? await peekBody(req, MAX_MATCHED_BODY) : undefined;
  if (needs_body && !peeked) return; // The client left in the middle of its body.
  if (decision.side === 'real' && !(await respondReal(plane, exchange, plan, peeked))) return;

  // Respond from the mock. A rest of the body that was too large to be looked at is read away.
  if (peeked) req.resume();
  const found = chooseAnswer(workspace, route, exchange.selection, {
    headers: req.headers,
    query: path.query,
    body: peeked && readJson(peeked),
  });
  if (!found) return answerUnmatched(plane, exchange);

  // Chaos: the level's latency and faults, over mock answers only.
  const chaos = drawChaos(plan.preset, target.random.next);
  const delay_ms = found.delay_ms + chaos.delay_ms;
  if (delay_ms > 0) await wait(exchange, delay_ms);
  if (chaos.status !== null) exchange.source = 'chaos';
  answer(plane, exchange, chaos.status === null ? found : buildFault(chaos.status));
  // Tap: `watch` observes when the answer is over.
}

/** True when the mock must answer instead. */
async function respondReal(
  plane: Plane,
  exchange: Exchange,
  plan: RealityPlan,
  peeked: PeekedBody | undefined,
): Promise<boolean> {
  exchange.source = 'real';
  const outcome = await forwardToUpstream(exchange, plan.upstream, peeked, {
    gateway_id: plane.gateway_id,
    timeout_ms: plane.upstream_timeout_ms,
    max_sample_bytes: plane.max_sample_bytes,
    upstreams: plane.upstreams,
    trace_ids: plane.trace_ids,
  });
  if (outcome.kind === 'broken') exchange.status = 502;
  if (outcome.kind !== 'failed') return false;
  // What is left of the request must be read, or the connection cannot carry another one.
  exchange.req.unpipe();
  exchange.req.resume();
  if (plan.level !== 'blended' || !isMockable(exchange)) throw outcome.problem;
  exchange.source = 'mock';
  exchange.reality = explainBlend(plan, 'upstream-unavailable');
  return true;
}

function answerUnmatched(plane: Plane, exchange: Exchange): void {
  const { address, path, method } = exchange;
  if (!address || !path) return;
  const { workspace, from } = address;
  const allowed = listAllowed(workspace, path.segments, from);
  if (method === 'OPTIONS' && allowed.length > 0) {
    answer(plane, exchange, answerOptions(exchange));
    return;
  }
  const problem = noRoute(workspace, method, joinRaw(path, from), path.segments.slice(from));
  const known = allowed.length > 0 && !allowed.includes(method);
  answer(
    plane,
    exchange,
    problemAnswer(problem, known ? { allow: allowed.join(', ') } : {}, known ? 405 : problem.status),
  );
}

function refuse(plane: Plane, exchange: Exchange, error: unknown): void {
  const problem = error instanceof Problem ? error : new Problem('internal', undefined, { cause: error });
  if (problem.id === 'internal') {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    plane.onIssue(`${exchange.method} ${exchange.req.url}: ${what}`);
  }
  if (exchange.res.headersSent) {
    exchange.status = problem.status;
    exchange.res.destroy();
    return;
  }
  answer(plane, exchange, problemAnswer(problem));
}

function answer(plane: Plane, exchange: Exchange, ready: Answer): void {
  writeAnswer(exchange, ready, plane.gateway_id);
}

function isMockable({ route, selection }: Exchange): boolean {
  return route?.operation !== undefined || (selection?.stubs.length ?? 0) + (selection?.scenario_stubs.length ?? 0) > 0;
}

/** Until the time is over or the client left. */
function wait({ res }: Exchange, delay_ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      res.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, delay_ms);
    res.once('close', done);
  });
}
