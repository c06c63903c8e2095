// The MockOps server: one process with any of the roles api, gateway and worker, on one PostgreSQL. `startServer` brings it up; `close` takes it down again.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Problem } from '@mockops/contract';
import { createGateway } from '@mockops/engine';
import type { z } from 'zod';
import { createClosers } from './closers.ts';
import { compose } from './compose.ts';
import { type Config, readConfig, redactConfig } from './config.ts';
import { migrate, openDatabase } from './db/database.ts';
import { startEmbedded } from './db/embedded-postgres.ts';
import { createListener } from './db/listener.ts';
import { ensureOrganisation } from './db/organisation.ts';
import { createGatewaySync, type GatewaySync } from './gateway/sync.ts';
import { closeApp, createApp } from './http/app.ts';
import { choosePort } from './ports.ts';
import { connectEngine, migrateEngine, startWorker } from './runtime/engine.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';

export interface Server {
  api_url: string;
  gateway_url: string;
  roles: Config['roles'];
  /** What callers of the API must send, when it is protected. */
  api_token: string | undefined;
  /** Drains and stops everything that `startServer` started. */
  close: () => Promise<void>;
}

/** How often a gateway and the stream look for themselves, should a wake-up be lost. */
const LOOK_MS = 5_000;

export async function startServer(overrides: Partial<z.input<typeof Config>> = {}): Promise<Server> {
  const config = readConfig({ env: process.env, cwd: process.cwd(), overrides });
  const log = createLog(config.log_level);
  const onError = (part: string) => (error: unknown) => log.error({ err: error, part }, `${part} failed`);
  log.info({ config: redactConfig(config) }, 'configuration');
  const metrics = createMetrics();
  const closers = createClosers(onError('shutdown'));

  try {
    const embedded =
      config.database_url === undefined
        ? await startEmbedded({ home: config.home, log: (message) => log.warn(message) })
        : undefined;
    if (embedded) closers.add(() => embedded.stop());
    const url = config.database_url ?? embedded?.url ?? '';
    const database = openDatabase(url, onError('database'));
    closers.add(() => database.close());
    const applied = await migrate(database.pool, () => migrateEngine(url, log));
    if (applied.length > 0) log.info({ migrations: applied }, 'database migrated');
    const org_id = await ensureOrganisation(database.db, config.organisation);
    const engine = await connectEngine(url, database.pool, log);
    closers.add(() => engine.destroy());

    const instance = `${os.hostname()}-${randomUUID().slice(0, 8)}`;
    const has = new Set(config.roles);
    // Before anything listens: both URLs go into answers, notifications and the log.
    const port = await choosePort(config.port);
    const gateway_port = await choosePort(config.gateway_port);
    const api_url = config.public_url ?? `http://${printable(config.host)}:${port}`;
    const gateway_url = config.gateway_public_url ?? `http://${printable(config.host)}:${gateway_port}`;
    let sync: GatewaySync | undefined;
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
      gateway_url,
      sdk_directory: path.join(config.home, 'sdks'),
      gatewaySync: () => sync,
    });
    closers.add(() => control.drift.close());
    closers.add(() => control.traffic.close());
    closers.add(async () => control.events.close());

    if (has.has('worker')) {
      control.registerRunner();
      const worker = await startWorker({
        url,
        log,
        pool: database.pool,
        executor_id: instance,
        heartbeat_ms: config.heartbeat_ms,
        dead_after_ms: config.dead_after_ms,
        drain_ms: config.drain_ms,
        onTakeover: (executors, runs) => {
          metrics.takeovers.inc(runs);
          log.warn({ executors, runs }, 'took over the work of silent workers');
        },
        onError: onError('worker'),
      });
      closers.add(() => worker.stop());
    }
    if (has.has('gateway')) {
      const gateway = createGateway({
        gateway_id: instance,
        now: Date.now,
        random_seed: config.random_seed,
        observe: (observation) => {
          metrics.exchanges.inc({
            workspace: observation.workspace,
            source: observation.source,
            status: observation.status,
          });
          metrics.exchange_seconds.observe({ source: observation.source }, observation.duration_ms / 1_000);
          control.traffic.observe(observation);
        },
        onIssue: (message) => log.warn({ part: 'gateway' }, message),
      });
      sync = createGatewaySync({
        database,
        gateway,
        gateway_id: instance,
        url: gateway_url,
        source: control.snapshots,
        onError: onError('gateway'),
      });
      await sync.start();
      closers.add(sync.stop);
      await named(gateway.listen({ port: gateway_port, host: config.host }), 'gateway_port', gateway_port);
      closers.add(() => gateway.close(config.drain_ms));
    }
    const listener = await createListener({
      url,
      channels: {
        events: control.stream.wake,
        ...(sync && { snapshots: () => void sync?.sync().catch(onError('gateway')) }),
      },
      every_ms: LOOK_MS,
      onError: onError('listener'),
    });
    closers.add(() => listener.close());
    if (has.has('api')) {
      const app = await createApp({
        log,
        metrics,
        version,
        api_token: config.api_token,
        secure: api_url.startsWith('https:'),
        max_body_bytes: config.max_body_bytes,
        dashboard: path.join(import.meta.dirname, '../../dashboard/dist'),
        isReady: async () => ready && (await database.pool.query('select 1')).rowCount === 1,
        register: control.registerRoutes,
      });
      closers.add(() => closeApp(app, config.drain_ms));
      await named(app.listen({ port, host: config.host }), 'port', port);
    }
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

/** Says which setting to change when the port is taken. */
async function named(listening: Promise<unknown>, setting: string, port: number): Promise<void> {
  try {
    await listening;
  } catch (cause) {
    // The gateway's own error carries the socket's as its cause.
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    if (reason instanceof Error && 'code' in reason && reason.code === 'EADDRINUSE') {
      throw new Problem(
        'conflict',
        `port ${port} is in use by another program; stop it, or set MOCKOPS_${setting.toUpperCase()} to another port`,
        { cause },
      );
    }
    throw cause;
  }
}

function printable(host: string): string {
  return host === '127.0.0.1' || host === '::1' || host === '0.0.0.0' ? 'localhost' : host;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
