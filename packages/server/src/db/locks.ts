// Locks on names: of things that are not there yet, so that no row can be locked. Held until the transaction ends.
import { type Kysely, sql } from 'kysely';
import type { Tables } from './database.ts';

/** Workspaces and federations of an organisation share one namespace, and so one lock per name. Taken before any row is locked. */
export async function lockName(
  db: Kysely<Tables>,
  kind: 'workspace or federation' | 'pipeline',
  org_id: string,
  name: string,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind} ${org_id} ${name}`}, 0))`.execute(db);
}
