// The database of a benchmark's server, from its home: to write events as producers do, and to read what came of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface Home {
  query: <T>(text: string, values?: unknown[]) => Promise<T[]>;
  /** `count` events of a type, in one transaction, and the notification that producers send after theirs. */
  insertEvents: (type: string, count: number, workspace_id?: string) => Promise<void>;
  /** Until so many runs of these pipelines have ended. */
  ended: (pipelines: string[], count: number) => Promise<void>;
  close: () => Promise<void>;
}

const LIMIT_MS = 120_000;

export async function openHome(home: string): Promise<Home> {
  const secret = readFileSync(path.join(home, 'pg18', 'mockops.secret'), 'utf8');
  const port = readFileSync(path.join(home, 'pg18', 'postmaster.pid'), 'utf8').split('\n')[3];
  const client = new pg.Client({ connectionString: `postgres://mockops:${secret}@127.0.0.1:${port}/postgres` });
  await client.connect();
  const query: Home['query'] = async (text, values = []) => (await client.query(text, values)).rows;
  const [organisation] = await query<{ id: string }>('select id from organisations');
  if (!organisation) throw new Error(`${home} has no organisation`);
  return {
    query,
    insertEvents: async (type, count, workspace_id) => {
      await query(
        `with ids as (select gen_random_uuid() as id from generate_series(1, $4::int)),
         written as (
           insert into events (id, org_id, workspace_id, type, source, actor, correlation_id, depth, data)
           select id, $1, $2, $3, 'mockops', 'bench', id, 0, '{}' from ids returning id)
         insert into event_dispatches (org_id, event_id, workspace_id) select $1, id, $2 from written`,
        [organisation.id, workspace_id ?? null, type, count],
      );
      await query(`select pg_notify('events', '')`);
    },
    ended: async (pipelines, count) => {
      for (const until = Date.now() + LIMIT_MS; Date.now() < until; await sleep(50)) {
        const [row] = await query<{ ended: number }>(
          'select count(*)::int as ended from pipeline_executions where pipeline_name = any($1) and completed_at is not null',
          [pipelines],
        );
        if (row && row.ended >= count) return;
      }
      throw new Error(`${count} runs of ${pipelines.join(', ')} did not end within ${LIMIT_MS / 1_000} s`);
    },
    close: () => client.end(),
  };
}
