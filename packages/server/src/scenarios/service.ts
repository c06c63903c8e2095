// System scenarios of federations: kept, and run through the gateway like by any client (plan-system-scenario.ts, run-requests.ts). What they are run in is in
// sandboxes.ts.
import {
  Problem,
  readDocument,
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
import { planSystemScenario } from './plan-system-scenario.ts';
import { runRequests, summarize } from './run-requests.ts';
import { createSandboxes } from './sandboxes.ts';
import {
  deleteScenarioRow,
  findScenarioRow,
  listScenarioRows,
  type SystemScenarioRow,
  saveScenarioRow,
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
  const sandboxes = createSandboxes(options);

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
      const session = await sandboxes.chooseSession(federation, request);
      const persona = request.persona ?? scenario.document.persona ?? null;
      const overrides = request.reality_overrides;
      const services = (await federations.services(federation)).map(({ service }) => service);
      const place = { federation: federation.name, services, gateway_url };
      const how = { session, persona, ci_run: request.ci_run, overrides };
      const requests = planSystemScenario(scenario.document, place, how);
      const results = await runRequests(requests, request.signal);
      const report = summarize(results, { scenario: scenario.name, persona, session });
      await tellCompleted(federation, report, request);
      return report;
    },

    createSandbox: sandboxes.create,
    listSandboxes: sandboxes.list,
    deleteSandbox: sandboxes.remove,
    sweep: sandboxes.sweep,
  };
}
export type Scenarios = ReturnType<typeof createScenarios>;
