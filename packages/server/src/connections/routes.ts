// HTTP for connections.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { Connections } from './service.ts';

export function connectionRoutes(app: FastifyInstance, { connections }: { connections: Connections }): void {
  implement(app, ROUTES.listConnections, ({ query }) => connections.list(query.workspace_id));
  implement(app, ROUTES.putConnection, ({ body }) => connections.put(body));
  implement(app, ROUTES.deleteConnection, ({ params }) => connections.remove(params.id));
}
