// Reads facts for analytics; writes nothing. In: a scope. Out: rows that the reports of this folder put together.
// Every query is bound to the organisation and to workspaces, and served by request_counts_by_workspace or a primary key.
import type { EnvironmentName, TrafficClass } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from '../db/database.ts';
import type { Buckets, Window } from './window.ts';

export interface Scope extends Window {
  org_id: string;
  /** Ids, not slugs. */
  workspace_ids: string[];
  environment: EnvironmentName | null;
  /** Only requests of this CI run. */
  ci_run?: string | undefined;
}

type Db = Kysely<Tables>;

/** One consistent view of all tables, so that the parts of an answer add up while traffic is written. */
export function readSnapshot<T>(database: Database, work: (db: Db) => Promise<T>): Promise<T> {
  return database.transaction(async ({ db, client }) => {
    await client.query('set transaction isolation level repeatable read, read only');
    return work(db);
  });
}

const within = (scope: Scope) => sql`
  org_id = ${scope.org_id} and workspace_id = any(${scope.workspace_ids}::uuid[])
  and minute >= ${scope.from} and minute < ${scope.to}
  and (${scope.environment}::text is null or environment = ${scope.environment})
  and (${scope.ci_run ?? null}::text is null or ci_run = ${scope.ci_run ?? null})`;

const bucket = (scope: Scope, { seconds }: Buckets) =>
  sql`floor(extract(epoch from minute - ${scope.from}::timestamptz) / ${seconds}::int)::int`;

export interface ScenarioFact {
  workspace_id: string;
  scenario: string;
  bucket: number;
  count: number;
  ci: number;
  last_at: Date;
}

export async function loadScenarioFacts(db: Db, scope: Scope, buckets: Buckets): Promise<ScenarioFact[]> {
  const { rows } = await sql<ScenarioFact>`
    select workspace_id, scenario, ${bucket(scope, buckets)} as bucket, sum(count)::bigint as count,
      coalesce(sum(count) filter (where class = 'ci'), 0)::bigint as ci, max(last_at) as last_at
    from request_counts where ${within(scope)} and scenario is not null group by 1, 2, 3`.execute(db);
  return rows;
}

export interface SlotFact {
  weekday: number;
  hour: number;
  count: number;
}

/** Requests per weekday and hour of the zone; daylight saving time is the zone's. */
export async function loadHeatmap(db: Db, scope: Scope, only: 'all' | 'with_scenario'): Promise<SlotFact[]> {
  const { rows } = await sql<SlotFact>`
    select extract(isodow from minute at time zone ${scope.tz})::int as weekday,
      extract(hour from minute at time zone ${scope.tz})::int as hour, sum(count)::bigint as count
    from request_counts where ${within(scope)} ${only === 'all' ? sql`` : sql`and scenario is not null`}
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

export interface CiFact {
  workspace_id: string;
  persona: string | null;
  ci_run: string | null;
  count: number;
  last_at: Date;
}

export async function loadCiFacts(db: Db, scope: Scope): Promise<CiFact[]> {
  const { rows } = await sql<CiFact>`
    select workspace_id, persona, ci_run, sum(count)::bigint as count, max(last_at) as last_at
    from request_counts where ${within(scope)} and class = 'ci' group by 1, 2, 3`.execute(db);
  return rows;
}

export interface OperationRow {
  workspace_id: string;
  operation: string;
  method: string;
  path: string;
  operation_id: string | null;
  responses: string[];
  /** When the contract last gave it another meaning. */
  changed_at: Date;
}

/** The current inventory: the denominator of coverage and drift. */
export async function loadOperations(db: Db, scope: Scope): Promise<OperationRow[]> {
  const { rows } = await sql<OperationRow>`
    select workspace_id, operation, method, path, operation_id, responses, changed_at from contract_operations
    where workspace_id = any(${scope.workspace_ids}::uuid[]) order by workspace_id, operation`.execute(db);
  return rows;
}

export interface OperationFact {
  workspace_id: string;
  operation: string | null;
  status: number;
  count: number;
  ci: number;
  /** CI requests whose answer was not an injected fault. */
  evidence: number;
  last_ci_at: Date | null;
  last_at: Date;
}

export async function loadOperationFacts(db: Db, scope: Scope): Promise<OperationFact[]> {
  const { rows } = await sql<OperationFact>`
    select workspace_id, operation, status, sum(count)::bigint as count,
      coalesce(sum(count) filter (where class = 'ci'), 0)::bigint as ci,
      coalesce(sum(count) filter (where class = 'ci' and source <> 'chaos'), 0)::bigint as evidence,
      max(last_at) filter (where class = 'ci') as last_ci_at, max(last_at) as last_at
    from request_counts where ${within(scope)} group by 1, 2, 3`.execute(db);
  return rows;
}

export interface TestFact {
  workspace_id: string;
  operation: string;
  /** Distinct pairs of CI run and test. */
  tests: number;
}

export async function loadTestFacts(db: Db, scope: Scope): Promise<TestFact[]> {
  const { rows } = await sql<TestFact>`
    select workspace_id, operation, count(distinct (ci_run, test))::int as tests
    from request_counts where ${within(scope)} and class = 'ci' and operation is not null group by 1, 2`.execute(db);
  return rows;
}

export interface CheckFact {
  workspace_id: string;
  operation: string;
  bucket: number;
  checked: number;
  mismatched: number;
  last_at: Date;
}

export async function loadCheckFacts(db: Db, scope: Scope, buckets: Buckets): Promise<CheckFact[]> {
  const { rows } = await sql<CheckFact>`
    select workspace_id, operation, ${bucket(scope, buckets)} as bucket, sum(checked)::bigint as checked,
      sum(mismatched)::bigint as mismatched, max(last_at) as last_at
    from drift_checks where workspace_id = any(${scope.workspace_ids}::uuid[])
      and minute >= ${scope.from} and minute < ${scope.to}
      and (${scope.environment}::text is null or environment = ${scope.environment}) group by 1, 2, 3`.execute(db);
  return rows;
}

export interface LiveIncident {
  workspace_id: string;
  operation: string;
}

/** Incidents that were live when the window ended. */
export async function loadLiveIncidents(db: Db, scope: Scope): Promise<LiveIncident[]> {
  const { rows } = await sql<LiveIncident>`
    select workspace_id, operation from drift_incidents
    where org_id = ${scope.org_id} and workspace_id = any(${scope.workspace_ids}::uuid[])
      -- Empty: of an operation that the contract does not have, which is no mock that drifts.
      and checksum <> '' and detected_at < ${scope.to} and (resolved_at is null or resolved_at >= ${scope.to})
      and (${scope.environment}::text is null or environment = ${scope.environment})`.execute(db);
  return rows;
}

export interface LevelRow {
  workspace_id: string;
  environment: EnvironmentName;
  federation: string | null;
  service: string | null;
  /** null: the environment (for a service) or the default decides. */
  current_reality_level: string | null;
  last_updated_at: Date | null;
  /** Newest answer of the upstream that agreed with the contract there. */
  last_clean_at: Date | null;
}

/** Every environment and every federation service; the federations are of the same organisation as their workspaces. */
export async function loadLevels(db: Db, scope: Scope): Promise<LevelRow[]> {
  const { rows } = await sql<LevelRow>`
    with clean as (
      select workspace_id, environment, max(last_clean_at) as last_clean_at from drift_checks
      where workspace_id = any(${scope.workspace_ids}::uuid[]) group by 1, 2)
    select l.workspace_id, l.environment, l.federation, l.service, l.current_reality_level, l.last_updated_at, clean.last_clean_at
    from reality_level_staleness l left join clean using (workspace_id, environment)
    where l.workspace_id = any(${scope.workspace_ids}::uuid[])
      and (${scope.environment}::text is null or l.environment = ${scope.environment})`.execute(db);
  return rows;
}

export interface TrafficFact {
  bucket: number;
  class: TrafficClass;
  count: number;
  errors: number;
  unmatched: number;
  last_at: Date;
}

export async function loadTraffic(db: Db, scope: Scope, buckets: Buckets): Promise<TrafficFact[]> {
  const { rows } = await sql<TrafficFact>`
    select ${bucket(scope, buckets)} as bucket, class, sum(count)::bigint as count,
      coalesce(sum(count) filter (where status >= 500), 0)::bigint as errors,
      coalesce(sum(count) filter (where operation is null), 0)::bigint as unmatched, max(last_at) as last_at
    from request_counts where ${within(scope)} group by 1, 2`.execute(db);
  return rows;
}

export async function countRequests(db: Db, scope: Scope): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(count), 0)::bigint as total from request_counts where ${within(scope)}`.execute(db);
  return rows[0]?.total ?? 0;
}
