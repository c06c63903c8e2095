// Every page with its address and its URL parameters. Pages are loaded when they are first visited (or hovered).
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ErrorState } from '../ui/error-state.tsx';
import { Page } from '../ui/page.tsx';
import { NotFound } from './not-found.tsx';
import {
  ApprovalsSearch,
  ContractSearch,
  CoverageSearch,
  DeadLettersSearch,
  DriftSearch,
  EventsSearch,
  FederationSearch,
  OverviewSearch,
  PipelineSearch,
  ReplaysSearch,
  RunSearch,
  readSearch,
  WebhooksSearch,
  WorkspaceSearch,
} from './search.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const parent = { getParentRoute: () => root };

const routes = [
  createRoute({
    ...parent,
    path: '/',
    validateSearch: readSearch(OverviewSearch),
    component: lazyRouteComponent(() => import('../features/overview/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    ...parent,
    path: '/federations',
    component: lazyRouteComponent(() => import('../features/federation/federations-page.tsx'), 'FederationsPage'),
  }),
  createRoute({
    ...parent,
    path: '/federations/$name',
    validateSearch: readSearch(FederationSearch),
    component: lazyRouteComponent(() => import('../features/federation/federation-page.tsx'), 'FederationPage'),
  }),
  createRoute({
    ...parent,
    path: '/pipelines',
    component: lazyRouteComponent(() => import('../features/pipelines/pipelines-page.tsx'), 'PipelinesPage'),
  }),
  createRoute({
    ...parent,
    path: '/pipelines/new',
    component: lazyRouteComponent(() => import('../features/pipelines/editor-page.tsx'), 'NewPipelinePage'),
  }),
  createRoute({
    ...parent,
    path: '/pipelines/$name/edit',
    component: lazyRouteComponent(() => import('../features/pipelines/editor-page.tsx'), 'EditPipelinePage'),
  }),
  createRoute({
    ...parent,
    path: '/pipelines/$name',
    validateSearch: readSearch(PipelineSearch),
    component: lazyRouteComponent(() => import('../features/pipelines/pipeline-page.tsx'), 'PipelinePage'),
  }),
  createRoute({
    ...parent,
    path: '/runs/$id',
    validateSearch: readSearch(RunSearch),
    component: lazyRouteComponent(() => import('../features/pipelines/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    ...parent,
    path: '/events',
    validateSearch: readSearch(EventsSearch),
    component: lazyRouteComponent(() => import('../features/events/events-page.tsx'), 'EventsPage'),
  }),
  createRoute({
    ...parent,
    path: '/events/$id',
    component: lazyRouteComponent(() => import('../features/events/event-page.tsx'), 'EventPage'),
  }),
  createRoute({
    ...parent,
    path: '/replays',
    validateSearch: readSearch(ReplaysSearch),
    component: lazyRouteComponent(() => import('../features/delivery/replays-page.tsx'), 'ReplaysPage'),
  }),
  createRoute({
    ...parent,
    path: '/dead-letters',
    validateSearch: readSearch(DeadLettersSearch),
    component: lazyRouteComponent(() => import('../features/delivery/dead-letters-page.tsx'), 'DeadLettersPage'),
  }),
  createRoute({
    ...parent,
    path: '/webhooks',
    validateSearch: readSearch(WebhooksSearch),
    component: lazyRouteComponent(() => import('../features/delivery/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    ...parent,
    path: '/secrets',
    component: lazyRouteComponent(() => import('../features/delivery/secrets-page.tsx'), 'SecretsPage'),
  }),
  createRoute({
    ...parent,
    path: '/approvals',
    validateSearch: readSearch(ApprovalsSearch),
    component: lazyRouteComponent(() => import('../features/approvals/approvals-page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    ...parent,
    path: '/approve/$token',
    component: lazyRouteComponent(() => import('../features/approvals/approve-link-page.tsx'), 'ApproveLinkPage'),
  }),
  createRoute({
    ...parent,
    path: '/coverage',
    validateSearch: readSearch(CoverageSearch),
    component: lazyRouteComponent(() => import('../features/coverage/coverage-page.tsx'), 'CoveragePage'),
  }),
  createRoute({
    ...parent,
    path: '/drift',
    validateSearch: readSearch(DriftSearch),
    component: lazyRouteComponent(() => import('../features/drift/drift-page.tsx'), 'DriftPage'),
  }),
  createRoute({
    ...parent,
    path: '/workspaces',
    component: lazyRouteComponent(() => import('../features/workspaces/workspaces-page.tsx'), 'WorkspacesPage'),
  }),
  createRoute({
    ...parent,
    path: '/workspaces/$slug',
    validateSearch: readSearch(WorkspaceSearch),
    component: lazyRouteComponent(() => import('../features/workspaces/workspace-page.tsx'), 'WorkspacePage'),
  }),
  createRoute({
    ...parent,
    path: '/workspaces/$slug/contract',
    validateSearch: readSearch(ContractSearch),
    component: lazyRouteComponent(() => import('../features/contracts/contract-page.tsx'), 'ContractPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: ({ error }) => (
    <Page title="This page failed">
      <ErrorState error={error} onRetry={() => location.reload()} />
    </Page>
  ),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
