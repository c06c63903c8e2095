// The MockOps server: one process with any of the roles api, gateway and worker, on one PostgreSQL. `startServer` brings it up; `close` takes it down again.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { createClosers } from './closers.ts';
import { compose } from './compose.ts';
import { type Config, readConfig, redactConfig, secretsOfConfig } from './config.ts';
import { keepClock } from './db/clock.ts';
import { type Database, migrate, openDatabase } from './db/database.ts';
import { startEmbedded } from './db/embedded-postgres.ts';
import { createListener } from './db/listener.ts';
import { ensureOrganisation } from './db/organisation.ts';
import type { GatewaySync } from './gateway/sync.ts';
import { loadStepModules } from './pipelines/steps/modules/load-modules.ts';
import { STEP_TYPES } from './pipelines/steps/registry.ts';
import { choosePort } from './ports.ts';
import { startApiRole, startGatewayRole } from './roles.ts';
import { connectEngine, migrateEngine } from './runtime/engine.ts';
import { createRedactor } from './secrets/redactor.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { startWorkerRole, type WorkerRole } from './worker-role.ts';

export { createLocalWorld, type LocalWorld } from './pipelines/local-steps.ts';
export { STEP_TYPES } from './pipelines/steps/registry.ts';
export type { StepType } from './pipelines/steps/step-type.ts';

export interface Server {
  api_url: string;
  gateway_url: string;
  roles: Config['roles'];
  /** What callers of the API must send, when it is protected. */
  api_token: string | undefined;
  /** Drains and stops everything that `startServer` started. */
  close: () => Promise<void>;
}

const NOTIFY_MS = 10;
/** How often a gateway and the stream look for themselves, should a wake-up be lost. */
const LOOK_MS = 5_000;

export async function startServer(overrides: Partial<z.input<typeof Config>> = {}): Promise<Server> {
  const config = readConfig({ env: process.env, cwd: process.cwd(), overrides });
  const log_redactor = createRedactor(secretsOfConfig(config));
  const log = createLog(config.log_level, log_redactor);
  const onError = (part: string) => (error: unknown) => log.error({ err: error, part }, `${part} failed`);
  log.info({ config: redactConfig(config) }, 'configuration');
  const metrics = createMetrics();
  const closers = createClosers(onError('shutdown'));

  try {
    const step_types = await loadStepModules({ modules: config.step_modules, cwd: process.cwd(), known: STEP_TYPES });
    const embedded =
      config.database_url === undefined
        ? await startEmbedded({ home: config.home, log: (message) => log.warn(message) })
        : undefined;
    const instance = `${os.hostname()}-${randomUUID().slice(0, 8)}`;
    if (embedded) closers.add(() => embedded.stop(instance));
    // Every connection of this process carries its name: operators can tell who is who, and we which are our own.
    const url = withApplicationName(config.database_url ?? embedded?.url ?? '', instance);
    const database = openDatabase(url, onError('database'));
    closers.add(() => database.close());
    const applied = await migrate(database.pool, () => migrateEngine(url, log));
    if (applied.length > 0) log.info({ migrations: applied }, 'database migrated');
    const release = await keepClock(database.clock);
    closers.add(async () => release());
    const org_id = await ensureOrganisation(database.db, config.organisation);
    const engine = await connectEngine(url, database.pool, log);
    closers.add(() => engine.destroy());

    const has = new Set(config.roles);
    // Before anything listens: both URLs go into answers, notifications and the log.
    const port = await choosePort(config.port);
    const gateway_port = await choosePort(config.gateway_port);
    const api_url = config.public_url ?? `http://${printable(config.host)}:${port}`;
    const gateway_url = config.gateway_public_url ?? `http://${printable(config.host)}:${gateway_port}`;
    let sync: GatewaySync | undefined;
    let worker: WorkerRole | undefined;
    let ready = false;
    const version = readVersion();
    const control = await compose({
      config,
      log,
      metrics,
      database,
      engine,
      org_id,
      version,
      api_url,
      api_port: port,
      gateway_url,
      sdk_directory: path.join(config.home, 'sdks'),
      step_types,
      gatewaySync: () => sync,
      poke: (task) => worker?.poke(task),
      log_redactor,
    });
    closers.add(() => control.contracts.close());
    closers.add(() => control.runs.close());
    // Closed in the opposite order: what the last traffic shows may still be told as events.
    closers.add(async () => control.events.close());
    closers.add(() => control.drift.close());
    closers.add(() => control.traffic.close());

    const role = { config, log, metrics, closers, database, control, instance, onError };
    if (has.has('worker')) worker = await startWorkerRole(role);
    else control.runs.listen({ attempts: notifier(database.pool, 'attempts', onError('runs')) });
    if (has.has('gateway')) sync = await startGatewayRole(role, { port: gateway_port, url: gateway_url });
    const listener = await createListener({
      url,
      channels: {
        events: control.stream.wake,
        ...(worker && { attempts: worker.pokeAttempts }),
        ...(sync && { snapshots: () => void sync?.sync().catch(onError('gateway')) }),
      },
      every_ms: LOOK_MS,
      onError: onError('listener'),
    });
    closers.add(() => listener.close());
    if (has.has('api'))
      await startApiRole(role, { port, secure: api_url.startsWith('https:'), version, isReady: () => ready });
    ready = true;
    log.info({ api_url, gateway_url, roles: config.roles }, 'ready');
    return {
      api_url,
      gateway_url,
      roles: config.roles,
      api_token: config.api_token,
      close: () => {
        ready = false;
        return closers.close();
      },
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Tells other processes, once for all commits of a moment. */
function notifier(pool: Database['pool'], channel: string, onError: (error: unknown) => void): () => void {
  let waiting: NodeJS.Timeout | undefined;
  return () => {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = undefined;
      pool.query('select pg_notify($1, $2)', [channel, '']).catch(onError);
    }, NOTIFY_MS);
  };
}

/** As it stands in a URL. */
function withApplicationName(url: string, name: string): string {
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  return named.href;
}

function printable(host: string): string {
  if (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
