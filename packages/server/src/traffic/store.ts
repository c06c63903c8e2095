// The table of counted traffic. In: counts with their workspace's id. Out: rows that grew by them.
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables, Tx } from '../db/database.ts';
import { addTo, type Count } from './counts.ts';

/** Rows per statement: keeps one statement's parameters at a few megabytes. */
const CHUNK = 5_000;
/** Names come from request headers; a longer one is cut, and counted under what remains. */
const MAX_NAME = 200;

export interface CountRow extends Count {
  workspace_id: string;
}

/** Adds the counts to the stored ones. Rows are written in key order, so that two processes never wait for each other in a circle. */
export async function addCounts(tx: Tx, { org_id, rows }: { org_id: string; rows: CountRow[] }): Promise<void> {
  const keyed = mergeByKey(rows).sort((a, b) => a.minute - b.minute || (a.key < b.key ? -1 : 1));
  for (let from = 0; from < keyed.length; from += CHUNK) {
    const chunk = keyed.slice(from, from + CHUNK);
    const column = <K extends keyof (typeof chunk)[number]>(name: K) => chunk.map((row) => row[name]);
    await tx.client.query(INSERT, [
      org_id,
      chunk.map((row) => new Date(row.minute)),
      column('key'),
      column('workspace_id'),
      column('environment'),
      column('federation'),
      column('service'),
      column('operation'),
      column('status'),
      column('source'),
      column('reality'),
      column('scenario'),
      column('persona'),
      column('class'),
      column('ci_run'),
      column('test'),
      column('count'),
      column('duration_sum_ms'),
      column('duration_max_ms'),
      chunk.map((row) => new Date(row.last_at)),
    ]);
  }
}

const INSERT = `
  insert into request_counts (org_id, minute, key, workspace_id, environment, federation, service, operation, status, source, reality,
    scenario, persona, class, ci_run, test, count, duration_sum_ms, duration_max_ms, last_at)
  select $1::uuid, * from unnest($2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[], $18::float8[],
    $19::float8[], $20::timestamptz[])
  on conflict (minute, key) do update set
    count = request_counts.count + excluded.count,
    duration_sum_ms = request_counts.duration_sum_ms + excluded.duration_sum_ms,
    duration_max_ms = greatest(request_counts.duration_max_ms, excluded.duration_max_ms),
    last_at = greatest(request_counts.last_at, excluded.last_at)`;

/** Two names that differ only in what PostgreSQL text cannot hold become one row; a statement may touch a row only once. */
function mergeByKey(rows: CountRow[]): (CountRow & { key: string })[] {
  const merged = new Map<string, CountRow & { key: string }>();
  for (const row of rows) {
    const clean = {
      ...row,
      operation: storable(row.operation),
      federation: storable(row.federation),
      service: storable(row.service),
      scenario: storable(row.scenario),
      persona: storable(row.persona),
      ci_run: storable(row.ci_run),
      test: storable(row.test),
    };
    const key = digestOf(clean);
    const place = `${row.minute} ${key}`;
    const known = merged.get(place);
    if (known) addTo(known, row);
    else merged.set(place, { ...clean, key });
  }
  return [...merged.values()];
}

function storable(text: string | null): string | null {
  return text === null ? null : text.slice(0, MAX_NAME).replaceAll('\0', '\uFFFD').toWellFormed();
}

function digestOf(row: CountRow): string {
  const { workspace_id, environment, federation, service, operation, status, source, reality } = row;
  const { scenario, persona, class: trafficClass, ci_run, test } = row;
  const dimensions = [workspace_id, environment, federation, service, operation, status, source, reality];
  return createHash('sha256')
    .update(JSON.stringify([...dimensions, scenario, persona, trafficClass, ci_run, test]))
    .digest('hex')
    .slice(0, 32);
}

export async function currentTransaction(tx: Tx): Promise<string> {
  const { rows } = await tx.client.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL gave no transaction id');
  return row.xid;
}

export interface ServiceTraffic {
  requests_24h: number;
  errors_24h: number;
  last_request_at: Date | null;
}

/** Per service of a federation, its traffic of the last 24 hours. */
export async function readServiceTraffic(
  db: Kysely<Tables>,
  org_id: string,
  federation: string,
): Promise<Map<string, ServiceTraffic>> {
  const { rows } = await sql<ServiceTraffic & { service: string }>`
    select service, sum(count)::bigint as requests_24h, coalesce(sum(count) filter (where status >= 500), 0)::bigint as errors_24h,
      max(last_at) as last_request_at
    from request_counts
    where org_id = ${org_id} and minute > now() - interval '24 hours' and federation = ${federation} and service is not null
    group by service`.execute(db);
  return new Map(rows.map(({ service, ...traffic }) => [service, traffic]));
}
