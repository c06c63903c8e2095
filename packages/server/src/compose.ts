// The control plane, put together: every domain gets what it needs as plain arguments, and nothing reaches another except through here.
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { analyticsRoutes } from './analytics/routes.ts';
import { createAnalytics } from './analytics/service.ts';
import { createMetricWatch } from './analytics/watch/watch.ts';
import { allowedPrivateAddresses, type Config } from './config.ts';
import { connectionRoutes } from './connections/routes.ts';
import { createConnections } from './connections/service.ts';
import { createContracts } from './contracts/contracts.ts';
import { contractRoutes } from './contracts/routes.ts';
import { createContractHistory } from './contracts/service.ts';
import { createCredentials } from './contracts/watches/credentials.ts';
import { createContractWatches } from './contracts/watches/service.ts';
import type { Database } from './db/database.ts';
import { createAdoption } from './drift/adopt.ts';
import { countDrifting } from './drift/incidents.ts';
import { createDrift } from './drift/service.ts';
import { createLiveContracts } from './environments/contracts.ts';
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
import { createCatalogue } from './pipelines/catalogue.ts';
import { findFileSet } from './pipelines/file-sets/store.ts';
import { fileSetSweep } from './pipelines/file-sets/sweep.ts';
import { checkNeeds, isNamed } from './pipelines/permissions.ts';
import { pipelineRoutes } from './pipelines/routes.ts';
import { registerRunner } from './pipelines/runner.ts';
import { createRunLog } from './pipelines/runs/attempts/run-log.ts';
import { runRoutes } from './pipelines/runs/routes.ts';
import { createRuns } from './pipelines/runs/runs.ts';
import { createShownRuns } from './pipelines/runs/shown/service.ts';
import { createScopes } from './pipelines/scope/scope.ts';
import { createStepServices } from './pipelines/step-services.ts';
import type { StepType } from './pipelines/steps/step-type.ts';
import { isListenedTo } from './pipelines/store.ts';
import { createTriggers } from './pipelines/triggers/create-triggers.ts';
import type { DispatchHook } from './pipelines/triggers/dispatch/deliver.ts';
import { isAwaited } from './pipelines/triggers/dispatch/store.ts';
import { loadEvents } from './pipelines/triggers/store.ts';
import { createPromotions } from './promotion/service.ts';
import { APPLICATION_VERSION } from './runtime/engine.ts';
import { scenarioRoutes } from './scenarios/routes.ts';
import { createScenarios } from './scenarios/service.ts';
import { sdkProviders } from './sdks/providers.ts';
import { sdkRoutes } from './sdks/routes.ts';
import { createSdks } from './sdks/service.ts';
import type { Redactor } from './secrets/redactor.ts';
import { secretRoutes } from './secrets/routes.ts';
import { createSecretBox, deriveKey, readMasterKey } from './secrets/secret-box.ts';
import { createSecrets } from './secrets/service.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { createTraffic } from './traffic/service.ts';
import { readServiceTraffic } from './traffic/store.ts';
import { createWaitingSteps } from './waiting-steps.ts';
import { isWantedOutside } from './webhooks/outbound/store.ts';
import { createInventory } from './workspaces/inventory.ts';
import { createWorkspaceRemoval } from './workspaces/removal/service.ts';
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
  /** Where the API listens on this machine. */
  api_port: number;
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
  const guard = createGuard({ allowed: allowedPrivateAddresses(config), own_ports: [options.api_port] });
  const onError = (part: string) => (error: unknown) => log.error({ err: error, part }, `${part} failed`);

  const heard = [isListenedTo, isAwaited, isWantedOutside];
  const events = createEvents({ database, org_id, heard, onError: onError('events') });
  const stream = await createEventStream({ database, org_id, onError: onError('stream') });
  const contracts = createContracts();
  const environments = createEnvironments({ events });
  const gateways = createGateways({ database, local: options.gatewaySync, wanted: wantedDigest });
  const readEvents = async (db: Database['db'], ids: string[]) => (await loadEvents(db, ids)).map(({ event }) => event);
  const runs = createRuns({
    database,
    org_id,
    events,
    engine,
    application_version: APPLICATION_VERSION,
    loadEvents: readEvents,
    run_url: (id) => `${options.api_url}/runs/${id}`,
    onError: onError('runs'),
    onOrphan: (about) => log.error({ ...about, part: 'runs' }, 'the engine gave an attempt up'),
  });
  const shownRuns = createShownRuns({ database, org_id, loadEvents: readEvents });
  const hooks: DispatchHook[] = [];
  const triggers = createTriggers({ database, org_id, events, runs, hooks, onDue: (task) => options.poke?.(task) });
  const waiting = createWaitingSteps({
    database,
    org_id,
    events,
    runs,
    teams: config.teams,
    master_key,
    api_url: options.api_url,
    poke: (task) => options.poke?.(task),
  });
  const catalogue = createCatalogue({
    database,
    org_id,
    step_types,
    schedules: triggers.schedules,
    services: () => servicesAs('pipelines'),
    storedSecrets: (workspace_id) => secrets.namesFor(workspace_id),
    runFacts: shownRuns.factsOf,
    loadEvent: async (id) => (await events.get(id)).event,
    api_url: options.api_url,
  });
  const workspaces = createWorkspaces({
    ...{ database, org_id, events, contracts, environments },
    pipelines: catalogue.folder,
  });
  const history = createContractHistory({ database, contracts, requireWorkspace: workspaces.require });
  const sdks = createSdks({
    ...{ database, requireWorkspace: workspaces.require },
    filesOf: (reference) => findFileSet(database.db, org_id, reference),
  });
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
  const watches = createContractWatches({
    ...{ database, org_id, contracts, workspaces, guard },
    openCredentials: createCredentials({ secrets, connections }),
    api_url: options.api_url,
    poke: (task) => options.poke?.(task),
  });
  const promotions = createPromotions({ database, events, environments, workspaces });
  const federations = createFederations({ database, org_id, events });
  const scenarios = createScenarios({ database, org_id, events, federations, gateway_url });
  const drift = createDrift({
    database,
    org_id,
    contractOf: createLiveContracts({ database, contracts, findWorkspace: workspaces.find }),
    propose: contracts.propose,
    emit: (tx, event) => events.emit(tx, event),
    now: database.clock.now,
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
    now: database.clock.now,
    inventory: createInventory({ db: database.db, org_id }),
  });
  const scopeOf = createScopes({ database, workspaces, federations });
  const metricWatch = createMetricWatch({ database, org_id, events, analytics, now: database.clock.now });
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
    contracts,
    history,
    sdk_directory: options.sdk_directory,
    sdk_providers: sdkProviders(config),
    guard,
    ...waiting.ofSteps,
  });

  const operations = createEventOperations({
    database,
    org_id,
    events,
    workspaces,
    step_types,
    decideDry: triggers.decideDry,
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

  hooks.push(operations.hook);
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

  return {
    contracts,
    events,
    stream,
    snapshots,
    traffic,
    drift,
    guard,
    operations,
    secrets,
    scopeOf,
    /** Due work of domains, for the worker's ticker. */
    domainTasks: [metricWatch, watches.task, scenarios.sweep, fileSetSweep(database)],

    runs,
    triggers,
    waitingTasks: waiting.tasks,

    registerRunner: () =>
      registerRunner({
        database,
        events,
        runs,
        journal: runs.journal,
        pinned: runs.pinned,
        step_types,
        log: createRunLog({ database, onError: onError('run log') }),
        servicesFor: (run, { redactor, step_name }) =>
          servicesAs(`pipeline:${run.pipeline_name}`, run.event, {
            redactor,
            sender: { execution_id: run.id, step_name },
            scope: scopeOf(run),
          }),
        secretsOf: ({ document, workspace_uid }, { environment }) =>
          secrets.open(document.secrets ?? [], { workspace_uid, environment }),
        maskForDigest: secrets.maskForDigest,
        allows: ({ document, pipeline_name }, needs) =>
          checkNeeds({ name: pipeline_name, permissions: document.permissions }, needs),
        answersFor: ({ document }, _, value) => isNamed(document.permissions, value),
        random: Math.random,
        onError: (error, about) => log.error({ err: error, ...about }, 'an attempt could not be stored'),
      }),

    registerRoutes: (app: FastifyInstance) => {
      systemRoutes(app, { ...options, roles: config.roles, organisation: config.organisation, step_types });
      const remove = createWorkspaceRemoval({ database, org_id, events, workspaces, runs });
      workspaceRoutes(app, { database, workspaces, promotions, gateways, gateway_url, remove });
      contractRoutes(app, { history, watches });
      sdkRoutes(app, { sdks });
      connectionRoutes(app, { connections });
      secretRoutes(app, { secrets });
      scenarioRoutes(app, { scenarios });
      federationRoutes(app, { federations, gateways, gateway_url, facts: serviceFacts });
      pipelineRoutes(app, { catalogue, triggers, shown: shownRuns, workspaces, runs });
      const { require: requirePipeline } = catalogue;
      runRoutes(app, { runs, shown: shownRuns, requirePipeline, requireWorkspace: workspaces.require });
      waiting.registerRoutes(app);
      operations.registerRoutes(app);
      const adopt = createAdoption({
        ...{ database, org_id, contracts, workspaces, drift, gateways },
        policyOf: history.policyOf,
      });
      analyticsRoutes(app, { analytics, drift, adopt });
      streamRoutes(app, { stream, onCount: (change) => metrics.subscribers.inc(change) });
    },
  };
}
