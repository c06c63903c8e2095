// The step port over plain maps, for tests of step types: real peers outside, no database behind.
import type { ConnectionSettings, EventEnvelope } from '@mockops/contract';
import { createGuard, LOOPBACK } from '../../outgoing/guard.ts';
import type { Deliveries, Delivery, StepServices } from './services.ts';
import type { StepContext } from './step-type.ts';

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
    liveVersion: refuse('has no environments'),
    findPromotion: refuse('has no promotions'),
    rollbackPromotion: refuse('takes nothing back'),
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
    sdk_directory: '/nonexistent',
    guard: createGuard({ allowed: LOOPBACK }),
    ...rest,
    rows,
  };
}

function createDeliveries(rows: Map<string, Delivery>): Deliveries {
  return {
    begin: async (key) => {
      const before = rows.get(key);
      if (!before) rows.set(key, { key, state: 'sending', receipt: null });
      return before && { ...before };
    },
    complete: async (key, receipt) => {
      rows.set(key, { key, state: 'sent', receipt });
    },
    abandon: async (key) => {
      rows.delete(key);
    },
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
