// The decision for a request, as JSON, by the same stages in the same order as handle.ts, but without their effects:
// draws come from a copy of the random stream, so the answer is the one that the next such request will get.
import type { IncomingHttpHeaders } from 'node:http';
import { Problem, type ProblemDocument } from '@mockops/contract';
import { drawChaos } from './chaos/faults.ts';
import { findRoute, listAllowed, noRoute } from './compile/route.ts';
import { findAddress } from './federation/address.ts';
import { readContext, readRequestedReality } from './federation/context.ts';
import { joinRaw, readPath } from './federation/path.ts';
import type { Plane } from './handle.ts';
import { readJson } from './host/body.ts';
import { refuseUpgrade } from './host/upgrade.ts';
import { decideReality } from './reality/decide.ts';
import { chooseAnswer, selectMocks } from './respond/choose.ts';

export interface ExplainedRequest {
  method: string;
  path: string;
  /** JSON text, for mocks that look at the body. */
  body: string | undefined;
  headers: IncomingHttpHeaders;
}

export interface Explanation {
  request: { method: string; path: string };
  [stage: string]: unknown;
  problem?: ProblemDocument;
}

export function explain(plane: Plane, request: ExplainedRequest): Explanation {
  const explanation: Explanation = { request: { method: request.method, path: request.path } };
  try {
    explainStages(plane, request, explanation);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    explanation.problem = error.toDocument();
  }
  return explanation;
}

function explainStages(
  plane: Plane,
  { method, path: target, body, headers }: ExplainedRequest,
  out: Explanation,
): void {
  const path = readPath(target);
  if (!path)
    throw new Problem('bad-request', `the path ${target} is not valid: it is badly encoded, or hides a separator`);
  const context = readContext(headers);
  out.context = context;

  const address = findAddress(plane.served, path, headers.host, context.environment);
  const { workspace, service, federation, from } = address;
  out.address = {
    workspace: workspace.workspace,
    environment: workspace.environment,
    snapshot: workspace.digest,
    path: joinRaw(path, from),
    federation: federation?.federation,
    service: service?.name,
  };

  const route = findRoute(workspace, path, from, method);
  const selection = selectMocks(workspace, route, context, path, from, method);
  out.route = {
    operation: route.operation?.key ?? null,
    params: Object.fromEntries(route.names.map((name, index) => [name, route.params[index]])),
    candidates: [...selection.scenario_stubs, ...selection.stubs].map((stub) => stub.name),
    scenario: selection.scenario && { name: selection.scenario.name, known: selection.scenario.known },
    persona: selection.persona && { name: selection.persona.name, known: selection.persona.known },
  };

  refuseUpgrade(headers);
  const { plan: planFor, random } = plane.targets.find(address);
  const draws = random.clone();
  const plan = planFor(readRequestedReality(headers));
  const mockable = route.operation !== undefined || selection.stubs.length + selection.scenario_stubs.length > 0;
  const decision = decideReality(plan, {
    seed: plane.random_seed,
    session: context.session,
    operation: route.operation?.key ?? null,
    params: route.params,
    mockable,
    draw: draws.next,
  });
  out.reality = {
    level: plan.level,
    reason: plan.reason,
    side: decision.side,
    header: decision.text,
    ratio: plan.ratio,
    sticky: plan.level === 'blended' && context.session !== undefined,
    upstream_url: plan.upstream?.url ?? null,
    preset: plan.preset,
  };
  if (decision.side === 'real') return;

  const answer = chooseAnswer(workspace, route, selection, {
    headers,
    query: path.query,
    body: body === undefined ? undefined : readJson({ bytes: Buffer.from(body), complete: true }),
  });
  if (!answer) {
    const allowed = listAllowed(workspace, path.segments, from);
    out.allowed = allowed;
    throw noRoute(workspace, method, joinRaw(path, from), path.segments.slice(from));
  }
  const chaos = drawChaos(plan.preset, draws.next);
  out.answer = { origin: answer.origin, name: answer.name, status: answer.status, bytes: answer.body?.byteLength ?? 0 };
  out.chaos = { delay_ms: Math.round(chaos.delay_ms + answer.delay_ms), fault: chaos.status };
}
