// Every route of the HTTP API, by name.
import { analyticsRoutes } from './analytics.ts';
import { federationRoutes } from './federations.ts';
import { pipelineRoutes } from './pipelines.ts';
import { systemRoutes } from './system.ts';
import { workspaceRoutes } from './workspaces.ts';

export const ROUTES = {
  ...systemRoutes,
  ...workspaceRoutes,
  ...federationRoutes,
  ...pipelineRoutes,
  ...analyticsRoutes,
};
export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
