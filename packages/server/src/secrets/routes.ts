// HTTP for secrets: names and scopes come out, values only go in.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { Secrets } from './service.ts';

export function secretRoutes(app: FastifyInstance, { secrets }: { secrets: Secrets }): void {
  implement(app, ROUTES.listSecrets, ({ query }) => secrets.list(query.workspace_id));
  implement(app, ROUTES.putSecret, ({ body, caller }) => secrets.put(body, caller.actor));
  implement(app, ROUTES.deleteSecret, ({ params, caller }) => secrets.remove(params.secret, caller.actor));
}
