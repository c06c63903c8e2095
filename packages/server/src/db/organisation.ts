// The organisation that this installation serves.
import { type Generated, type Kysely, sql } from 'kysely';
import type { Tables } from './database.ts';

type OrganisationTables = { organisations: { id: Generated<string>; slug: string } };

export async function ensureOrganisation(db: Kysely<Tables>, slug: string): Promise<string> {
  const row = await db
    .withTables<OrganisationTables>()
    .insertInto('organisations')
    .values({ slug })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ slug: sql`excluded.slug` }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
