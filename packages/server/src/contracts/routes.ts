// HTTP for contracts: their history, and where they are fetched from.
import { Problem, ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { ContractHistory } from './service.ts';
import type { ContractWatches } from './watches/service.ts';

export function contractRoutes(
  app: FastifyInstance,
  { history, watches }: { history: ContractHistory; watches: ContractWatches },
): void {
  implement(app, ROUTES.listContractRevisions, ({ params, query }) => history.revisions(params.workspace, query.limit));
  implement(app, ROUTES.getContractRevision, ({ params }) => history.revision(params.workspace, params.revision));
  implement(app, ROUTES.compareContracts, ({ params, query }) =>
    history.compare(params.workspace, query.from, query.to),
  );
  implement(app, ROUTES.listContractWatches, ({ params }) => watches.list(params.workspace));
  implement(app, ROUTES.putContractWatch, ({ params, body, caller }) =>
    watches.put(params.workspace, body, caller.actor),
  );
  implement(app, ROUTES.deleteContractWatch, async ({ params }) => ({
    deleted: await watches.remove(params.workspace, params.watch),
  }));
  implement(app, ROUTES.checkContractWatch, ({ params }) => watches.check(params.workspace, params.watch));
  implement(app, ROUTES.settleContractWatch, ({ params, body }) =>
    watches.settle(params.workspace, params.watch, body.take),
  );
  // Whatever a publisher sends, it only means "look now": nothing of it is read.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, payload, done) => {
      payload.resume();
      done(null);
    });
    scope.post<{ Params: { token: string } }>(
      '/hooks/watch/:token',
      { schema: { hide: true } },
      async (request, reply) => {
        if (!(await watches.receive(request.params.token)))
          throw new Problem('not-found', 'nothing is watched under this address');
        return reply.status(202).send({ accepted: true });
      },
    );
  });
}
