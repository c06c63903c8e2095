// Every route of the HTTP API, by name.
import { analyticsRoutes } from './analytics.ts';
import { contractRoutes } from './contracts.ts';
import { eventRoutes } from './events.ts';
import { federationRoutes } from './federations.ts';
import { pipelineRoutes } from './pipelines.ts';
import { runRoutes } from './runs.ts';
import { secretRoutes } from './secrets.ts';
import { systemRoutes } from './system.ts';
import { systemScenarioRoutes } from './system-scenarios.ts';
import { workspaceRoutes } from './workspaces.ts';

export const ROUTES = {
  ...systemRoutes,
  ...workspaceRoutes,
  ...contractRoutes,
  ...federationRoutes,
  ...systemScenarioRoutes,
  ...pipelineRoutes,
  ...runRoutes,
  ...eventRoutes,
  ...secretRoutes,
  ...analyticsRoutes,
};
export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
