// Rows of promotions.
import type { ArtifactKind, EnvironmentName } from '@mockops/contract';
import type { Generated, Kysely } from 'kysely';
import type { Tables } from '../db/database.ts';
import { isUuid } from '../db/uuid.ts';

type PromotionTables = {
  promotions: {
    id: Generated<string>;
    workspace_id: string;
    entity_type: ArtifactKind;
    entity_id: string;
    version: number;
    previous_version: number | null;
    from_environment: EnvironmentName;
    to_environment: EnvironmentName;
    status: 'completed' | 'unchanged';
    promoted_by: string;
    comments: string | null;
    idempotency_key: string | null;
    created_at: Generated<Date>;
  };
};

const tables = (db: Kysely<Tables>) => db.withTables<PromotionTables>();

export type NewPromotion = Omit<PromotionTables['promotions'], 'id' | 'created_at'>;

export async function insertPromotion(db: Kysely<Tables>, row: NewPromotion) {
  return tables(db).insertInto('promotions').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findPromotionByKey(db: Kysely<Tables>, idempotency_key: string) {
  return tables(db)
    .selectFrom('promotions')
    .selectAll()
    .where('idempotency_key', '=', idempotency_key)
    .executeTakeFirst();
}

export async function findPromotionRow(db: Kysely<Tables>, workspace_id: string, id: string) {
  if (!isUuid(id)) return undefined;
  return tables(db)
    .selectFrom('promotions')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The newest that changed this entry of an environment. */
export async function findLastPromotion(
  db: Kysely<Tables>,
  workspace_id: string,
  entry: Pick<NewPromotion, 'entity_type' | 'entity_id' | 'to_environment'>,
) {
  return tables(db)
    .selectFrom('promotions')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('entity_type', '=', entry.entity_type)
    .where('entity_id', '=', entry.entity_id)
    .where('to_environment', '=', entry.to_environment)
    .where('status', '=', 'completed')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function listPromotionRows(db: Kysely<Tables>, workspace_id: string) {
  return tables(db)
    .selectFrom('promotions')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}
