// Rows of promotions and holds.
import type { ArtifactKind, EnvironmentName } from '@mockops/contract';
import { type Generated, type Kysely, sql } from 'kysely';
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
    status: 'completed' | 'unchanged' | 'held';
    promoted_by: string;
    comments: string | null;
    idempotency_key: string | null;
    created_at: Generated<Date>;
  };
  holds: {
    workspace_id: string;
    entity_type: ArtifactKind;
    entity_id: string;
    environment: EnvironmentName;
    reason: string;
    version: number | null;
    set_by: string;
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

export interface HeldEntry {
  entity_type: ArtifactKind;
  entity_id: string;
  environment: EnvironmentName;
}

export interface HoldRow extends HeldEntry {
  version: number | null;
  reason: string;
  set_by: string;
  created_at: Date;
}

const HOLD_COLUMNS = ['entity_type', 'entity_id', 'environment', 'version', 'reason', 'set_by', 'created_at'] as const;

export async function findHoldRow(
  db: Kysely<Tables>,
  workspace_id: string,
  { entity_type, entity_id, environment }: HeldEntry,
): Promise<HoldRow | undefined> {
  return tables(db)
    .selectFrom('holds')
    .select(HOLD_COLUMNS)
    .where('workspace_id', '=', workspace_id)
    .where('entity_type', '=', entity_type)
    .where('entity_id', '=', entity_id)
    .where('environment', '=', environment)
    .executeTakeFirst();
}

export async function listHoldRows(db: Kysely<Tables>, workspace_id: string): Promise<HoldRow[]> {
  return tables(db)
    .selectFrom('holds')
    .select(HOLD_COLUMNS)
    .where('workspace_id', '=', workspace_id)
    .orderBy('created_at', 'desc')
    .execute();
}

/** The newest decision about an entry stands. */
export async function saveHold(
  db: Kysely<Tables>,
  workspace_id: string,
  hold: Omit<HoldRow, 'created_at'>,
): Promise<void> {
  const { version, reason, set_by } = hold;
  await tables(db)
    .insertInto('holds')
    .values({ workspace_id, ...hold })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'entity_type', 'entity_id', 'environment'])
        .doUpdateSet({ version, reason, set_by, created_at: sql`now()` }),
    )
    .execute();
}

export async function deleteHold(
  db: Kysely<Tables>,
  workspace_id: string,
  { entity_type, entity_id, environment }: HeldEntry,
): Promise<boolean> {
  const result = await tables(db)
    .deleteFrom('holds')
    .where('workspace_id', '=', workspace_id)
    .where('entity_type', '=', entity_type)
    .where('entity_id', '=', entity_id)
    .where('environment', '=', environment)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
