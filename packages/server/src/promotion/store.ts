// Rows of promotions.
import type { ArtifactKind, EnvironmentName } from '@mockops/contract';
import type { Generated, Kysely } from 'kysely';
import type { Tables } from '../db/database.ts';

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

export async function listPromotionRows(db: Kysely<Tables>, workspace_id: string) {
  return tables(db)
    .selectFrom('promotions')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}
