import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { ensureOrganisation } from '../../db/organisation.ts';
import { createTestDatabase } from '../../db/test-database.ts';
import { createEvents } from '../../events/service.ts';
import { createFederations } from '../../federation/service.ts';
import { findWorkspace } from '../../workspaces/store.ts';
import { createServices } from '../steps/in-memory-services.ts';
import { createScopes, guardScope, type ScopeOf } from './scope.ts';

let database: Database;
let drop: () => Promise<void>;
let org_id: string;
let scopeOf: ScopeOf;
beforeAll(async () => {
  ({ database, drop } = await createTestDatabase());
  org_id = await ensureOrganisation(database.db, 'acme');
  for (const slug of ['shop', 'bank'])
    await database.pool.query('insert into workspaces (org_id, slug) values ($1, $2)', [org_id, slug]);
  const events = createEvents({ database, org_id, onError: () => undefined });
  const federations = createFederations({ database, org_id, events });
  const workspaces = { find: (reference: string) => findWorkspace(database.db, org_id, reference) };
  for (const slug of ['shop', 'bank']) {
    const service = `services: [{ name: one, workspace_id: ${slug}, base_path: /one, reality_level: mock_v1 }]`;
    await federations.putSource(`name: with-${slug}\n${service}\n`, 'f.yaml', 'robin');
  }
  events.close();
  scopeOf = createScopes({ database, workspaces, federations });
});
afterAll(() => drop());

const uidOf = async (slug: string | null | undefined) =>
  slug ? ((await findWorkspace(database.db, org_id, slug))?.id ?? null) : null;

/** A run of a new pipeline; what it does is not of interest. */
async function addRun(home: string | null, more: { event_workspace?: string; called_by?: string; gone?: true } = {}) {
  const { pool } = database;
  const [id, pipeline_id, name] = [randomUUID(), randomUUID(), `p-${randomUUID().slice(0, 8)}`];
  await pool.query(
    `insert into pipelines (id, org_id, workspace_id, name, definition, source, file, revision, digest, issues, enabled)
     values ($1, $2, $3, $4, '{}', '', '', 1, '', '[]', true)`,
    [pipeline_id, org_id, await uidOf(home), name],
  );
  await pool.query(
    `insert into pipeline_executions (id, org_id, pipeline_id, pipeline_name, workspace_id, number, revision, digest, definition,
       trigger_event, reason, correlation_id, depth, status, called_by)
     values ($1, $2, $3, $4, $5, 1, 1, '', '{}', '', '', $7, 0, 'running', $6)`,
    [
      id,
      org_id,
      more.gone ? null : pipeline_id,
      name,
      await uidOf(more.event_workspace),
      more.called_by ? { execution_id: more.called_by } : null,
      id,
    ],
  );
  return { id, pipeline_name: name };
}

test("a workspace's pipeline reaches its own workspace and the federations that contain it, and nothing else", async () => {
  const run = await addRun('shop');
  const scope = scopeOf(run);
  await scope.workspace('shop');
  await scope.workspace(null);
  await scope.federation('with-shop');
  await expect(scope.workspace('bank')).rejects.toThrow(
    `pipeline "${run.pipeline_name}" belongs to workspace "shop" and may not touch workspace "bank"; save it as a pipeline of the organisation`,
  );
  await expect(scope.federation('with-bank')).rejects.toThrow('federation "with-bank", which does not contain it');
});

test('the port refuses before anything is read or changed', async () => {
  const services = guardScope(createServices(), scopeOf(await addRun('shop')));
  const refused = { message: expect.stringContaining('may not touch workspace "bank"') };
  await expect(services.contract('bank', 'dev')).rejects.toMatchObject(refused);
  await expect(services.drift('bank')).rejects.toMatchObject(refused);
  await expect(services.connection('slack', { workspace: 'bank' })).rejects.toMatchObject(refused);
  await expect(services.setReality({ workspace: 'bank', environment: 'dev' }, {})).rejects.toMatchObject(refused);
  await expect(services.reality({ federation: 'with-bank', service: 'one' })).rejects.toThrow('does not contain it');
});

test("a pipeline of the organisation reaches all; called by a workspace's, it reaches no more than its caller", async () => {
  await scopeOf(await addRun(null, { event_workspace: 'shop' })).workspace('bank');
  const caller = await addRun('shop');
  const called = scopeOf(await addRun(null, { called_by: caller.id }));
  await called.workspace('shop');
  await expect(called.workspace('bank')).rejects.toThrow('may not touch workspace "bank"');
});

test('runs of a removed pipeline keep to the workspace of their event', async () => {
  const scope = scopeOf(await addRun(null, { event_workspace: 'shop', gone: true }));
  await scope.workspace('shop');
  await expect(scope.workspace('bank')).rejects.toThrow('may not touch');
});
