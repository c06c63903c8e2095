// HTTP for events: listed, explained, replayed, and those that were given up.
import { listEventTypes, ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { createExplain } from './explain.ts';
import type { Replays } from './replays.ts';
import type { Events } from './service.ts';

export function eventRoutes(
  app: FastifyInstance,
  options: {
    events: Events;
    explain: ReturnType<typeof createExplain>;
    replays: Replays;
    deadLetters: DeadLetters;
    requireWorkspace: (reference: string) => Promise<{ id: string }>;
  },
): void {
  const { events, explain, replays, deadLetters, requireWorkspace } = options;
  const types = listEventTypes();
  implement(app, ROUTES.listEvents, async ({ query }) => {
    const { workspace_id, ...filter } = query;
    const workspace = workspace_id === undefined ? undefined : await requireWorkspace(workspace_id);
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    return events.list({ ...given, limit: query.limit, ...(workspace && { workspace_uid: workspace.id }) });
  });
  implement(app, ROUTES.listEventTypes, () => types);
  implement(app, ROUTES.getEvent, ({ params }) => events.get(params.event));
  implement(app, ROUTES.explainEvent, ({ params }) => explain(params.event));
  implement(app, ROUTES.previewReplay, ({ body }) => replays.preview(body));
  implement(app, ROUTES.createReplay, ({ body, caller }) => replays.create(body, caller.actor));
  implement(app, ROUTES.listReplays, () => replays.list());
  implement(app, ROUTES.getReplay, ({ params }) => replays.get(params.replay));
  implement(app, ROUTES.changeReplay, ({ params, body }) => replays.change(params.replay, body.status));
  implement(app, ROUTES.listDeadLetters, ({ query }) => deadLetters.list(query));
  implement(app, ROUTES.resolveDeadLetter, ({ params, body, caller }) =>
    deadLetters.resolve(params.letter, body.action, caller.actor),
  );
}
