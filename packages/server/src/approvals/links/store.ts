// Rows of one-time links: by them a person decides an approval, or the outside calls a waiting step back.
import type { JsonObject } from '@mockops/pipelines';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { storableJson } from '../../db/storable.ts';

type LinkTables = {
  one_time_links: {
    digest: string;
    org_id: string;
    kind: 'approval' | 'callback';
    subject: unknown;
    actor: string | null;
    expires_at: Date | null;
    used_at: Date | null;
    payload: unknown;
    delivered_at: Date | null;
    created_at: Date;
  };
};

type Db = Kysely<Tables>;
const links = (db: Db) => db.withTables<LinkTables>();

const COLUMNS = ['digest', 'subject', 'actor', 'expires_at', 'used_at', 'payload', 'delivered_at'] as const;

export interface NewLink {
  digest: string;
  org_id: string;
  kind: 'approval' | 'callback';
  subject: Record<string, string>;
  actor: string | null;
  expires_at: Date | null;
  created_at: Date;
}

/** An unused one that is there lives as long as the new one would. */
export async function saveLink(db: Db, { subject, ...link }: NewLink): Promise<void> {
  await links(db)
    .insertInto('one_time_links')
    .values({ ...link, subject: storableJson(subject), used_at: null, payload: null, delivered_at: null })
    .onConflict((conflict) =>
      conflict
        .column('digest')
        .doUpdateSet({ expires_at: link.expires_at })
        .where('one_time_links.used_at', 'is', null),
    )
    .execute();
}

export type LinkRow = NonNullable<Awaited<ReturnType<typeof findLink>>>;

function find(db: Db, org_id: string, kind: 'approval' | 'callback', digest: string) {
  return links(db)
    .selectFrom('one_time_links')
    .select(COLUMNS)
    .where('digest', '=', digest)
    .where('org_id', '=', org_id)
    .where('kind', '=', kind);
}

export async function findLink(db: Db, org_id: string, kind: 'approval' | 'callback', digest: string) {
  return find(db, org_id, kind, digest).executeTakeFirst();
}

export async function lockLink(
  db: Db,
  org_id: string,
  kind: 'approval' | 'callback',
  digest: string,
): Promise<LinkRow | undefined> {
  return find(db, org_id, kind, digest).forUpdate().executeTakeFirst();
}

export async function useLink(db: Db, digest: string, used_at: Date, payload: JsonObject | null): Promise<void> {
  await links(db)
    .updateTable('one_time_links')
    .set({ used_at, payload: payload && storableJson(payload) })
    .where('digest', '=', digest)
    .execute();
}

export async function markLinkDelivered(db: Db, digest: string, delivered_at: Date): Promise<void> {
  await links(db).updateTable('one_time_links').set({ delivered_at }).where('digest', '=', digest).execute();
}

export async function listCallbackLinks(db: Db, org_id: string, execution_id: string): Promise<LinkRow[]> {
  return links(db)
    .selectFrom('one_time_links')
    .select(COLUMNS)
    .where('org_id', '=', org_id)
    .where('kind', '=', 'callback')
    .where(sql<SqlBool>`subject ->> 'execution_id' = ${execution_id}`)
    .orderBy('created_at')
    .execute();
}

/** Called, while the step was not waiting yet. */
export async function listUndeliveredCallbacks(db: Db, org_id: string, limit: number): Promise<LinkRow[]> {
  return links(db)
    .selectFrom('one_time_links')
    .select(COLUMNS)
    .where('org_id', '=', org_id)
    .where('kind', '=', 'callback')
    .where('used_at', 'is not', null)
    .where('delivered_at', 'is', null)
    .orderBy('used_at')
    .limit(limit)
    .execute();
}
