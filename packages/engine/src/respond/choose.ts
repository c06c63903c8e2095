// Which mock answers: the selected scenario's stub, then an explicit stub, then the contract's example, then generated data.
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../compile/answer.ts';
import { type Route, stubsFor } from '../compile/route.ts';
import { type CompiledStub, chooseStub } from '../compile/stubs.ts';
import type { CompiledPersona, CompiledWorkspace } from '../compile/workspace.ts';
import type { RequestContext } from '../federation/context.ts';
import type { RequestPath } from '../federation/path.ts';
import { answerFromContract } from './contract.ts';

/** A scenario or persona: the name as it was given, and what answers. */
interface Selected<T> {
  name: string;
  /** False: reported as it was named, and answered as if the request had named none. */
  known: boolean;
  value: T | undefined;
}

export interface Selection {
  scenario: Selected<unknown> | undefined;
  persona: Selected<CompiledPersona> | undefined;
  /** Stubs that could answer, best first: the scenario's before the others. */
  scenario_stubs: readonly CompiledStub[];
  stubs: readonly CompiledStub[];
  needs_body: boolean;
}

const NONE: readonly CompiledStub[] = [];

/** `from`: where the workspace's own path begins. */
export function selectMocks(
  workspace: CompiledWorkspace,
  route: Route,
  context: RequestContext,
  path: RequestPath,
  from: number,
  method: string,
): Selection {
  const { default_scenario, default_persona } = workspace.settings;
  const scenario = select(workspace.scenarios, context.scenario, default_scenario);
  const persona = select(workspace.personas, context.persona, default_persona);
  const scenario_stubs = scenario?.value
    ? stubsFor(scenario.value, route.operation, path, [from, route.from], method)
    : NONE;
  const needs_body = scenario_stubs.some(looksAtBody) || route.stubs.some(looksAtBody);
  return { scenario, persona, scenario_stubs, stubs: route.stubs, needs_body };
}

/** Undefined when nothing answers: no explicit mock holds and the contract does not know the request. */
export function chooseAnswer(
  workspace: CompiledWorkspace,
  route: Route,
  selection: Selection,
  request: { headers: IncomingHttpHeaders; query: string; body: unknown },
): Answer | undefined {
  if (selection.scenario_stubs.length > 0 || selection.stubs.length > 0) {
    const seen = { query: new URLSearchParams(request.query), headers: request.headers, body: request.body };
    const stub = chooseStub(selection.scenario_stubs, seen) ?? chooseStub(selection.stubs, seen);
    if (stub) return stub.answer;
  }
  if (!route.operation) return undefined;
  return answerFromContract(workspace, route.operation, route, {
    accept: request.headers.accept,
    prefer: request.headers.prefer,
    persona: selection.persona?.value,
  });
}

function select<T>(
  known: Map<string, T>,
  named: string | undefined,
  usual: string | undefined,
): Selected<T> | undefined {
  const name = named ?? usual;
  if (name === undefined) return undefined;
  const value = known.get(name);
  return { name, known: value !== undefined, value: value ?? (usual === undefined ? undefined : known.get(usual)) };
}

function looksAtBody(stub: CompiledStub): boolean {
  return stub.body !== undefined;
}
