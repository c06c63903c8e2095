// HTTP for the history of contracts.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { ContractHistory } from './service.ts';

export function contractRoutes(app: FastifyInstance, { history }: { history: ContractHistory }): void {
  implement(app, ROUTES.listContractRevisions, ({ params, query }) => history.revisions(params.workspace, query.limit));
  implement(app, ROUTES.getContractRevision, ({ params }) => history.revision(params.workspace, params.revision));
  implement(app, ROUTES.compareContracts, ({ params, query }) =>
    history.compare(params.workspace, query.from, query.to),
  );
}
