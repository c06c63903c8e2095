// Everything that operators do with events, put together: explained, replayed, given up and retried, told outside, received from outside.
// In: events, pipelines and secrets as narrow arguments. Out: routes, tasks for the ticker, a hook for the dispatcher.
import type { FastifyInstance } from 'fastify';
import type { Database } from './db/database.ts';
import { createAskPipelines } from './events/ask-pipelines.ts';
import { createDeadLetters } from './events/dead-letters.ts';
import { createExplain } from './events/explain.ts';
import { createReplays } from './events/replays.ts';
import { eventRoutes } from './events/routes.ts';
import type { Events } from './events/service.ts';
import type { AddressGuard } from './outgoing/guard.ts';
import { findPipeline } from './pipelines/store.ts';
import { requireStored } from './pipelines/stored-document.ts';
import type { DecideDry } from './pipelines/triggers/decide.ts';
import type { RetentionDays } from './retention/store.ts';
import { createRetention } from './retention/task.ts';
import type { DueTask } from './runtime/ticker.ts';
import type { SecretBox } from './secrets/secret-box.ts';
import { hookRoutes } from './webhooks/inbound/routes.ts';
import { createReceiver, type ReceiveOutcome, type WebhookTarget } from './webhooks/inbound/service.ts';
import { webhookRoutes } from './webhooks/outbound/routes.ts';
import { createWebhookSender } from './webhooks/outbound/sender.ts';
import { createWebhooks } from './webhooks/outbound/service.ts';

export interface EventOperationsOptions {
  database: Database;
  org_id: string;
  events: Events;
  workspaces: {
    find: (reference: string) => Promise<{ id: string; slug: string } | undefined>;
    require: (reference: string) => Promise<{ id: string; slug: string }>;
  };
  step_types: Record<string, { effect: string }>;
  decideDry: DecideDry;
  /** Of a secret as runs of that workspace read it. */
  readSecret: (name: string, place: { workspace_uid: string | null }) => Promise<string | undefined>;
  /** For the secrets of outbound webhooks. */
  webhook_secrets: SecretBox;
  guard: AddressGuard;
  api_url: string;
  retention: RetentionDays;
  onReceived: (source: string, outcome: ReceiveOutcome) => void;
  onSwept: (table: string, rows: number) => void;
  /** A task may be due earlier than it thought; without a name, the dispatcher has something to do. */
  poke: (task?: string) => void;
  onError: (error: unknown) => void;
}

export function createEventOperations(options: EventOperationsOptions) {
  const { database, org_id, events, workspaces, poke } = options;
  const askPipelines = createAskPipelines(options);
  const requireWorkspace = workspaces.require;

  const webhooks = createWebhooks({
    database,
    org_id,
    requireWorkspace,
    secrets: options.webhook_secrets,
    guard: options.guard,
    onWork: () => poke('webhooks'),
  });
  const replays = createReplays({
    database,
    org_id,
    requireWorkspace,
    askPipelines,
    onWork: () => {
      poke('replays');
      poke();
    },
  });
  const deadLetters = createDeadLetters({
    database,
    org_id,
    retryWebhook: webhooks.retry,
    onWork: () => {
      poke('webhooks');
      poke();
    },
  });
  const explain = createExplain({ events, askPipelines, findWorkspace: workspaces.find });
  const receiver = createReceiver({
    database,
    org_id,
    events,
    findTarget: (pipeline, trigger) => findTarget(options, pipeline, trigger),
    readSecret: options.readSecret,
    onOutcome: options.onReceived,
    now: database.clock.now,
  });

  return {
    /** For the dispatcher. */
    hook: webhooks.hook,

    registerRoutes: (app: FastifyInstance): void => {
      eventRoutes(app, { events, explain, replays, deadLetters, requireWorkspace });
      webhookRoutes(app, { webhooks });
      hookRoutes(app, { receiver });
    },

    /** For the worker role. `close` after the ticker has stopped. */
    openTasks: (): { tasks: DueTask[]; close: () => Promise<void> } => {
      const sender = createWebhookSender({
        database,
        org_id,
        events,
        secrets: options.webhook_secrets,
        guard: options.guard,
        api_url: options.api_url,
        now: database.clock.now,
        onRoom: () => poke('webhooks'),
        onError: options.onError,
      });
      const retention = createRetention({
        database,
        days: options.retention,
        onSwept: options.onSwept,
        now: database.clock.now,
      });
      return { tasks: [replays.task, sender.task, retention], close: sender.close };
    },
  };
}

/** `trigger`: its name, or its place in the document; absent: the first webhook trigger. */
async function findTarget(
  { database, org_id }: { database: Database; org_id: string },
  reference: string,
  trigger: string | undefined,
): Promise<WebhookTarget | undefined> {
  const row = await findPipeline(database.db, org_id, reference);
  if (!row) return undefined;
  const { triggers } = requireStored(row);
  const index = triggers.findIndex(
    ({ name, webhook }, at) =>
      webhook !== undefined && (trigger === undefined || name === trigger || String(at) === trigger),
  );
  const webhook = triggers[index]?.webhook;
  if (!webhook) return undefined;
  const { id, name, workspace_uid, workspace_id } = row;
  const workspace = workspace_uid !== null && workspace_id !== null ? { id: workspace_uid, slug: workspace_id } : null;
  return { pipeline: { id, name }, workspace, trigger: webhook, index };
}
