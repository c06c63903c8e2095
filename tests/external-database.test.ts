// Promise: with DATABASE_URL the server uses that PostgreSQL, starts none of its own, and leaves it running.
import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../packages/server/src/db/embedded-postgres.ts';
import { removeHome, type System, startSystem, temporaryFolder } from './system.ts';

let external: Awaited<ReturnType<typeof startEmbedded>>;
let system: System | undefined;
const home = temporaryFolder('external');
beforeAll(async () => {
  external = await startEmbedded({ home });
});
afterAll(async () => {
  if (system?.process.exitCode === null) await system.stop();
  await external.stop();
  await removeHome(home);
});

test('everything is stored there, and the server outlives us', async () => {
  const admin = new pg.Client({ connectionString: external.url });
  await admin.connect();
  await admin.query('create database elsewhere');
  const url = external.url.replace(/\/postgres$/, '/elsewhere');
  system = await startSystem({ home: temporaryFolder('home'), env: { DATABASE_URL: url } });
  await system.api.createWorkspace({ body: { name: 'stored' } });
  expect(existsSync(path.join(system.home, 'pg18'))).toBe(false);
  expect(system.output()).not.toContain(url);
  await system.stop();
  await removeHome(system.home);

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select slug from workspaces');
  expect(rows).toEqual([{ slug: 'stored' }]);
  const tables = await client.query(
    "select count(*)::int as count from information_schema.views where table_name in ('scenario_usage_metrics', 'persona_ci_hits', 'endpoint_coverage', 'reality_level_staleness', 'drift_percentage_metrics')",
  );
  expect(tables.rows).toEqual([{ count: 5 }]);
  await client.end();
  await admin.end();
});
