// Incidents as people see them: listed, acknowledged, resolved. In: the API's query. Out: the contract's DriftIncident.
import type { DriftFinding, DriftIncident, EnvironmentName } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables, Tx } from '../db/database.ts';
import { UNDOCUMENTED } from './store.ts';

interface IncidentRow {
  id: string;
  workspace: string;
  environment: EnvironmentName;
  operation: string;
  severity: DriftIncident['severity'];
  status: DriftIncident['status'];
  detected_at: Date;
  last_seen_at: Date;
  resolved_at: Date | null;
  resolution: string | null;
}

type FindingRow = Omit<DriftFinding, 'first_seen_at' | 'last_seen_at'> & {
  incident_id: string;
  first_seen_at: Date;
  last_seen_at: Date;
};

export interface IncidentFilter {
  org_id: string;
  /** Slug or id. */
  workspace_id?: string | undefined;
  incidents?: string[] | undefined;
  status?: DriftIncident['status'] | undefined;
  limit: number;
}

export async function selectIncidents(db: Kysely<Tables>, filter: IncidentFilter): Promise<DriftIncident[]> {
  const { org_id, workspace_id = null, incidents = null, status = null, limit } = filter;
  const { rows } = await sql<IncidentRow>`
    select i.id, w.slug as workspace, i.environment, i.operation, i.severity, i.status, i.detected_at, i.last_seen_at, i.resolved_at,
      i.resolution
    from drift_incidents i join workspaces w on w.id = i.workspace_id
    where i.org_id = ${org_id}
      and (${workspace_id}::text is null or w.slug = ${workspace_id} or w.id::text = ${workspace_id})
      and (${incidents}::text[] is null or i.id::text = any(${incidents}::text[]))
      and (${status}::text is null or i.status = ${status})
    order by i.detected_at desc, i.id limit ${limit}`.execute(db);
  const findings = await sql<FindingRow>`
    select incident_id, id, mismatch_type, path, severity, breaking, description, expected, actual, count, first_seen_at, last_seen_at
    from drift_findings where incident_id = any(${rows.map((row) => row.id)}::uuid[])
    order by array_position(array['critical', 'high', 'medium', 'low'], severity), path, id`.execute(db);
  const byIncident = Map.groupBy(findings.rows, (finding) => finding.incident_id);
  return rows.map((row) => toIncident(row, byIncident.get(row.id) ?? []));
}

function toIncident(row: IncidentRow, findings: FindingRow[]): DriftIncident {
  const { workspace, operation, detected_at, last_seen_at, resolved_at, ...rest } = row;
  const [method = '', endpoint = ''] = operation.split(' ', 2);
  return {
    ...rest,
    workspace_id: workspace,
    operation,
    method,
    endpoint,
    detected_at: detected_at.toISOString(),
    last_seen_at: last_seen_at.toISOString(),
    resolved_at: resolved_at?.toISOString() ?? null,
    findings: findings.map(({ incident_id: _, ...finding }) => ({
      ...finding,
      first_seen_at: finding.first_seen_at.toISOString(),
      last_seen_at: finding.last_seen_at.toISOString(),
    })),
  };
}

export interface Decision {
  id: string;
  status: 'acknowledged' | 'resolved';
  actor: string;
  now: Date;
}

/** False when the incident is resolved already: it does not come back to life, the next mismatch opens another. */
export async function decideIncident(tx: Tx, { id, status, actor, now }: Decision): Promise<boolean> {
  const resolved = status === 'resolved';
  const { numAffectedRows } = await sql`
    update drift_incidents set status = ${status}, resolved_at = ${resolved ? now : null},
      resolution = ${resolved ? `resolved by ${actor}` : null}
    where id = ${id} and status <> 'resolved'`.execute(tx.db);
  return numAffectedRows === 1n;
}

export async function workspaceExists(db: Kysely<Tables>, org_id: string, workspace: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from workspaces where org_id = ${org_id} and (slug = ${workspace} or id::text = ${workspace})`.execute(db);
  return rows.length > 0;
}

/** Operations with a live incident. */
export async function listDrifting(db: Kysely<Tables>, workspace_id: string, environment: string): Promise<string[]> {
  const { rows } = await sql<{ operation: string }>`
    select distinct operation from drift_incidents
    where workspace_id = ${workspace_id} and environment = ${environment} and status <> 'resolved' and checksum <> ${UNDOCUMENTED}
    order by operation`.execute(db);
  return rows.map((row) => row.operation);
}

/** Workspace id → operations with a live incident. */
export async function countDrifting(db: Kysely<Tables>, workspace_ids: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ workspace_id: string; count: number }>`
    select workspace_id, count(distinct operation)::int as count from drift_incidents
    where workspace_id = any(${workspace_ids}::uuid[]) and status <> 'resolved' and checksum <> ${UNDOCUMENTED}
    group by workspace_id`.execute(db);
  return new Map(rows.map((row) => [row.workspace_id, row.count]));
}
