// HTTP for system scenarios, their runs, and sandboxes.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { implement } from '../http/implement.ts';
import type { Scenarios } from './service.ts';

export function scenarioRoutes(app: FastifyInstance, { scenarios }: { scenarios: Scenarios }): void {
  implement(app, ROUTES.listSystemScenarios, ({ params }) => scenarios.list(params.federation));
  implement(app, ROUTES.getSystemScenario, ({ params }) => scenarios.get(params.federation, params.scenario));
  implement(app, ROUTES.putSystemScenario, ({ params, body }) => {
    const { source, file } = sourceOf(body);
    return scenarios.put(params.federation, params.scenario, source, file);
  });
  implement(app, ROUTES.deleteSystemScenario, async ({ params }) => {
    await scenarios.remove(params.federation, params.scenario);
    return { deleted: true };
  });
  implement(app, ROUTES.runSystemScenario, ({ params, body, caller, reply }) => {
    // Who leaves does not need the rest of it.
    const stop = new AbortController();
    reply.raw.once('close', () => reply.raw.writableFinished || stop.abort());
    return scenarios.run({ ...params, ...body, actor: caller.actor, signal: stop.signal });
  });
  implement(app, ROUTES.listSandboxes, ({ params }) => scenarios.listSandboxes(params.federation));
  implement(app, ROUTES.deleteSandbox, async ({ params }) => ({
    deleted: await scenarios.deleteSandbox(params.sandbox),
  }));
}

/** A JSON body is turned into YAML, so that both forms take one way and its findings name a place. */
function sourceOf(body: unknown): { source: string; file: string } {
  if (typeof body === 'object' && body !== null && 'source' in body && typeof body.source === 'string') {
    const file = 'file' in body && typeof body.file === 'string' ? body.file : 'scenario.yaml';
    return { source: body.source, file };
  }
  return { source: stringify(body), file: 'request body' };
}
