// Compares answers of real upstreams with the contract, off the request path. In: observations that carry an answer.
// Out: counters, one live incident per operation that differs, and `drift.threshold_exceeded` once per crossing of the budget.
// Several processes may do this at once: the budget row of a (workspace, environment) is the lock of everything about its drift.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type DriftBudget,
  type DriftIncident,
  type EnvironmentName,
  type EventData,
  type Observation,
  Problem,
} from '@mockops/contract';
import { type ApiModel, createValidator, inferOperation, type Validator } from '@mockops/schema';
import type { Contracts } from '../contracts/contracts.ts';
import type { Database, Tx } from '../db/database.ts';
import { type BudgetState, findExcess, judgeBudget } from './budget.ts';
import { type AnsweredObservation, checkAnswer, isComparable } from './check.ts';
import { type CheckedAnswer, gatherEvidence } from './evidence.ts';
import { decideIncident, type IncidentFilter, listDrifting, selectIncidents, workspaceExists } from './incidents.ts';
import { createAnswerQueue } from './queue.ts';
import {
  addChecks,
  addFindings,
  ageFindings,
  countLive,
  findWorst,
  listProposable,
  lockBudget,
  type Place,
  resolveChanged,
  saveBudget,
  settleIncidents,
  UNDOCUMENTED,
  undocumentedRoom,
} from './store.ts';

export interface DriftContract {
  workspace_uid: string;
  workspace_name: string;
  api: ApiModel;
  files: Record<string, string>;
  budget: DriftBudget;
}

interface DriftEvent {
  type: 'drift.threshold_exceeded';
  workspace: { id: string; slug: string; title: string };
  data: EventData<'drift.threshold_exceeded'>;
  actor: string;
  subject?: string;
}

export interface DriftOptions {
  database: Database;
  org_id: string;
  /** Asked for each batch, so it answers from a cache. */
  contractOf: (workspace: string, environment: EnvironmentName) => Promise<DriftContract | undefined>;
  propose: Contracts['propose'];
  emit: (tx: Tx, event: DriftEvent) => Promise<unknown>;
  now: () => Date;
  onError: (error: unknown) => void;
  /** New checks or incidents can be read. */
  onWrite?: () => void;
  max_pending?: number;
}

export interface Drift {
  check: (observation: Observation) => void;
  /** Checks and writes everything handed in before the call; what fails is told to `onError`. */
  flush: () => Promise<void>;
  close: () => Promise<void>;
  /** `dropped`: answers that went unchecked because the queue was full. */
  stats: () => { pending: number; dropped: number };
  /** To be called when a manifest's contract or budget changed. */
  contractChanged: (workspace: string, environment: EnvironmentName) => Promise<void>;
  listIncidents: (query: Omit<IncidentFilter, 'org_id' | 'incidents'>) => Promise<DriftIncident[]>;
  updateIncident: (id: string, status: 'acknowledged' | 'resolved', actor: string) => Promise<DriftIncident>;
  /** What is live now in an environment; undefined without a contract there. */
  state: (
    workspace: string,
    environment: EnvironmentName,
  ) => Promise<{ operations: string[]; breaking: number; non_breaking: number; within_budget: boolean } | undefined>;
  /** The dev contract with the live findings of all environments applied: changed files only. */
  proposeFix: (workspace: string) => Promise<{ files: Record<string, string>; summary: string[] }>;
}

const MAX_PENDING = 1_000;
const MAX_PENDING_BYTES = 64_000_000;
/** Answers that come within this time are checked and written together. */
const GATHER_MS = 100;
/** Answers checked before other work of the process gets its turn. */
const CHECKS_PER_TURN = 20;
const ACTOR = 'drift';

interface PreparedApi {
  validator: Validator;
  /** By operation. */
  checksums: ReadonlyMap<string, string>;
}

interface Scope {
  workspace: string;
  environment: EnvironmentName;
}

export function createDrift(options: DriftOptions): Drift {
  const { database, org_id, contractOf, now, onError } = options;
  const queue = createAnswerQueue({ max_pending: options.max_pending ?? MAX_PENDING, max_bytes: MAX_PENDING_BYTES });
  const prepared = new WeakMap<ApiModel, PreparedApi>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let last: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    last = last.then(processQueue).catch(onError);
    return last;
  }

  async function processQueue(): Promise<void> {
    const batch = queue.drain();
    if (batch.length === 0) return;
    const groups = Map.groupBy(batch, ({ workspace, environment }) => `${workspace}@${environment}`);
    for (const [name, group] of groups) {
      try {
        await processGroup(group);
      } catch (cause) {
        onError(new Error(`drift: ${group.length} answers of ${name} could not be checked and are lost`, { cause }));
      }
    }
    options.onWrite?.();
  }

  async function processGroup(group: AnsweredObservation[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const contract = await contractOf(first.workspace, first.environment);
    if (!contract) return;
    const answers = await checkAll(contract.api, group);
    if (answers.length > 0) await write(first, contract, answers);
  }

  async function checkAll(api: ApiModel, group: AnsweredObservation[]): Promise<CheckedAnswer[]> {
    const { validator, checksums } = prepare(api);
    const answers: CheckedAnswer[] = [];
    for (const [index, observation] of group.entries()) {
      if (index > 0 && index % CHECKS_PER_TURN === 0) await nextTurn();
      const { status, at } = observation;
      const operation = observation.operation ?? inferOperation(api, observation);
      // A contract that changed meanwhile has, or has not, what was unknown, or known, to the gateway.
      if (operation === undefined || checksums.has(operation) !== (observation.operation !== null)) continue;
      answers.push({ operation, status, at, mismatches: checkAnswer(validator, observation, operation) });
    }
    return answers;
  }

  /** Once per contract: compiling its schemas is the expensive part. */
  function prepare(api: ApiModel): PreparedApi {
    const known = prepared.get(api);
    if (known) return known;
    const checksums = new Map(api.operations.map(({ key, checksum }) => [key, checksum]));
    const made = { validator: createValidator(api), checksums };
    prepared.set(api, made);
    return made;
  }

  async function write(scope: Scope, contract: DriftContract, answers: CheckedAnswer[]): Promise<void> {
    const evidence = gatherEvidence(answers);
    const operations = evidence.map(({ operation }) => operation);
    const { checksums } = prepare(contract.api);
    const documented = evidence.filter(({ operation }) => checksums.has(operation));
    await settle(scope, contract, async (tx, place) => {
      await addChecks(tx, place, documented);
      await ageFindings(tx, place, documented);
      const room = documented.length < evidence.length ? await undocumentedRoom(tx, place, operations) : new Set();
      for (const { operation, findings } of evidence) {
        const checksum = checksums.get(operation) ?? UNDOCUMENTED;
        if (findings.length === 0 || (checksum === UNDOCUMENTED && !room.has(operation))) continue;
        await addFindings(tx, { ...place, org_id, operation, checksum, findings });
      }
      await settleIncidents(tx, place, operations, now());
    });
  }

  /** Does `work` under the lock, and then brings the state of the budget in line, with the event when it was crossed. */
  async function settle(
    scope: Scope,
    contract: DriftContract,
    work: (tx: Tx, place: Place) => Promise<void>,
  ): Promise<void> {
    const place = { workspace_uid: contract.workspace_uid, environment: scope.environment };
    await database.transaction(async (tx) => {
      const before = await lockBudget(tx, place);
      await resolveChanged(tx, place, prepare(contract.api).checksums, now());
      await work(tx, place);
      await settleBudget(tx, scope, contract, before);
    });
  }

  async function settleBudget(tx: Tx, scope: Scope, contract: DriftContract, before: BudgetState): Promise<void> {
    const place = { workspace_uid: contract.workspace_uid, environment: scope.environment };
    const { state, crossed } = judgeBudget(contract.budget, await countLive(tx, place), before);
    if (state.exceeded !== before.exceeded) await saveBudget(tx, place, state, now());
    const worst = crossed && (await findWorst(tx, place, crossed.breaking));
    if (!crossed || !worst) return;
    await options.emit(tx, {
      type: 'drift.threshold_exceeded',
      workspace: { id: contract.workspace_uid, slug: scope.workspace, title: contract.workspace_name },
      actor: ACTOR,
      subject: worst.operation,
      data: {
        workspace_id: scope.workspace,
        workspace_name: contract.workspace_name,
        environment: scope.environment,
        incident_id: worst.incident_id,
        endpoint: worst.operation,
        severity: worst.severity,
        drift_count: crossed.drift_count,
        threshold: crossed.threshold,
        crossing: state.crossings,
      },
    });
  }

  async function findIncident(id: string): Promise<DriftIncident> {
    const [incident] = await selectIncidents(database.db, { org_id, incidents: [id], limit: 1 });
    if (!incident) throw new Problem('not-found', `there is no drift incident "${id}"`);
    return incident;
  }

  return {
    check(observation) {
      if (closed || !isComparable(observation)) return;
      queue.push(observation);
      timer ??= setTimeout(flush, GATHER_MS).unref();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
    stats: () => ({ pending: queue.size(), dropped: queue.dropped() }),

    async contractChanged(workspace, environment) {
      const contract = await contractOf(workspace, environment);
      if (contract) await settle({ workspace, environment }, contract, async () => undefined);
    },

    async listIncidents(query) {
      const { workspace_id } = query;
      if (workspace_id !== undefined && !(await workspaceExists(database.db, org_id, workspace_id))) {
        throw new Problem('workspace-not-found', `there is no workspace "${workspace_id}"`);
      }
      return selectIncidents(database.db, { ...query, org_id });
    },

    async updateIncident(id, status, actor) {
      const incident = await findIncident(id);
      const scope = { workspace: incident.workspace_id, environment: incident.environment };
      const decide = async (tx: Tx) => {
        if ((await decideIncident(tx, { id, status, actor, now: now() })) || status === 'resolved') return;
        throw new Problem('conflict', `the incident "${id}" is resolved; a new mismatch opens another one`);
      };
      const contract = await contractOf(scope.workspace, scope.environment);
      // Without a contract there is no budget to bring in line.
      if (contract) await settle(scope, contract, decide);
      else await database.transaction(decide);
      return findIncident(id);
    },

    async state(workspace, environment) {
      const contract = await contractOf(workspace, environment);
      if (!contract) return undefined;
      const { workspace_uid, budget } = contract;
      return database.transaction(async (tx) => {
        const live = await countLive(tx, { workspace_uid, environment });
        const operations = await listDrifting(tx.db, workspace_uid, environment);
        return { ...live, operations, within_budget: findExcess(budget, live) === undefined };
      });
    },

    async proposeFix(workspace) {
      const contract = await contractOf(workspace, 'dev');
      if (!contract) throw new Problem('not-found', `the workspace "${workspace}" has no contract in dev`);
      const findings = await listProposable(database, contract.workspace_uid);
      const { files, applied, skipped } = await options.propose(contract.files, findings);
      return {
        files,
        summary: [...applied, ...skipped.map(({ finding, reason }) => `${finding}: not changed, ${reason}`)],
      };
    },
  };
}
