// HTTP for approvals, their one-time links, and callbacks of waiting steps.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { implement } from '../http/implement.ts';
import type { Callbacks } from './links/callbacks.ts';
import type { ApprovalLinks } from './links/service.ts';
import type { Approvals } from './service.ts';

export function approvalRoutes(
  app: FastifyInstance,
  { approvals, links, callbacks }: { approvals: Approvals; links: ApprovalLinks; callbacks: Callbacks },
): void {
  implement(app, ROUTES.listApprovals, ({ query }) => approvals.list(query));
  implement(app, ROUTES.getApproval, ({ params }) => approvals.get(params.approval));
  implement(app, ROUTES.decideApproval, ({ params, body, caller }) =>
    approvals.vote(params.approval, { ...body, actor: caller.actor }),
  );
  implement(app, ROUTES.createApprovalLink, ({ params, body }) => links.create(params.approval, body.actor));
  implement(app, ROUTES.getApprovalByLink, ({ params }) => links.view(params.token));
  implement(app, ROUTES.decideByLink, ({ params, body }) => links.vote(params.token, body));
  implement(app, ROUTES.listCallbacks, ({ params }) => callbacks.list(params.execution));
  implement(app, ROUTES.callBack, ({ params, body }) => callbacks.receive(params.token, body ?? {}));
}
