// Files that one step made and another reads, by their digest. In: path → text. Out: a reference, small enough for outputs.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/database.ts';
import { storableJson } from '../../db/storable.ts';
import { canonicalJson, sha256 } from '../../digest.ts';

type Db = Kysely<Tables>;
const Files = z.record(z.string(), z.string());

/** `files:<sha-256>` */
export const FileSetReference = z
  .string()
  .regex(/^files:[0-9a-f]{64}$/, 'write a reference to files, as steps give it out: files:<digest>');

/** Outputs are cached for at most as long; then nobody can name a set any more that nobody used, but for the newest SDKs. */
const KEPT_DAYS = 90;

export function referenceOf(files: Record<string, string>): string {
  return `files:${sha256(canonicalJson(files))}`;
}

export async function saveFileSet(db: Db, org_id: string, files: Record<string, string>): Promise<string> {
  const reference = referenceOf(files);
  // SDKs have ten megabytes and more: others get their turn between two walks over them.
  await nextTurn();
  await sql`
    insert into file_sets (org_id, digest, files) values (${org_id}, ${reference.slice(6)}, ${storableJson(files)}::jsonb)
    on conflict (org_id, digest) do update set used_at = now()`.execute(db);
  return reference;
}

/** Undefined when there is none of that name, or none any more. */
export async function findFileSet(
  db: Db,
  org_id: string,
  reference: string,
): Promise<Record<string, string> | undefined> {
  const { rows } = await sql<{ files: unknown }>`
    update file_sets set used_at = now() where org_id = ${org_id} and digest = ${reference.slice(6)} returning files`.execute(
    db,
  );
  return rows[0] && Files.parse(rows[0].files);
}

export async function sweepFileSets(db: Db): Promise<void> {
  await sql`
    delete from file_sets where used_at < now() - ${KEPT_DAYS} * interval '1 day'
      and not exists (select from sdk_generations where artifact = 'files:' || file_sets.digest)`.execute(db);
}
