// Runs as the steps that call them see them.
import type { RunStatus } from '@mockops/contract';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/database.ts';
import { isUuid } from '../../db/uuid.ts';

type CallTables = {
  pipeline_executions: {
    id: string;
    org_id: string;
    number: number;
    pipeline_name: string;
    definition: unknown;
    status: RunStatus;
    outputs: unknown;
    error_message: string | null;
    completed_at: Date | null;
  };
};

export async function findCallable(db: Kysely<Tables>, org_id: string, id: string) {
  if (!isUuid(id)) return undefined;
  return db
    .withTables<CallTables>()
    .selectFrom('pipeline_executions')
    .select(['id', 'number', 'pipeline_name', 'definition', 'status', 'outputs', 'error_message', 'completed_at'])
    .where('id', '=', id)
    .where('org_id', '=', org_id)
    .executeTakeFirst();
}
