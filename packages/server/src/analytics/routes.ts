// HTTP for analytics and drift incidents.
import { ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import type { AdoptDrift } from '../drift/adopt.ts';
import type { Drift } from '../drift/service.ts';
import { implement } from '../http/implement.ts';
import type { Analytics } from './service.ts';

export function analyticsRoutes(
  app: FastifyInstance,
  { analytics, drift, adopt }: { analytics: Analytics; drift: Drift; adopt: AdoptDrift },
): void {
  implement(app, ROUTES.overview, ({ query }) => analytics.overview(query));
  implement(app, ROUTES.scenarioUsage, ({ query }) => analytics.scenarioUsage(query));
  implement(app, ROUTES.personaHits, ({ query }) => analytics.personaHits(query));
  implement(app, ROUTES.endpointCoverage, ({ query }) => analytics.endpointCoverage(query));
  implement(app, ROUTES.realityStaleness, ({ query }) => analytics.realityStaleness(query));
  implement(app, ROUTES.driftPercentage, ({ query }) => analytics.driftPercentage(query));
  implement(app, ROUTES.listIncidents, ({ query }) => drift.listIncidents(query));
  implement(app, ROUTES.updateIncident, ({ params, body, caller }) =>
    drift.updateIncident(params.incident, body.status, caller.actor),
  );
  implement(app, ROUTES.adoptDrift, ({ body, caller }) => adopt(body, caller.actor));
}
