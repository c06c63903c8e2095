// What a `call` step asks: start the run of another pipeline, once, and see how it ended. Secrets are handed on by name only: what the called pipeline
// reads must be named by the step, and declared by the calling pipeline. In: the call. Out: the called run as it stands.
import { PipelineDocument, Problem } from '@mockops/contract';
import { z } from 'zod';
import type { Database, Tx } from '../../db/database.ts';
import type { CalledRun, Calls } from '../steps/waiting.ts';
import type { createCalls } from '../triggers/calls.ts';
import { findCallable } from './store.ts';

const RunOutputs = z.record(z.string(), z.json());
const Reader = z.looseObject({ secrets: PipelineDocument.shape.secrets });

export function createCallPort(options: {
  database: Database;
  org_id: string;
  startCall: ReturnType<typeof createCalls>;
}): Calls {
  const { database, org_id, startCall } = options;

  async function find(execution_id: string, db = database.db): Promise<CalledRun | undefined> {
    const run = await findCallable(db, org_id, execution_id);
    if (!run) return undefined;
    const { number, status, outputs, error_message: message } = run;
    const ended = run.completed_at ? { outputs: RunOutputs.parse(outputs ?? {}), message } : null;
    return { execution_id, number, status, ended };
  }

  async function requireSecrets(tx: Tx, caller_id: string, called_id: string, named: string[]): Promise<void> {
    const caller = await findCallable(tx.db, org_id, caller_id);
    const called = await findCallable(tx.db, org_id, called_id);
    const declared = Reader.parse(caller?.definition ?? {}).secrets ?? [];
    const foreign = named.filter((name) => !declared.includes(name));
    if (foreign.length > 0)
      throw new Problem(
        'conflict',
        `pipeline "${caller?.pipeline_name}" does not declare the secret "${foreign.join('", "')}"; add it to its secrets`,
      );
    const missing = (Reader.parse(called?.definition ?? {}).secrets ?? []).filter((name) => !named.includes(name));
    if (missing.length > 0)
      throw new Problem(
        'conflict',
        `pipeline "${called?.pipeline_name}" reads the secret "${missing.join('", "')}"; name it in the step's secrets`,
      );
  }

  return {
    find: (execution_id) => find(execution_id),
    start: ({ secrets, ...call }) =>
      database.transaction(async (tx) => {
        const execution_id = await startCall(tx, call);
        // After the start, so that it is the very definition that runs; a refusal takes the run back with the transaction.
        await requireSecrets(tx, call.from.execution_id, execution_id, secrets);
        const run = await find(execution_id, tx.db);
        if (!run) throw new Error(`the called run ${execution_id} has no row`);
        return run;
      }),
  };
}
