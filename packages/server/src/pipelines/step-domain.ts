// The part of the step port that is about what MockOps keeps, bound to one run: what it changes is caused by the run's event.
import { Problem } from '@mockops/contract';
import { matchFilters } from '@mockops/pipelines';
import type { Database } from '../db/database.ts';
import type { Drift } from '../drift/service.ts';
import { requireEnvironment } from '../environments/service.ts';
import type { Cause, Events } from '../events/service.ts';
import { listEventsSince } from '../events/store.ts';
import { pullRequestEvent } from '../gitops/pull-request-events.ts';
import type { Promotions } from '../promotion/service.ts';
import type { Scenarios } from '../scenarios/service.ts';
import { findSdk, lastGeneratedRevision, saveSdk } from '../sdks/store.ts';
import { artifactPath } from '../workspaces/folder.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { readEntries } from '../workspaces/store.ts';
import { findFileSet, saveFileSet } from './file-sets/store.ts';
import type { DomainServices } from './steps/domain-services.ts';

const MAX_INCIDENTS = 500;
/** Events that are held against filters. */
const MAX_LOOKED_AT = 1_000;

export function createDomainPort(options: {
  database: Database;
  org_id: string;
  events: Events;
  workspaces: Workspaces;
  promotions: Promotions;
  drift: Pick<Drift, 'flush' | 'listIncidents'>;
  scenarios: Scenarios;
  gateway_url: string;
}) {
  const { database, org_id, events, workspaces, promotions, drift, scenarios, gateway_url } = options;
  const { db } = database;
  const idOf = async (reference: string) => (await workspaces.require(reference)).id;

  return (actor: string, cause?: Cause): DomainServices => ({
    gateway_url,

    sdks: {
      find: async ({ workspace, ...place }) => findSdk(db, { workspace_id: await idOf(workspace), ...place }),
      save: async ({ workspace, ...sdk }) => saveSdk(db, { workspace_id: await idOf(workspace), ...sdk }),
      lastRevision: async (workspace) => lastGeneratedRevision(db, await idOf(workspace)),
    },

    files: {
      put: (files) => saveFileSet(db, org_id, files),
      get: async (reference) => {
        const files = await findFileSet(db, org_id, reference);
        if (files) return files;
        throw new Problem('not-found', `there are no files "${reference}" any more; run the step that made them again`);
      },
    },

    findHold: ({ workspace, ...entry }) => promotions.findHold(workspace, entry),

    incidents: async (reference, ids) => {
      const { slug } = await workspaces.require(reference);
      await drift.flush();
      const all = await drift.listIncidents({ workspace_id: slug, limit: MAX_INCIDENTS });
      return all.filter(({ id, status }) => (ids ? ids.includes(id) : status !== 'resolved'));
    },

    scenario: async ({ workspace: reference, scenario_id, version, environment }) => {
      const workspace = await workspaces.require(reference);
      const key = `scenario/${scenario_id}`;
      const live_version = (await requireEnvironment(db, workspace, environment)).entries[key] ?? null;
      const wanted = version ?? live_version;
      const [row] = wanted === null ? [] : await readEntries(db, workspace.id, { [key]: wanted });
      if (row) return { text: row.content, version: row.version, live_version };
      const what = version === undefined ? `is not live in ${environment}` : `has no version ${version}`;
      throw new Problem('not-found', `${key} of workspace "${workspace.slug}" ${what}`);
    },

    mocks: async (reference, environment) => {
      const workspace = await workspaces.require(reference);
      const { entries } = await requireEnvironment(db, workspace, environment);
      const wanted = Object.fromEntries(Object.entries(entries).filter(([key]) => key.startsWith('mock/')));
      const rows = await readEntries(db, workspace.id, wanted);
      return Object.fromEntries(rows.map((row) => [artifactPath('mock', row.name), row.content]));
    },

    runSystemScenario: (run) => scenarios.run({ ...run, actor, ...(cause && { cause }) }),
    createSandbox: (sandbox) => scenarios.createSandbox({ ...sandbox, owner: actor }),
    deleteSandbox: (id) => scenarios.deleteSandbox(id),

    findEvent: async ({ workspace, filters, ...which }) => {
      const workspace_uid = workspace === null ? null : await idOf(workspace);
      const found = await listEventsSince(db, org_id, { ...which, workspace_uid, limit: MAX_LOOKED_AT });
      return found.find(({ data }) => matchFilters(data, filters).matched);
    },

    tellPullRequest: (pull) =>
      database.transaction(async (tx) => {
        await events.emitOnce(tx, { ...pullRequestEvent(org_id, pull), actor, ...(cause && { cause }) });
      }),
  });
}
