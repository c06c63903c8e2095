// Secrets: stored sealed, listed without values, opened only for an attempt of a step that may read them.
// Scopes: organisation < workspace < environment of a workspace; the narrowest wins.
// An attempt (pipelines/runs/attempts) does in this order: `open` what its pipeline declares; render with `values`; `findSecretsOutsideSinks` and
// `checkNeeds` on what was rendered; store `showInput`; run with `servicesFor(run, event, { redactor, sender })`, its log through `redactMessages`;
// refuse outputs by `findSecretInOutputs`; pass every message, annotation, summary and wait through `redactor`.
import { type EnvironmentName, Problem, type Secret } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import type { Events } from '../events/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import type { SecretBox } from './secret-box.ts';
import {
  deleteSecretRow,
  findSecretRow,
  listDeclarations,
  listSecretRows,
  readSealed,
  type SecretRow,
  upsertSecret,
} from './store.ts';

export interface SecretPlace {
  /** null: only the organisation's. */
  workspace_uid: string | null;
  environment: EnvironmentName | null;
}

/** What one attempt knows of secrets. */
export interface OpenSecrets {
  /** For expressions, `secrets.<name>`. */
  values: Record<string, string>;
  /** Declared, and stored nowhere that this run may read. */
  missing: string[];
  /** Knows these values; what the step opens besides (connections, derived tokens) is added to it. */
  redactor: Redactor;
}

export function createSecrets(options: {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  workspaces: Pick<Workspaces, 'require'>;
  box: SecretBox;
  /** Of this installation: makes digests of what holds secrets. */
  digest_key: Buffer;
  /** Of this process's log: it must not print what was opened here. */
  log_redactor: Redactor;
}) {
  const { database, org_id, events, workspaces, box, digest_key, log_redactor } = options;

  async function show(rows: SecretRow[]): Promise<Secret[]> {
    const declarations = await listDeclarations(database.db, org_id);
    return rows.map(({ workspace_uid, updated_at, ...row }) => ({
      ...row,
      updated_at: updated_at.toISOString(),
      used_by: declarations
        .filter(({ secret }) => secret === row.name)
        // A pipeline of another workspace reads that workspace's own; one of the organisation reads those of its event's workspace.
        .filter((one) => workspace_uid === null || one.workspace_uid === null || one.workspace_uid === workspace_uid)
        .map(({ pipeline }) => pipeline),
    }));
  }

  async function resolve(
    names: readonly string[],
    place: SecretPlace,
  ): Promise<{ values: Record<string, string>; missing: string[] }> {
    if (names.length === 0) return { values: {}, missing: [] };
    const found = new Map<string, string>();
    for (const { name, sealed } of await readSealed(database.db, org_id, names, place)) {
      const value = box.open(sealed);
      found.set(name, value);
      log_redactor.add(name, value);
    }
    return { values: Object.fromEntries(found), missing: names.filter((name) => !found.has(name)) };
  }

  return {
    list: async (workspace?: string): Promise<Secret[]> => {
      const uid = workspace === undefined ? undefined : (await workspaces.require(workspace)).id;
      return show(await listSecretRows(database.db, org_id, uid));
    },

    /** Of those that a pipeline of this workspace (a slug) may read in some environment; null: in some workspace. */
    namesFor: async (workspace_id: string | null): Promise<string[]> =>
      (await listSecretRows(database.db, org_id))
        .filter((row) => workspace_id === null || row.workspace_id === null || row.workspace_id === workspace_id)
        .map(({ name }) => name),

    put: async (
      input: { name: string; value: string; workspace_id: string | null; environment: EnvironmentName | null },
      actor: string,
    ): Promise<Secret> => {
      const { name, environment } = input;
      if (environment !== null && input.workspace_id === null)
        throw new Problem('bad-request', 'an environment is of a workspace; say which with workspace_id');
      const workspace = input.workspace_id === null ? null : await workspaces.require(input.workspace_id);
      log_redactor.add(name, input.value);
      const sealed = box.seal(input.value);
      const id = await database.transaction(async (tx) => {
        const workspace_id = workspace?.id ?? null;
        const saved = await upsertSecret(tx.db, { org_id, workspace_id, environment, name, sealed, updated_by: actor });
        const scope = { workspace_id: workspace?.slug ?? null, environment };
        await events.emit(tx, {
          type: 'secret.changed',
          subject: name,
          actor,
          data: { name, ...scope, change: 'stored', by: actor },
          ...(workspace && { workspace }),
        });
        return saved;
      });
      const row = await findSecretRow(database.db, org_id, id);
      const [secret] = row ? await show([row]) : [];
      if (!secret) throw new Problem('not-found', `secret "${name}" was removed while it was stored`);
      return secret;
    },

    remove: async (id: string, actor: string): Promise<{ deleted: boolean }> => {
      const row = await findSecretRow(database.db, org_id, id);
      if (!row) throw new Problem('not-found', `there is no secret with id "${id}"`);
      const { name, workspace_uid, workspace_id, environment } = row;
      const deleted = await database.transaction(async (tx) => {
        if (!(await deleteSecretRow(tx.db, id))) return false;
        await events.emit(tx, {
          type: 'secret.changed',
          subject: name,
          actor,
          data: { name, workspace_id, environment, change: 'removed', by: actor },
          ...(workspace_uid && workspace_id && { workspace: { id: workspace_uid, slug: workspace_id } }),
        });
        return true;
      });
      return { deleted };
    },

    /** For the worker only. */
    resolve,

    /** What a cache key is made of: secrets stand in it as HMAC, so a rotation is another key, and who reads the key learns nothing. */
    maskForDigest: (value: unknown, redactor: Redactor): unknown => redactor.maskForDigest(value, digest_key),

    /** Before an attempt renders its config: what the pipeline declares, as the step's environment has it. */
    open: async (names: readonly string[], place: SecretPlace): Promise<OpenSecrets> => {
      const { values, missing } = await resolve(names, place);
      const redactor = createRedactor(Object.entries(values).map(([name, value]) => ({ name, value })));
      return { values, missing, redactor };
    },
  };
}
export type Secrets = ReturnType<typeof createSecrets>;
