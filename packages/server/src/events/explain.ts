// Why every pipeline did or did not run for an event: what was decided then, and what its newest definition would say now.
import type { eventRoutes, RouteOutput } from '@mockops/contract';
import type { AskPipelines } from './ask-pipelines.ts';
import type { Events } from './service.ts';

export function createExplain(options: {
  events: Pick<Events, 'get'>;
  askPipelines: AskPipelines;
  /** Id of a workspace by its slug; undefined when it is gone. */
  findWorkspace: (slug: string) => Promise<{ id: string } | undefined>;
}) {
  return async (id: string): Promise<RouteOutput<typeof eventRoutes.explainEvent>> => {
    const { event, decisions } = await options.events.get(id);
    const workspace = event.workspace_id === null ? undefined : await options.findWorkspace(event.workspace_id);
    const pipelines = [];
    for (const pipeline of await options.askPipelines()) {
      const then = decisions.filter((one) => one.pipeline === pipeline.name);
      // Of the event itself before those of replays.
      const decision = then.find(({ replay_id }) => replay_id === null) ?? then.at(-1) ?? null;
      const { would_run, now } = await pipeline.decide(event, workspace?.id ?? null);
      pipelines.push({ pipeline: pipeline.name, decision, now, would_run });
    }
    return { event, pipelines };
  };
}
