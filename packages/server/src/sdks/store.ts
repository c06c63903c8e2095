// Rows of generated SDKs: the newest per workspace, folder and language.
import { SdkEvidence } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../db/database.ts';

type Db = Kysely<Tables>;

export interface SdkPlace {
  workspace_id: string;
  output: string;
  language: string;
}

export interface SdkGeneration {
  /** Of the contract in dev; null when it was generated from elsewhere. */
  revision: number | null;
  digest: string;
}

export interface SdkContent {
  /** `files:<digest>`; null: made before its files were kept. */
  artifact: string | null;
  file_count: number;
  verified: SdkEvidence | null;
}

export interface SdkRow extends SdkGeneration, SdkContent {
  output: string;
  language: string;
  generated_at: Date;
}

export async function listSdks(db: Db, workspace_id: string): Promise<SdkRow[]> {
  const { rows } = await sql<Omit<SdkRow, 'verified'> & { verified: unknown }>`
    select output, language, revision, digest, artifact, file_count, verified, generated_at from sdk_generations
    where workspace_id = ${workspace_id} order by output, language`.execute(db);
  return rows.map((row) => ({ ...row, verified: SdkEvidence.nullable().parse(row.verified) }));
}

export async function findSdk(
  db: Db,
  { workspace_id, output, language }: SdkPlace,
): Promise<SdkGeneration | undefined> {
  const { rows } = await sql<SdkGeneration>`
    select revision, digest from sdk_generations
    where workspace_id = ${workspace_id} and output = ${output} and language = ${language}`.execute(db);
  return rows[0];
}

/** False when an SDK of a newer revision is there: nothing was written then. */
export async function saveSdk(db: Db, sdk: SdkPlace & SdkGeneration & Partial<SdkContent>): Promise<boolean> {
  const { artifact = null, file_count = 0, verified = null } = sdk;
  const { rows } = await sql`
    insert into sdk_generations (workspace_id, output, language, revision, digest, artifact, file_count, verified)
    values (${sdk.workspace_id}, ${sdk.output}, ${sdk.language}, ${sdk.revision}, ${sdk.digest}, ${artifact}, ${file_count},
      ${verified === null ? null : JSON.stringify(verified)})
    on conflict (workspace_id, output, language) do update
      set revision = coalesce(excluded.revision, sdk_generations.revision), digest = excluded.digest, generated_at = now(),
        artifact = excluded.artifact, file_count = excluded.file_count, verified = excluded.verified
      where sdk_generations.revision is null or excluded.revision is null or excluded.revision >= sdk_generations.revision
    returning 1`.execute(db);
  return rows.length > 0;
}

/** The newest revision that any SDK of the workspace was generated from. */
export async function lastGeneratedRevision(db: Db, workspace_id: string): Promise<number | null> {
  const { rows } = await sql<{ revision: number | null }>`
    select max(revision) as revision from sdk_generations where workspace_id = ${workspace_id}`.execute(db);
  return rows[0]?.revision ?? null;
}
