// The step port over plain maps, for tests of step types: real peers outside, no database behind.
import { type ConnectionSettings, type EventEnvelope, Problem, SchemaPolicy } from '@mockops/contract';
import { BUILTIN, createBuiltinProvider } from '@mockops/sdkgen/node';
import { createContracts } from '../../contracts/contracts.ts';
import { createGuard, LOOPBACK } from '../../outgoing/guard.ts';
import { referenceOf } from '../file-sets/store.ts';
import type { SdkPlace } from './domain-services.ts';
import type { Deliveries, Delivery, StepServices } from './services.ts';
import { type Outputs, type StepContext, Suspended } from './step-type.ts';

export interface InMemoryServices extends StepServices {
  rows: Map<string, Delivery>;
}

export function createServices(
  options: Partial<StepServices> & { connections?: Record<string, ConnectionSettings> } = {},
): InMemoryServices {
  const { connections = {}, ...rest } = options;
  const rows = new Map<string, Delivery>();
  const refuse = (what: string) => async () => Promise.reject(new Error(`this test ${what}`));
  return {
    contract: refuse('has no contract'),
    contracts: createContracts(),
    schemaPolicy: async () => SchemaPolicy.parse({}),
    liveVersion: refuse('has no environments'),
    findPromotion: refuse('has no promotions'),
    rollbackPromotion: refuse('takes nothing back'),
    findHold: async () => null,
    incidents: refuse('has no incidents'),
    scenario: refuse('has no scenarios'),
    mocks: async () => ({}),
    runSystemScenario: refuse('has no system scenarios'),
    createSandbox: refuse('has no sandboxes'),
    deleteSandbox: refuse('has no sandboxes'),
    tellPullRequest: async () => undefined,
    gateway_url: 'http://localhost:1',
    sdks: createSdks(),
    files: createFiles(),
    drift: refuse('has no drift'),
    coverage: refuse('has no coverage'),
    reality: refuse('has no reality'),
    setReality: refuse('sets no reality'),
    serve: refuse('has no gateways'),
    proposeDriftFix: async () => ({ files: {}, summary: [] }),
    promote: refuse('promotes nothing'),
    connection: async (kind, { name }) => {
      const candidates = name === undefined ? Object.values(connections) : [connections[name]];
      return candidates.find(
        (settings): settings is Extract<ConnectionSettings, { kind: typeof kind }> => settings?.kind === kind,
      );
    },
    deliveries: createDeliveries(rows),
    outcomes: async () => ({ now: 'success', before: null }),
    sdk_directory: '/nonexistent',
    sdk_providers: new Map([[BUILTIN, createBuiltinProvider()]]),
    guard: createGuard({ allowed: LOOPBACK }),
    approvals: { review: refuse('asks nobody'), obstacles: () => [] },
    callbacks: { open: refuse('is not called back'), received: async () => undefined },
    calls: { start: refuse('calls no pipeline'), find: async () => undefined },
    findEvent: async () => undefined,
    emit: refuse('emits nothing'),
    ...rest,
    rows,
  };
}

function createSdks(): StepServices['sdks'] {
  const known = new Map<string, { revision: number | null; digest: string }>();
  const keyOf = ({ workspace, output, language }: SdkPlace) => `${workspace} ${output} ${language}`;
  return {
    find: async (place) => known.get(keyOf(place)),
    save: async ({ revision, digest, ...place }) => {
      const before = known.get(keyOf(place))?.revision ?? 0;
      if (revision !== null && revision < before) return false;
      known.set(keyOf(place), { revision: revision ?? (before === 0 ? null : before), digest });
      return true;
    },
    lastRevision: async (workspace) => {
      const own = [...known].filter(([key]) => key.startsWith(`${workspace} `));
      const revisions = own.flatMap(([, { revision }]) => (revision === null ? [] : [revision]));
      return revisions.length === 0 ? null : Math.max(...revisions);
    },
  };
}

function createFiles(): StepServices['files'] {
  const sets = new Map<string, Record<string, string>>();
  return {
    put: async (files) => {
      const reference = referenceOf(files);
      sets.set(reference, files);
      return reference;
    },
    get: async (reference) => {
      const files = sets.get(reference);
      if (!files) throw new Problem('not-found', `there are no files "${reference}"`);
      return files;
    },
  };
}

function createDeliveries(rows: Map<string, Delivery>): Deliveries {
  return {
    begin: async (key) => {
      const before = rows.get(key);
      if (!before) rows.set(key, { key, state: 'sending', receipt: null, execution_id: null });
      return before && { ...before };
    },
    complete: async (key, receipt) => {
      rows.set(key, { key, state: 'sent', receipt, execution_id: null });
    },
    abandon: async (key) => {
      rows.delete(key);
    },
    find: async (key) => rows.get(key),
    reserve: async () => 0,
  };
}

export function createContext(
  services: StepServices,
  config: unknown,
  change: Partial<Omit<StepContext<unknown>, 'event'>> & { event?: Partial<EventEnvelope> } = {},
): StepContext<unknown> {
  const { event, ...rest } = change;
  return {
    config,
    org_id: 'acme',
    workspace_id: 'payments',
    environment: null,
    event: {
      id: 'evt_1',
      type: 'schema.changed',
      source: '/workspaces/payments',
      subject: 'payments',
      time: '2026-01-05T09:00:00Z',
      workspace_id: 'payments',
      actor: 'robin',
      correlation_id: 'cor_1',
      causation_id: null,
      depth: 0,
      version: 1,
      replay_id: null,
      data: { workspace_id: 'payments' },
      cursor: '1',
      ...event,
    },
    run: {
      id: 'run_1',
      number: 7,
      pipeline: 'schema change',
      url: 'http://localhost:4800/runs/run_1',
      seed: 'run_1',
      started_by: 'mockops',
    },
    step: { name: 'step', item: '' },
    idempotency_key: 'run_1/step',
    attempt: 1,
    signal: new AbortController().signal,
    log: () => undefined,
    annotate: () => undefined,
    summarise: () => undefined,
    services,
    ...rest,
  };
}

/** Of a step that ends at once. */
export async function outputsOf(work: Promise<Outputs | Suspended>): Promise<Outputs> {
  const outcome = await work;
  if (outcome instanceof Suspended) throw new Error(`the step waits for ${outcome.waiting_for}`);
  return outcome;
}

/** Of a step that waits. */
export async function waitOf(work: Promise<Outputs | Suspended>): Promise<Suspended> {
  const outcome = await work;
  if (outcome instanceof Suspended) return outcome;
  throw new Error(`the step ended with ${JSON.stringify(outcome)}`);
}
