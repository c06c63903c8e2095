// The three roles of the one binary: each starts its part and says how to close it. All three in one process, or any number of each on one PostgreSQL.
import path from 'node:path';
import { Problem } from '@mockops/contract';
import { createGateway } from '@mockops/engine';
import type { Logger } from 'pino';
import type { Closers } from './closers.ts';
import type { compose } from './compose.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { createGatewaySync, type GatewaySync } from './gateway/sync.ts';
import { closeApp, createApp } from './http/app.ts';
import { guardedConnector } from './outgoing/guard.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface RoleOptions {
  config: Config;
  log: Logger;
  metrics: Metrics;
  closers: Closers;
  database: Database;
  control: Awaited<ReturnType<typeof compose>>;
  /** Name of this process among others; new at every start. */
  instance: string;
  onError: (part: string) => (error: unknown) => void;
}

export async function startGatewayRole(
  options: RoleOptions,
  { port, url }: { port: number; url: string },
): Promise<GatewaySync> {
  const { config, log, metrics, closers, database, control, instance, onError } = options;
  const gateway = createGateway({
    gateway_id: instance,
    now: Date.now,
    random_seed: config.random_seed,
    load: control.contracts.model,
    connector: (timeout_ms) => guardedConnector(control.guard, timeout_ms),
    observe: (observation) => {
      const { workspace, source, status, duration_ms } = observation;
      metrics.exchanges.inc({ workspace, source, status });
      metrics.exchange_seconds.observe({ source }, duration_ms / 1_000);
      control.traffic.observe(observation);
    },
    onIssue: (message) => log.warn({ part: 'gateway' }, message),
  });
  const sync = createGatewaySync({
    database,
    gateway,
    gateway_id: instance,
    url,
    source: control.snapshots,
    onError: onError('gateway'),
  });
  closers.add(sync.stop);
  await sync.start();
  await named(gateway.listen({ port, host: config.host }), 'gateway_port', port);
  closers.add(() => gateway.close(config.drain_ms));
  return sync;
}

export async function startApiRole(
  options: RoleOptions,
  { port, secure, version, isReady }: { port: number; secure: boolean; version: string; isReady: () => boolean },
): Promise<void> {
  const { config, log, metrics, closers, database, control } = options;
  const app = await createApp({
    log,
    metrics,
    version,
    api_token: config.api_token,
    secure,
    max_body_bytes: config.max_body_bytes,
    dashboard: path.join(import.meta.dirname, '../../dashboard/dist'),
    isReady: async () => isReady() && (await database.pool.query('select 1')).rowCount === 1,
    register: control.registerRoutes,
  });
  closers.add(() => closeApp(app, config.drain_ms));
  await named(app.listen({ port, host: config.host }), 'port', port);
}

const WHY: Record<string, string> = {
  EADDRINUSE: 'is in use by another program; stop it',
  EACCES: 'needs more rights than this account has; use one above 1023',
};

/** Says which setting to change when the port cannot be had. */
async function named(listening: Promise<unknown>, setting: string, port: number): Promise<void> {
  try {
    await listening;
  } catch (cause) {
    // The gateway's own error carries the socket's as its cause.
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const why = reason instanceof Error && 'code' in reason ? WHY[String(reason.code)] : undefined;
    if (why === undefined) throw cause;
    const variable = `MOCKOPS_${setting.toUpperCase()}`;
    throw new Problem('conflict', `port ${port} ${why}, or set ${variable} to another port`, { cause });
  }
}
