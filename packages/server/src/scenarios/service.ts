// System scenarios and sandboxes of federations. A scenario runs through the gateway like any client: its session is the routing key, its persona and
// CI run travel as baggage, and a level for one service is asked for by each request to it.
// A sandbox is a session with a name and an end. Mocks keep no state between requests, so what it isolates is what depends on the session: the side
// that a blended service answers from.
import { randomUUID } from 'node:crypto';
import {
  Problem,
  readDocument,
  type Sandbox,
  type ScenarioReport,
  type SystemScenario,
  SystemScenarioBody,
  type SystemScenarioRun,
} from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { canonicalJson, deterministicUuid, sha256 } from '../digest.ts';
import type { Cause, Events } from '../events/service.ts';
import type { Federations } from '../federation/service.ts';
import type { FederationRow } from '../federation/store.ts';
import type { DueTask } from '../runtime/ticker.ts';
import { type PlannedRequest, runRequests, summarize, writeBaggage } from './run-requests.ts';
import {
  deleteSandboxRow,
  deleteScenarioRow,
  findSandboxByKey,
  findScenarioRow,
  insertSandbox,
  listSandboxRows,
  listScenarioRows,
  type SandboxRow,
  type SystemScenarioRow,
  saveScenarioRow,
  sweepSandboxes,
} from './store.ts';

export interface ScenarioRunRequest extends SystemScenarioRun {
  federation: string;
  scenario: string;
  /** What analytics know the requests by; absent: they count as synthetic. */
  ci_run?: string;
  actor: string;
  cause?: Cause;
  /** The event is told once for it; absent: once for each call. */
  idempotency_key?: string;
  signal: AbortSignal;
}

const MAX_NAMED = 20;

export function createScenarios(options: {
  database: Database;
  org_id: string;
  events: Events;
  federations: Federations;
  gateway_url: string;
}) {
  const { database, org_id, events, federations, gateway_url } = options;

  async function requireScenario(federation: FederationRow, name: string): Promise<SystemScenarioRow> {
    const row = await findScenarioRow(database.db, federation.id, name);
    if (row) return row;
    const known = (await listScenarioRows(database.db, federation.id)).map((one) => one.name).slice(0, 10);
    const hint = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none yet; put one first';
    throw new Problem('not-found', `federation "${federation.name}" has no system scenario "${name}"; ${hint}`);
  }

  function present(federation: FederationRow, { document, updated_at, ...row }: SystemScenarioRow): SystemScenario {
    return {
      ...row,
      federation: federation.name,
      title: document.title ?? null,
      document,
      updated_at: updated_at.toISOString(),
    };
  }

  function presentSandbox(federation: FederationRow, { federation_id: _, ...row }: SandboxRow): Sandbox {
    return {
      ...row,
      federation: federation.name,
      base_url: `${gateway_url}/${federation.name}`,
      expires_at: row.expires_at.toISOString(),
      created_at: row.created_at.toISOString(),
    };
  }

  /** The session of a run; a sandbox that is over is refused, because its requests would silently share the baseline. */
  async function chooseSession(federation: FederationRow, { routing_key, seed }: SystemScenarioRun): Promise<string> {
    if (routing_key === undefined)
      return seed === undefined ? `scenario-${randomUUID()}` : `seed-${sha256(String(seed)).slice(0, 12)}`;
    const sandbox = await findSandboxByKey(database.db, federation.id, routing_key);
    if (sandbox && !sandbox.live)
      throw new Problem(
        'conflict',
        `the sandbox with routing key "${routing_key}" is over; create another one with a longer ttl`,
      );
    return routing_key;
  }

  async function plan(
    federation: FederationRow,
    { document }: SystemScenarioRow,
    run: { session: string; persona: string | null; ci_run: string | undefined; overrides: Record<string, string> },
  ): Promise<PlannedRequest[]> {
    const services = new Map((await federations.services(federation)).map(({ service }) => [service.name, service]));
    const missing = Object.keys(run.overrides).find((name) => !services.has(name));
    if (missing !== undefined) throw noService(federation, missing, 'reality_overrides', [...services.keys()]);
    return document.steps.map((step, index) => {
      const service = services.get(step.service);
      if (!service) throw noService(federation, step.service, `steps[${index}].service`, [...services.keys()]);
      const path = `${service.base_path === '/' ? '' : service.base_path}${step.path}`;
      const name = step.name ?? `${step.method} ${step.service}${step.path}`;
      const level = run.overrides[step.service];
      const { baggage: own, ...headers } = lowerNames(step.headers);
      const { status, body, max_ms } = step.expect;
      return {
        name,
        service: step.service,
        method: step.method,
        path,
        url: `${gateway_url}/${federation.name}${path}`,
        headers: {
          ...headers,
          baggage: writeBaggage(
            {
              'mockops-session': run.session,
              'mockops-persona': run.persona,
              'mockops-ci-run': run.ci_run,
              'mockops-test': `${document.name}/${name}`,
            },
            own,
          ),
          ...(run.ci_run === undefined && { 'mockops-synthetic': '1' }),
          ...(level !== undefined && { 'x-mockops-reality': level }),
        },
        body: step.body,
        expect: {
          status,
          ...(body !== undefined && { body: { value: body, compare: 'subset' as const } }),
          ...(max_ms !== undefined && { max_ms }),
        },
      };
    });
  }

  async function tellCompleted(federation: FederationRow, report: ScenarioReport, request: ScenarioRunRequest) {
    const failed = report.requests.filter(({ passed }) => !passed).map(({ name }) => name);
    const event = {
      type: 'system_scenario.completed' as const,
      subject: `${federation.name}/${report.scenario}`,
      actor: request.actor,
      data: {
        federation: federation.name,
        scenario: report.scenario,
        passed: failed.length === 0,
        pass_rate: report.pass_rate,
        p95_ms: report.p95_ms,
        total: report.total,
        failed: failed.slice(0, MAX_NAMED),
        persona: report.persona,
        routing_key: report.session,
      },
      ...(request.cause && { cause: request.cause }),
    };
    const { idempotency_key: key } = request;
    await database.transaction(async (tx) => {
      if (key === undefined) await events.emit(tx, event);
      else await events.emitOnce(tx, { ...event, id: deterministicUuid(org_id, key, event.type) });
    });
  }

  return {
    list: async (reference: string): Promise<SystemScenario[]> => {
      const federation = await federations.require(reference);
      return (await listScenarioRows(database.db, federation.id)).map((row) => present(federation, row));
    },

    get: async (reference: string, name: string): Promise<SystemScenario> => {
      const federation = await federations.require(reference);
      return present(federation, await requireScenario(federation, name));
    },

    /** From YAML text, so that findings have line and column. */
    put: async (reference: string, name: string, source: string, file: string): Promise<SystemScenario> => {
      const federation = await federations.require(reference);
      const read = readDocument(source, file, SystemScenarioBody, { wrapper: 'system_scenario' });
      if (!read.ok)
        throw new Problem('invalid-document', `${file} is not a system scenario; nothing was saved`, {
          issues: read.issues,
        });
      const document = read.value;
      if (document.name !== name)
        throw new Problem(
          'bad-request',
          `${file} names system scenario "${document.name}", but it was put as "${name}"`,
        );
      const known = (await federations.services(federation)).map(({ service }) => service.name);
      const issues = document.steps.flatMap(({ service }, index) => {
        if (known.includes(service)) return [];
        const at = read.placeOf(['steps', index, 'service']);
        const message = `federation "${federation.name}" has no service "${service}"`;
        return [
          { code: 'FED002', path: `steps[${index}].service`, message, hint: `name one of ${known.join(', ')}`, at },
        ];
      });
      if (issues.length > 0)
        throw new Problem('invalid-document', `system scenario "${name}" was not saved`, { issues });
      const digest = sha256(canonicalJson(document));
      const row = { org_id, federation_id: federation.id, name, document, source, digest };
      return present(federation, await saveScenarioRow(database.db, row));
    },

    remove: async (reference: string, name: string): Promise<void> => {
      const federation = await federations.require(reference);
      if (!(await deleteScenarioRow(database.db, federation.id, name)))
        throw new Problem('not-found', `federation "${federation.name}" has no system scenario "${name}"`);
    },

    run: async (request: ScenarioRunRequest): Promise<ScenarioReport> => {
      const federation = await federations.require(request.federation);
      const scenario = await requireScenario(federation, request.scenario);
      const session = await chooseSession(federation, request);
      const persona = request.persona ?? scenario.document.persona ?? null;
      const overrides = request.reality_overrides;
      const requests = await plan(federation, scenario, { session, persona, ci_run: request.ci_run, overrides });
      const results = await runRequests(requests, request.signal);
      const report = summarize(results, { scenario: scenario.name, persona, session });
      await tellCompleted(federation, report, request);
      return report;
    },

    /** The same key gives the same sandbox. */
    createSandbox: async (sandbox: {
      federation: string;
      key: string;
      ttl_ms: number;
      owner: string;
    }): Promise<Sandbox> => {
      const federation = await federations.require(sandbox.federation);
      const id = deterministicUuid(org_id, 'sandbox', sandbox.key);
      const routing_key = `sandbox-${id.replaceAll('-', '').slice(0, 16)}`;
      const { ttl_ms, owner } = sandbox;
      const row = await insertSandbox(database.db, {
        id,
        org_id,
        federation_id: federation.id,
        routing_key,
        owner,
        ttl_ms,
      });
      return presentSandbox(federation, row);
    },

    listSandboxes: async (reference: string): Promise<Sandbox[]> => {
      const federation = await federations.require(reference);
      return (await listSandboxRows(database.db, federation.id)).map((row) => presentSandbox(federation, row));
    },

    /** False when it was gone already. */
    deleteSandbox: (id: string): Promise<boolean> => deleteSandboxRow(database.db, org_id, id),

    sweep: { name: 'sandboxes', run: () => sweepSandboxes(database.db) } satisfies DueTask,
  };
}
export type Scenarios = ReturnType<typeof createScenarios>;

function noService({ name }: FederationRow, service: string, place: string, known: string[]): Problem {
  return new Problem(
    'not-found',
    `${place}: federation "${name}" has no service "${service}"; it has ${known.join(', ')}`,
  );
}

function lowerNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
