// What steps wait for, put together: people who approve, the outside that calls back, other pipelines that run. In: runs, events and the
// configuration as narrow arguments. Out: the ports of such steps, routes, tasks for the ticker.
import type { FastifyInstance } from 'fastify';
import { createCallbacks } from './approvals/links/callbacks.ts';
import { createApprovalLinks } from './approvals/links/service.ts';
import { approvalRoutes } from './approvals/routes.ts';
import { createApprovals } from './approvals/service.ts';
import type { Database } from './db/database.ts';
import type { Events } from './events/service.ts';
import { createCallPort } from './pipelines/calls/port.ts';
import type { Runs } from './pipelines/runs/ports.ts';
import type { StepServices } from './pipelines/steps/services.ts';
import { createCalls } from './pipelines/triggers/calls.ts';
import type { DueTask } from './runtime/ticker.ts';

export interface WaitingStepsOptions {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  runs: Runs;
  /** Members by team. */
  teams: Record<string, string[]>;
  /** Signs the addresses of callbacks. */
  master_key: string;
  api_url: string;
  /** A task may be due earlier than it thought. */
  poke: (task: string) => void;
}

export function createWaitingSteps(options: WaitingStepsOptions) {
  const { database, org_id, runs, poke } = options;
  const public_url = options.api_url.replace(/\/+$/, '');
  const { now } = database.clock;
  const approvals = createApprovals({ ...options, now, onUndelivered: () => poke(approvals.deliver.name) });
  const callbacks = createCallbacks({ ...options, public_url, now, onUndelivered: () => poke(callbacks.deliver.name) });
  const links = createApprovalLinks({ database, org_id, approvals, public_url, now });
  const tasks: DueTask[] = [approvals.deliver, callbacks.deliver];
  return {
    ofSteps: {
      approvals: approvals.ofSteps,
      callbacks: callbacks.ofSteps,
      calls: createCallPort({ database, org_id, startCall: createCalls({ org_id, runs }) }),
    } satisfies Pick<StepServices, 'approvals' | 'callbacks' | 'calls'>,
    /** For the worker's ticker. */
    tasks,
    registerRoutes: (app: FastifyInstance): void => approvalRoutes(app, { approvals, links, callbacks }),
  };
}
