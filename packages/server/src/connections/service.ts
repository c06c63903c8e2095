// Connections: stored with sealed secrets, shown without them, opened only for the step that uses one. `•••` sent back means: as it is.
import {
  type Connection,
  type ConnectionInput,
  type ConnectionKind,
  ConnectionSettings,
  Problem,
  SECRET_SETTINGS,
} from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { HIDDEN, type NamedSecret, type Redactor } from '../secrets/redactor.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { deleteConnectionRow, listConnectionRows, upsertConnection } from './store.ts';

type SettingsOf<K extends ConnectionKind> = Extract<ConnectionSettings, { kind: K }>;

export function createConnections(options: {
  database: Database;
  org_id: string;
  workspaces: Pick<Workspaces, 'require'>;
  secrets: SecretBox;
  /** Of this process's log: it must not print what was opened here. */
  log_redactor: Redactor;
}) {
  const { database, org_id, workspaces, secrets, log_redactor } = options;

  function mapSecrets(
    settings: Record<string, unknown>,
    change: (text: string, key: string) => string,
  ): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [
        key,
        SECRET_SETTINGS.has(key) && typeof value === 'string' ? change(value, key) : value,
      ]),
    );
  }

  async function list(workspace?: string): Promise<Connection[]> {
    const workspace_uid = workspace === undefined ? undefined : (await workspaces.require(workspace)).id;
    return (await listConnectionRows(database.db, org_id, workspace_uid)).map(
      ({ workspace_uid: _, updated_at, settings, ...row }) => ({
        ...row,
        settings: mapSecrets(asRecord(settings), () => HIDDEN) as Connection['settings'],
        updated_at: updated_at.toISOString(),
      }),
    );
  }

  return {
    list,

    put: async (input: ConnectionInput & { workspace_id: string | null }): Promise<Connection> => {
      const workspace_id = input.workspace_id === null ? null : (await workspaces.require(input.workspace_id)).id;
      const before = (await listConnectionRows(database.db, org_id)).find(
        (row) => row.name === input.name && row.workspace_uid === workspace_id,
      );
      const id = await upsertConnection(database.db, {
        org_id,
        workspace_id,
        name: input.name,
        kind: input.settings.kind,
        settings: mapSecrets(input.settings, (text, key) => (text === HIDDEN ? keep(before, key) : secrets.seal(text))),
      });
      const saved = (await list()).find((row) => row.id === id);
      if (!saved) throw new Problem('not-found', `connection "${input.name}" vanished while it was saved`);
      return saved;
    },

    remove: async (id: string): Promise<{ deleted: boolean }> => {
      if (!(await deleteConnectionRow(database.db, org_id, id)))
        throw new Problem('not-found', `there is no connection "${id}"`);
      return { deleted: true };
    },

    /**
     * By name, else the workspace's first of that kind, else the organisation's. Secrets in clear: for the worker only, and hidden from then on in
     * what `redactor` shows of the step.
     */
    open: async <K extends ConnectionKind>(
      kind: K,
      where: { workspace: string | null; name?: string },
      redactor?: Redactor,
    ): Promise<SettingsOf<K> | undefined> => {
      const workspace_uid = where.workspace === null ? undefined : (await workspaces.require(where.workspace)).id;
      const rows = await listConnectionRows(database.db, org_id, workspace_uid);
      const visible = rows.filter((row) => row.workspace_uid === null || row.workspace_uid === workspace_uid);
      const row = visible.find((one) => one.kind === kind && (where.name === undefined || one.name === where.name));
      if (!row) return undefined;
      const settings = ConnectionSettings.parse(
        mapSecrets(asRecord(row.settings), (text) => (secrets.isSealed(text) ? secrets.open(text) : text)),
      );
      for (const { name, value } of secretsOfConnection(row.name, settings)) {
        log_redactor.add(name, value);
        redactor?.add(name, value);
      }
      return isKind(settings, kind) ? settings : undefined;
    },
  };
}
export type Connections = ReturnType<typeof createConnections>;

/** What must not be shown of an open connection. Of an address also the path, which errors may tell without the host. */
function secretsOfConnection(connection: string, settings: ConnectionSettings): NamedSecret[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    if (!SECRET_SETTINGS.has(key) || typeof value !== 'string') return [];
    const pathname = URL.parse(value)?.pathname ?? '';
    const values = [
      value,
      value.replace(/^whsec_/, ''),
      ...(key === 'webhook_url' && pathname.length > 12 ? [pathname] : []),
    ];
    return values.map((text) => ({ name: `${connection}.${key}`, value: text }));
  });
}

/** The sealed secret that is stored. */
function keep(before: { settings: unknown } | undefined, key: string): string {
  const value = asRecord(before?.settings)[key];
  if (typeof value !== 'string')
    throw new Problem(
      'bad-request',
      `settings.${key} is "${HIDDEN}", and no such secret is stored; send the secret itself`,
    );
  return value;
}

function isKind<K extends ConnectionKind>(settings: ConnectionSettings, kind: K): settings is SettingsOf<K> {
  return settings.kind === kind;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
