// The control plane for tests of the server over HTTP: a database of its own, every route, no worker and no gateway, so that runs stay queued.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Client, createClient } from '@mockops/contract';
import { pino } from 'pino';
import { type ComposeOptions, compose } from './compose.ts';
import { readConfig } from './config.ts';
import type { Database } from './db/database.ts';
import { ensureOrganisation } from './db/organisation.ts';
import { createTestDatabase } from './db/test-database.ts';
import { closeApp, createApp } from './http/app.ts';
import { STEP_TYPES } from './pipelines/steps/registry.ts';
import { connectEngine, migrateEngine } from './runtime/engine.ts';
import { createRedactor } from './secrets/redactor.ts';
import { createMetrics } from './telemetry/metrics.ts';

export interface TestControl {
  api: Client;
  url: string;
  database: Database;
  org_id: string;
  control: Awaited<ReturnType<typeof compose>>;
  close: () => Promise<void>;
}

export async function startTestControl(
  options: Partial<Pick<ComposeOptions, 'step_types' | 'poke'>> = {},
): Promise<TestControl> {
  const { database, drop } = await createTestDatabase();
  const home = mkdtempSync(path.join(os.tmpdir(), 'mockops-control-'));
  const log = pino({ level: 'silent' });
  const metrics = createMetrics();
  const config = readConfig({ env: {}, cwd: home });
  await migrateEngine(database.url, log);
  const org_id = await ensureOrganisation(database.db, config.organisation);
  const engine = await connectEngine(database.url, database.pool, log);
  const control = await compose({
    config,
    log,
    metrics,
    database,
    engine,
    org_id,
    version: '0',
    api_url: 'http://localhost:4800',
    api_port: 4800,
    gateway_url: 'http://localhost:4801',
    sdk_directory: path.join(home, 'sdks'),
    step_types: options.step_types ?? STEP_TYPES,
    ...(options.poke && { poke: options.poke }),
    gatewaySync: () => undefined,
    log_redactor: createRedactor(),
  });
  const app = await createApp({
    log,
    metrics,
    version: '0',
    api_token: undefined,
    max_body_bytes: config.max_body_bytes,
    dashboard: path.join(home, 'no-dashboard'),
    isReady: async () => true,
    register: control.registerRoutes,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    api: createClient({ baseUrl: url }),
    url,
    database,
    org_id,
    control,
    close: async () => {
      await closeApp(app, 1_000);
      await control.traffic.close();
      await control.drift.close();
      control.events.close();
      await engine.destroy();
      await drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
