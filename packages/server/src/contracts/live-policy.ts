// The policy that a workspace has in dev now; without a file, the defaults.
import { SchemaPolicy } from '@mockops/contract';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/database.ts';
import type { EnvironmentRow } from '../environments/store.ts';
import { readEntries } from '../workspaces/store.ts';
import { POLICY_FILE, readPolicyFile } from './policy.ts';

export async function livePolicy(
  db: Kysely<Tables>,
  workspace: { id: string },
  { entries }: EnvironmentRow,
): Promise<SchemaPolicy> {
  const key = `config/${POLICY_FILE}`;
  const version = entries[key];
  const [row] = version === undefined ? [] : await readEntries(db, workspace.id, { [key]: version });
  const read = row && readPolicyFile(row.content);
  return read?.ok ? read.value : SchemaPolicy.parse({});
}
