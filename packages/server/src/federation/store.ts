// Rows of federations and their services.
import type { EnvironmentName, FederationService, RealityLevel } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type FederationTables = {
  federations: {
    id: Generated<string>;
    org_id: string;
    name: string;
    description: string | null;
    environment: EnvironmentName;
    revision: Generated<number>;
    digest: string;
    updated_at: Generated<Date>;
  };
  federation_services: {
    id: Generated<string>;
    federation_id: string;
    position: number;
    service_name: string;
    workspace_id: string;
    base_path: string;
    reality_level: RealityLevel | null;
    config: unknown;
    reality_set_at: Date | null;
  };
  workspaces: { id: string; slug: string };
};

const tables = (db: Kysely<Tables>) => db.withTables<FederationTables>();
type Db = Kysely<Tables>;

export interface FederationRow {
  id: string;
  name: string;
  description: string | null;
  environment: EnvironmentName;
  revision: number;
  digest: string;
  updated_at: Date;
}

export interface ServiceRow {
  service: FederationService;
  workspace_uid: string;
  reality_set_at: Date | null;
}

const COLUMNS = ['id', 'name', 'description', 'environment', 'revision', 'digest', 'updated_at'] as const;

export async function listFederationRows(db: Db, org_id: string): Promise<FederationRow[]> {
  return tables(db).selectFrom('federations').select(COLUMNS).where('org_id', '=', org_id).orderBy('name').execute();
}

export async function findFederation(db: Db, org_id: string, reference: string): Promise<FederationRow | undefined> {
  return tables(db)
    .selectFrom('federations')
    .select(COLUMNS)
    .where('org_id', '=', org_id)
    .where((where) => where.or([where('name', '=', reference), where(sql<string>`id::text`, '=', reference)]))
    .executeTakeFirst();
}

/** Serialises writers of one federation; the row is read again under the lock. Undefined when it was removed meanwhile. */
export async function lockFederation(db: Db, id: string): Promise<FederationRow | undefined> {
  return tables(db).selectFrom('federations').select(COLUMNS).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

export async function listServiceRows(db: Db, federation_id: string): Promise<ServiceRow[]> {
  const rows = await tables(db)
    .selectFrom('federation_services')
    .innerJoin('workspaces', 'workspaces.id', 'federation_services.workspace_id')
    .select([
      'service_name',
      'slug',
      'workspaces.id as workspace_uid',
      'base_path',
      'reality_level',
      'config',
      'reality_set_at',
    ])
    .where('federation_id', '=', federation_id)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    workspace_uid: row.workspace_uid,
    reality_set_at: row.reality_set_at,
    service: {
      name: row.service_name,
      workspace_id: row.slug,
      base_path: row.base_path,
      ...(row.reality_level && { reality_level: row.reality_level }),
      // Written by saveServices from a FederationService.
      ...(row.config as Pick<FederationService, 'blend_ratio' | 'upstream_url' | 'chaos' | 'dependencies'>),
    },
  }));
}

export async function upsertFederation(
  db: Db,
  row: { org_id: string; name: string; description: string | null; environment: EnvironmentName; digest: string },
): Promise<FederationRow> {
  return tables(db)
    .insertInto('federations')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'name']).doUpdateSet({
        description: row.description,
        environment: row.environment,
        digest: row.digest,
        revision: sql`federations.revision + 1`,
        updated_at: sql`now()`,
      }),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** The services become exactly these; a level that stays keeps the time at which it was set. */
export async function saveServices(
  db: Db,
  federation_id: string,
  services: { service: FederationService; workspace_uid: string }[],
): Promise<void> {
  const before = new Map((await listServiceRows(db, federation_id)).map((row) => [row.service.name, row]));
  await tables(db).deleteFrom('federation_services').where('federation_id', '=', federation_id).execute();
  const values = services.map(({ service, workspace_uid }, position) => {
    const { name, workspace_id: _, base_path, reality_level, ...config } = service;
    const kept = before.get(name);
    const same = kept !== undefined && kept.service.reality_level === reality_level;
    return {
      federation_id,
      position,
      service_name: name,
      workspace_id: workspace_uid,
      base_path,
      reality_level: reality_level ?? null,
      config: JSON.stringify(config),
      reality_set_at: reality_level === undefined ? null : same ? kept.reality_set_at : sql<Date>`now()`,
    };
  });
  await tables(db).insertInto('federation_services').values(values).execute();
}

export async function deleteFederationRow(db: Db, id: string): Promise<boolean> {
  const result = await tables(db).deleteFrom('federations').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
