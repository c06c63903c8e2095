// The control plane, put together: every domain gets what it needs as plain arguments, and nothing reaches another except through here.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import { matchEvent } from '@mockops/pipelines';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { analyticsRoutes } from './analytics/routes.ts';
import { createAnalytics } from './analytics/service.ts';
import { createMetricWatch } from './analytics/watch/watch.ts';
import { allowedPrivateAddresses, type Config } from './config.ts';
import { connectionRoutes } from './connections/routes.ts';
import { createConnections } from './connections/service.ts';
import type { Database } from './db/database.ts';
import { countDrifting } from './drift/incidents.ts';
import { createDrift } from './drift/service.ts';
import { createContracts } from './environments/contracts.ts';
import { buildSnapshot, createEnvironments } from './environments/service.ts';
import { findEnvironment, listTargets } from './environments/store.ts';
import { createEventOperations } from './event-operations.ts';
import { createEvents } from './events/service.ts';
import { createEventStream } from './events/stream.ts';
import { streamRoutes } from './events/stream-routes.ts';
import { federationRoutes, type ServiceFacts } from './federation/routes.ts';
import { createFederations } from './federation/service.ts';
import { findFederation } from './federation/store.ts';
import { createGateways } from './gateway/service.ts';
import type { GatewaySync, SnapshotSource } from './gateway/sync.ts';
import { systemRoutes } from './http/system.ts';
import { createGuard } from './outgoing/guard.ts';
import { createProjection } from './pipelines/projection.ts';
import { pipelineRoutes } from './pipelines/routes.ts';
import { registerRunner } from './pipelines/runner.ts';
import { createScopes } from './pipelines/scope/scope.ts';
import { fileSetSweep } from './pipelines/file-sets/sweep.ts';
import { createPipelines } from './pipelines/service.ts';
import { type AttemptOf, createStepServices } from './pipelines/step-services.ts';
import type { StepType } from './pipelines/steps/step-type.ts';
import { createPromotions } from './promotion/service.ts';
import { APPLICATION_VERSION } from './runtime/engine.ts';
import { scenarioRoutes } from './scenarios/routes.ts';
import { createScenarios } from './scenarios/service.ts';
import type { Redactor } from './secrets/redactor.ts';
import { secretRoutes } from './secrets/routes.ts';
import { createSecretBox, deriveKey, readMasterKey } from './secrets/secret-box.ts';
import { createSecrets } from './secrets/service.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { createTraffic } from './traffic/service.ts';
import { readServiceTraffic } from './traffic/store.ts';
import { createInventory } from './workspaces/inventory.ts';
import { workspaceRoutes } from './workspaces/routes.ts';
import { createWorkspaces } from './workspaces/service.ts';

export interface ComposeOptions {
  config: Config;
  log: Logger;
  metrics: Metrics;
  database: Database;
  engine: DBOSClient;
  org_id: string;
  version: string;
  api_url: string;
  gateway_url: string;
  sdk_directory: string;
  /** Of the server and of modules, by name. */
  step_types: Record<string, StepType>;
  /** The gateway of this process, once it is there. */
  gatewaySync: () => GatewaySync | undefined;
  /** The worker of this process, once it is there: a task of its ticker may be due, or without a name its dispatcher has something to do. */
  poke?: (task?: string) => void;
  /** Of the log: it learns every secret that is opened. */
  log_redactor: Redactor;
}

export async function compose(options: ComposeOptions) {
  const { config, log, metrics, database, engine, org_id, gateway_url, log_redactor, step_types } = options;
  const master_key = readMasterKey(config.home, config.secret_key);
  const guard = createGuard({ allowed: allowedPrivateAddresses(config) });
  const onError = (part: string) => (error: unknown) => log.error({ err: error, part }, `${part} failed`);

  const events = createEvents({ database, org_id, onError: onError('events') });
  const stream = await createEventStream({ database, org_id, onError: onError('stream') });
  const environments = createEnvironments({ events });
  const projection = createProjection({ database, events });
  const gateways = createGateways({ database, local: options.gatewaySync, wanted: wantedDigest });
  const pipelines = createPipelines({
    database,
    org_id,
    events,
    projection,
    engine,
    step_types,
    application_version: APPLICATION_VERSION,
    services: () => servicesAs('pipelines'),
  });
  const workspaces = createWorkspaces({ database, org_id, events, environments, pipelines: pipelines.folder });
  const connections = createConnections({
    database,
    org_id,
    workspaces,
    secrets: createSecretBox(master_key, 'connections'),
    log_redactor,
  });
  const secrets = createSecrets({
    database,
    org_id,
    events,
    workspaces,
    box: createSecretBox(master_key, 'secrets'),
    digest_key: deriveKey(master_key, 'digests'),
    log_redactor,
  });
  const promotions = createPromotions({ database, events, environments, workspaces });
  const federations = createFederations({ database, org_id, events });
  const scenarios = createScenarios({ database, org_id, events, federations, gateway_url });
  const drift = createDrift({
    database,
    org_id,
    contractOf: createContracts({ database, findWorkspace: workspaces.find }),
    emit: (tx, event) => events.emit(tx, event),
    now: () => new Date(),
    onWrite: () => stream.broadcast({ kind: 'facts.flushed' }),
    onError: onError('drift'),
  });
  const traffic = createTraffic({
    database,
    org_id,
    resolveWorkspace: workspaces.find,
    flush_interval_ms: config.flush_interval_ms,
    onFlush: () => stream.broadcast({ kind: 'facts.flushed' }),
    onAnswer: drift.check,
    onError: onError('traffic'),
  });
  const analytics = createAnalytics({
    database,
    org_id,
    now: () => new Date(),
    inventory: createInventory({ db: database.db, org_id }),
  });
  const scopeOf = createScopes({ database, workspaces, federations });
  const metricWatch = createMetricWatch({ database, org_id, events, analytics, now: () => new Date() });
  const servicesAs = createStepServices({
    database,
    org_id,
    events,
    scenarios,
    gateway_url,
    workspaces,
    promotions,
    connections,
    gateways,
    drift,
    federations,
    traffic,
    analytics,
    sdk_directory: options.sdk_directory,
    guard,
  });

  const operations = createEventOperations({
    database,
    org_id,
    events,
    workspaces,
    step_types,
    decideDry: async ({ document, event }) => {
      const match = matchEvent(event, document);
      return { would_run: match.matched, now: match.reason };
    },
    readSecret: async (name, { workspace_uid }) =>
      (await secrets.resolve([name], { workspace_uid, environment: null })).values[name],
    webhook_secrets: createSecretBox(master_key, 'webhooks'),
    guard,
    api_url: options.api_url,
    retention: {
      events: config.retention_events_days,
      payload: config.retention_payload_days,
      runs: config.retention_runs_days,
      facts: config.retention_facts_days,
    },
    onReceived: (source, outcome) => metrics.webhooks.inc({ source, outcome }),
    onSwept: (table, rows) => metrics.swept.inc({ table }, rows),
    poke: (task) => options.poke?.(task),
    onError: onError('webhooks'),
  });

  events.join(pipelines.decide);
  events.join(async (tx, event) => {
    tx.afterCommit(() => metrics.events.inc({ type: event.type }));
    if (event.type !== 'environment.changed') return;
    const { environment } = event.data;
    const { workspace_id } = event;
    if (workspace_id === null || (environment !== 'dev' && environment !== 'test' && environment !== 'prod')) return;
    tx.afterCommit(() => void drift.contractChanged(workspace_id, environment).catch(onError('drift')));
  });

  /** `payments@dev`, or a federation's name. */
  async function wantedDigest(target: string): Promise<string | undefined> {
    const [slug = '', environment] = target.split('@');
    if (environment === undefined) return (await findFederation(database.db, org_id, slug))?.digest;
    return (await listTargets(database.db, org_id, slug)).find(({ name }) => name === environment)?.digest;
  }

  async function serviceFacts(
    federation: string,
    services: { name: string; workspace_uid: string }[],
  ): Promise<Map<string, ServiceFacts>> {
    const counted = await readServiceTraffic(database.db, org_id, federation);
    const drifting = await countDrifting(
      database.db,
      services.map(({ workspace_uid }) => workspace_uid),
    );
    return new Map(
      services.map(({ name, workspace_uid }) => {
        const { requests_24h = 0, errors_24h = 0, last_request_at } = counted.get(name) ?? {};
        return [
          name,
          {
            requests_24h,
            errors_24h,
            last_request_at: last_request_at?.toISOString() ?? null,
            drifting_operations: drifting.get(workspace_uid) ?? 0,
          },
        ];
      }),
    );
  }

  const snapshots: SnapshotSource = {
    workspaces: () => listTargets(database.db, org_id),
    federations: () => federations.list(),
    workspace: async (slug, name) => {
      const workspace = await workspaces.find(slug);
      const environment = workspace && (await findEnvironment(database.db, workspace.id, name));
      return environment && buildSnapshot(database.db, workspace, environment);
    },
    federation: federations.snapshot,
  };

  async function endGivenUp(execution_id: string, status: string): Promise<void> {
    const run = await projection.find(execution_id);
    const message = `the engine ended the run (${status}); the server log has the reason`;
    if (run && (await projection.run(run, { kind: 'broken', message }))) log.error({ run: run.id, status }, message);
  }

  return {
    events,
    stream,
    endGivenUp,
    snapshots,
    traffic,
    drift,
    guard,
    operations,
    secrets,
    scopeOf,
    /** Due work of domains, for the worker's ticker. */
    domainTasks: [metricWatch, scenarios.sweep, fileSetSweep(database)],

    registerRunner: () =>
      registerRunner({
        projection,
        step_types,
        loadEvent: async (id) => (await events.get(id)).event,
        servicesFor: (run, event, attempt?: AttemptOf) =>
          servicesAs(`pipeline:${run.pipeline_name}`, event, { ...attempt, scope: scopeOf(run) }),
        run_url: (id) => `${options.api_url}/runs/${id}`,
        log: (message, details) => log.info(details, message),
      }),

    registerRoutes: (app: FastifyInstance) => {
      systemRoutes(app, { ...options, roles: config.roles, organisation: config.organisation, step_types });
      workspaceRoutes(app, { database, workspaces, promotions, gateways, gateway_url });
      connectionRoutes(app, { connections });
      secretRoutes(app, { secrets });
      scenarioRoutes(app, { scenarios });
      federationRoutes(app, { federations, gateways, gateway_url, facts: serviceFacts });
      pipelineRoutes(app, { pipelines, workspaces });
      operations.registerRoutes(app);
      analyticsRoutes(app, { analytics, drift });
      streamRoutes(app, { stream, onCount: (change) => metrics.subscribers.inc(change) });
    },
  };
}
