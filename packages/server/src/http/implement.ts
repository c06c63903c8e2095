// Turns a route of the contract and a handler into a Fastify route: input parsed, output checked, both by the contract's own schemas.
import type { Route, RouteOutput, RouteParsed } from '@mockops/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads YAML bodies as `{ source, file }`. */
    yaml?: boolean;
  }
}

interface Caller {
  /** Who acts, for histories and events. */
  actor: string;
}

type Handler<T> = (
  input: RouteParsed<T> & { caller: Caller; request: FastifyRequest; reply: FastifyReply },
) => Promise<RouteOutput<T>> | RouteOutput<T>;

export function implement<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B, R>,
  handler: Handler<Route<P, Q, B, R>>,
): void {
  const status = route.status ?? 200;
  const schema: FastifySchema = {
    summary: route.summary,
    tags: [route.tag],
    ...(route.params && { params: route.params }),
    // A misspelt filter that is left out in silence would answer with everything.
    ...(route.query && { querystring: route.query instanceof z.ZodObject ? route.query.strict() : route.query }),
    ...(route.body && { body: route.body }),
    response: { [status]: route.response },
  };
  app.route({
    method: route.method,
    url: route.path,
    schema,
    config: { yaml: route.yaml === true },
    handler: async (request, reply) => {
      reply.status(status);
      // Fastify's compilers have parsed these by the very schemas that give RouteParsed its types.
      const parsed = { params: request.params, query: request.query, body: request.body } as RouteParsed<
        Route<P, Q, B, R>
      >;
      return reply.send(await handler({ ...parsed, caller: { actor: actorOf(request) }, request, reply }));
    },
  });
}

function actorOf(request: FastifyRequest): string {
  const named = request.headers['x-mockops-actor'];
  return typeof named === 'string' && /^[\w.@ -]{1,100}$/.test(named) ? named : 'local';
}
