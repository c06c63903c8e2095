// What the dashboard reads, one entry per question. The first element of a key is its root: the live stream invalidates by root.
import type { Approval, DeadLetter, EnvironmentName, RunStatus } from '@mockops/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';

export type QueryRoot =
  | 'info'
  | 'workspaces'
  | 'federations'
  | 'pipelines'
  | 'executions'
  | 'events'
  | 'analytics'
  | 'incidents'
  | 'connections'
  | 'approvals'
  | 'replays'
  | 'dead-letters'
  | 'webhooks'
  | 'secrets';

/** What a page's filters say about analytics. */
export interface AnalyticsFilter {
  time_range: string;
  workspace?: string | undefined;
  environment?: EnvironmentName | undefined;
}

/** The browser's zone: weekday and hour in a heatmap are the reader's. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function toQuery(filter: AnalyticsFilter) {
  return {
    time_range: filter.time_range,
    tz: TIME_ZONE,
    ...(filter.workspace !== undefined && { workspace_id: filter.workspace }),
    ...(filter.environment !== undefined && { environment: filter.environment }),
  };
}

type AnalyticsQueryInput = { query: ReturnType<typeof toQuery> };
function analytics<T>(
  name: string,
  filter: AnalyticsFilter,
  read: (input: AnalyticsQueryInput, signal: AbortSignal) => Promise<T>,
) {
  return entry('analytics', [name, filter], (signal) => read({ query: toQuery(filter) }, signal));
}

function entry<T>(root: QueryRoot, id: readonly unknown[], read: (signal: AbortSignal) => Promise<T>) {
  return queryOptions({ queryKey: [root, ...id] as const, queryFn: ({ signal }) => read(signal) });
}

export const queries = {
  info: () => entry('info', [], (signal) => api.info({}, signal)),

  overview: (filter: AnalyticsFilter) => analytics('overview', filter, api.overview),
  endpointCoverage: (filter: AnalyticsFilter) => analytics('endpoints', filter, api.endpointCoverage),
  personaHits: (filter: AnalyticsFilter) => analytics('personas', filter, api.personaHits),
  scenarioUsage: (filter: AnalyticsFilter) => analytics('scenarios', filter, api.scenarioUsage),
  drift: (filter: AnalyticsFilter) => analytics('drift', filter, api.driftPercentage),
  staleness: (filter: AnalyticsFilter) => analytics('staleness', filter, api.realityStaleness),
  incidents: (filter: { workspace_id?: string; status?: 'open' | 'acknowledged' | 'resolved' } = {}) =>
    entry('incidents', [filter], (signal) => api.listIncidents({ query: filter }, signal)),

  federations: () => entry('federations', ['list'], (signal) => api.listFederations({}, signal)),
  federation: (name: string) =>
    entry('federations', ['one', name], (signal) => api.getFederation({ params: { federation: name } }, signal)),

  workspaces: () => entry('workspaces', ['list'], (signal) => api.listWorkspaces({}, signal)),
  workspace: (slug: string) =>
    entry('workspaces', ['one', slug], (signal) => api.getWorkspace({ params: { workspace: slug } }, signal)),
  artifacts: (slug: string) =>
    entry('workspaces', ['artifacts', slug], (signal) => api.listArtifacts({ params: { workspace: slug } }, signal)),
  environmentHistory: (slug: string, environment: EnvironmentName) =>
    entry('workspaces', ['history', slug, environment], (signal) =>
      api.environmentHistory({ params: { workspace: slug, environment } }, signal),
    ),
  contractRevisions: (slug: string) =>
    entry('workspaces', ['contract', slug], (signal) =>
      api.listContractRevisions({ params: { workspace: slug } }, signal),
    ),
  contractRevision: (slug: string, revision: number) =>
    entry('workspaces', ['contract', slug, revision], (signal) =>
      api.getContractRevision({ params: { workspace: slug, revision } }, signal),
    ),
  contractComparison: (slug: string, from: string, to: string) =>
    entry('workspaces', ['contract', slug, from, to], (signal) =>
      api.compareContracts({ params: { workspace: slug }, query: { from, to } }, signal),
    ),
  sdks: (slug: string) =>
    entry('workspaces', ['sdks', slug], (signal) => api.listSdks({ params: { workspace: slug } }, signal)),
  contractWatches: (slug: string) =>
    entry('workspaces', ['watches', slug], (signal) =>
      api.listContractWatches({ params: { workspace: slug } }, signal),
    ),
  connections: (workspace: string) =>
    entry('connections', [workspace], (signal) => api.listConnections({ query: { workspace_id: workspace } }, signal)),

  pipelines: (filter: { workspace_id?: string } = {}) =>
    entry('pipelines', ['list', filter], (signal) => api.listPipelines({ query: filter }, signal)),
  pipeline: (name: string) =>
    entry('pipelines', ['one', name], (signal) => api.getPipeline({ params: { pipeline: name } }, signal)),
  pipelineCheck: (definition: { source: string; file: string; workspace_id: string | null }) =>
    entry('pipelines', ['check', definition], (signal) => api.validatePipeline({ body: definition }, signal)),
  executions: (filter: { pipeline?: string; status?: RunStatus } = {}) =>
    entry('executions', ['list', filter], (signal) => api.listExecutions({ query: { ...filter, limit: 50 } }, signal)),
  execution: (id: string) =>
    entry('executions', ['one', id], (signal) => api.getExecution({ params: { execution: id } }, signal)),

  executionLog: (id: string, step: string) =>
    entry('executions', ['log', id, step], (signal) =>
      api.getExecutionLog({ params: { execution: id }, query: { step, limit: 1_000 } }, signal),
    ),

  events: (filter: { type?: string; workspace_id?: string; correlation_id?: string } = {}) =>
    entry('events', ['list', filter], (signal) => api.listEvents({ query: { ...filter, limit: 200 } }, signal)),
  eventExplanation: (id: string) =>
    entry('events', ['explained', id], (signal) => api.explainEvent({ params: { event: id } }, signal)),
  eventTypes: () => entry('info', ['event-types'], (signal) => api.listEventTypes({}, signal)),

  approvals: (filter: { status?: Approval['status'] } = {}) =>
    entry('approvals', [filter], (signal) => api.listApprovals({ query: { ...filter, limit: 100 } }, signal)),
  approvalLink: (token: string) =>
    entry('approvals', ['link', token], (signal) => api.getApprovalByLink({ params: { token } }, signal)),

  replays: () => entry('replays', ['list'], (signal) => api.listReplays({}, signal)),
  replay: (id: string) => entry('replays', ['one', id], (signal) => api.getReplay({ params: { replay: id } }, signal)),
  deadLetters: (status: DeadLetter['status']) =>
    entry('dead-letters', [status], (signal) => api.listDeadLetters({ query: { status, limit: 100 } }, signal)),
  webhooks: () => entry('webhooks', ['list'], (signal) => api.listWebhooks({}, signal)),
  webhookDeliveries: (name: string) =>
    entry('webhooks', ['deliveries', name], (signal) =>
      api.listWebhookDeliveries({ params: { webhook: name } }, signal),
    ),
  secrets: () => entry('secrets', ['list'], (signal) => api.listSecrets({}, signal)),
};
