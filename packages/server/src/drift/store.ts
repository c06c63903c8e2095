// The tables of drift: checks, incidents, findings and the state of the budget. `workspaces` is read for slugs only.
// Every writer of one (workspace, environment) first takes its budget row's lock, so read-modify-write below is safe between processes.
import type { DriftFinding, EnvironmentName } from '@mockops/contract';
import { type MismatchType, shapeOfOperation } from '@mockops/schema';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { storableJson, storableText } from '../db/storable.ts';
import type { BudgetState, LiveDrift } from './budget.ts';
import { type Finding, findingKey, type OperationEvidence } from './evidence.ts';

/** So many checked answers of the operation without a finding, in a row, and it no longer counts. */
const CLEAN_ANSWERS = 20;
/** Checksum of an operation that the contract does not have. */
export const UNDOCUMENTED = '';
/** Live incidents of such operations per environment: a path with data in it must not fill the list. */
const MAX_UNDOCUMENTED = 50;
/** Findings kept per incident: an answer with random member names must not fill the disk. */
const MAX_FINDINGS = 200;

export interface Place {
  workspace_uid: string;
  environment: EnvironmentName;
}

const at = ({ workspace_uid, environment }: Place) =>
  sql`workspace_id = ${workspace_uid} and environment = ${environment}`;
const byWorst = sql`array_position(array['critical', 'high', 'medium', 'low'], f.severity)`;

export async function lockBudget(tx: Tx, place: Place): Promise<BudgetState> {
  await sql`insert into drift_budget_states (workspace_id, environment, exceeded, crossings)
    values (${place.workspace_uid}, ${place.environment}, false, 0) on conflict do nothing`.execute(tx.db);
  const { rows } = await sql<BudgetState>`
    select exceeded, crossings from drift_budget_states where ${at(place)} for update`.execute(tx.db);
  const [row] = rows;
  if (!row) throw new Error(`the workspace ${place.workspace_uid} was deleted while its drift was written`);
  return row;
}

export async function saveBudget(tx: Tx, place: Place, state: BudgetState, now: Date): Promise<void> {
  await sql`update drift_budget_states set exceeded = ${state.exceeded}, crossings = ${state.crossings}, updated_at = ${now}
    where ${at(place)}`.execute(tx.db);
}

export async function addChecks(tx: Tx, place: Place, evidence: OperationEvidence[]): Promise<void> {
  const rows = evidence.flatMap(({ operation, minutes }) => minutes.map((minute) => ({ operation, ...minute })));
  await sql`
    insert into drift_checks (workspace_id, environment, operation, minute, checked, mismatched, last_at, last_clean_at)
    select ${place.workspace_uid}::uuid, ${place.environment}, c.operation, to_timestamp(c.minute / 1e3), c.checked, c.mismatched,
      to_timestamp(c.last_at / 1e3), to_timestamp(c.last_clean_at / 1e3)
    from jsonb_to_recordset(${storableJson(rows)}::jsonb)
      as c(operation text, minute float8, checked bigint, mismatched bigint, last_at float8, last_clean_at float8)
    on conflict (workspace_id, environment, operation, minute) do update set
      checked = drift_checks.checked + excluded.checked,
      mismatched = drift_checks.mismatched + excluded.mismatched,
      last_at = greatest(drift_checks.last_at, excluded.last_at),
      last_clean_at = greatest(drift_checks.last_clean_at, excluded.last_clean_at)`.execute(tx.db);
}

/** Ends the incidents of operations that the contract no longer has in the form that the answers differed from. */
export async function resolveChanged(
  tx: Tx,
  place: Place,
  checksums: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  // Live incidents are few; a contract may have thousands of operations, so the comparison is made here.
  const { rows } = await sql<{ id: string; operation: string; checksum: string }>`
    select id, operation, checksum from drift_incidents where ${at(place)} and status <> 'resolved'`.execute(tx.db);
  const isUndocumented = rows.some(({ checksum }) => checksum === UNDOCUMENTED);
  const documented = new Set(isUndocumented ? [...checksums.keys()].map(shapeOfOperation) : []);
  const changed = rows
    .filter(({ operation, checksum }) =>
      checksum === UNDOCUMENTED ? documented.has(shapeOfOperation(operation)) : checksums.get(operation) !== checksum,
    )
    .map(({ id }) => id);
  if (changed.length === 0) return;
  await sql`
    update drift_incidents set status = 'resolved', resolved_at = ${now}, resolution = 'contract changed'
    where id = any(${changed}::uuid[])`.execute(tx.db);
}

/** Of these operations, those that have an incident or may still get one. */
export async function undocumentedRoom(tx: Tx, place: Place, operations: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ operation: string }>`
    select operation from drift_incidents where ${at(place)} and status <> 'resolved' and checksum = ${UNDOCUMENTED}`.execute(
    tx.db,
  );
  const live = new Set(rows.map(({ operation }) => operation));
  const fresh = operations.filter((operation) => !live.has(operation));
  return new Set([...live, ...fresh.slice(0, Math.max(0, MAX_UNDOCUMENTED - live.size))]);
}

/** Adds the answers to the streak of every live finding; findings that they showed again are set back by `addFindings`. */
export async function ageFindings(tx: Tx, place: Place, evidence: OperationEvidence[]): Promise<void> {
  const rows = storableJson(evidence.map(({ operation, checked }) => ({ operation, checked })));
  await sql`
    update drift_findings f set unseen = f.unseen + c.checked
    from drift_incidents i, jsonb_to_recordset(${rows}::jsonb) as c(operation text, checked int)
    where i.id = f.incident_id and i.operation = c.operation and i.status <> 'resolved'
      and i.workspace_id = ${place.workspace_uid} and i.environment = ${place.environment}`.execute(tx.db);
}

export interface NewFindings extends Place {
  org_id: string;
  operation: string;
  checksum: string;
  findings: Finding[];
}

/** Into the operation's live incident, which is opened when there is none. */
export async function addFindings(tx: Tx, added: NewFindings): Promise<void> {
  const first = new Date(Math.min(...added.findings.map(({ first_at }) => first_at)));
  const last = new Date(Math.max(...added.findings.map(({ last_at }) => last_at)));
  const incidents = await sql<{ id: string }>`
    insert into drift_incidents (org_id, workspace_id, environment, operation, checksum, severity, status, detected_at, last_seen_at)
    values (${added.org_id}, ${added.workspace_uid}, ${added.environment}, ${added.operation}, ${added.checksum}, 'low', 'open',
      ${first}, ${last})
    on conflict (workspace_id, environment, operation) where status <> 'resolved'
    do update set last_seen_at = greatest(drift_incidents.last_seen_at, excluded.last_seen_at)
    returning id`.execute(tx.db);
  const incident = incidents.rows[0]?.id;
  if (incident === undefined) throw new Error(`no incident was stored for ${added.operation}`);
  const stored = await sql<{ status: number; mismatch_type: string; path: string }>`
    select status, mismatch_type, path from drift_findings where incident_id = ${incident}`.execute(tx.db);
  const rows = withinLimit(added.findings, new Set(stored.rows.map(findingKey)));
  await sql`
    insert into drift_findings (incident_id, status, mismatch_type, path, severity, breaking, description, expected, actual, count,
      first_seen_at, last_seen_at, unseen)
    select ${incident}::uuid, f.status, f.mismatch_type, f.path, f.severity, f.breaking, f.description, f.expected, f.actual, f.count,
      to_timestamp(f.first_at / 1e3), to_timestamp(f.last_at / 1e3), f.unseen
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as f(status int, mismatch_type text, path text, severity text,
      breaking boolean, description text, expected jsonb, actual jsonb, count bigint, first_at float8, last_at float8, unseen int)
    on conflict (incident_id, status, mismatch_type, path) do update set
      severity = excluded.severity, breaking = excluded.breaking, description = excluded.description,
      expected = excluded.expected, actual = excluded.actual, count = drift_findings.count + excluded.count,
      first_seen_at = least(drift_findings.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(drift_findings.last_seen_at, excluded.last_seen_at),
      unseen = excluded.unseen`.execute(tx.db);
}

/** Names are made storable first, so that two that become equal are one row: a statement may touch a row only once. */
function withinLimit(findings: Finding[], stored: ReadonlySet<string>) {
  const rows = new Map<string, ReturnType<typeof toRow>>();
  let room = MAX_FINDINGS - stored.size;
  for (const finding of findings) {
    const row = toRow(finding);
    const key = findingKey(row);
    const twin = rows.get(key);
    if (twin) twin.count += row.count;
    else if (stored.has(key) || room-- > 0) rows.set(key, row);
  }
  return [...rows.values()];
}

function toRow({ mismatch, ...rest }: Finding) {
  return { ...rest, ...mismatch, path: storableText(mismatch.path) };
}

/** Ends incidents whose findings are all gone, and gives the others the severity of their worst finding. */
export async function settleIncidents(tx: Tx, place: Place, operations: string[], now: Date): Promise<void> {
  await sql`
    update drift_incidents i set status = 'resolved', resolved_at = ${now},
      resolution = ${`not seen in the last ${CLEAN_ANSWERS} checked answers`}
    where ${at(place)} and status <> 'resolved' and operation = any(${operations})
      and not exists (select 1 from drift_findings f where f.incident_id = i.id and f.unseen < ${CLEAN_ANSWERS})`.execute(
    tx.db,
  );
  await sql`
    update drift_incidents i set severity = (
      select f.severity from drift_findings f where f.incident_id = i.id and f.unseen < ${CLEAN_ANSWERS} order by ${byWorst} limit 1)
    where ${at(place)} and status <> 'resolved' and operation = any(${operations})`.execute(tx.db);
}

const liveFindings = (place: Place) => sql`
  drift_findings f join drift_incidents i on i.id = f.incident_id
  where i.workspace_id = ${place.workspace_uid} and i.environment = ${place.environment} and i.status <> 'resolved'
    and f.unseen < ${CLEAN_ANSWERS} and i.checksum <> ${UNDOCUMENTED}`;

/** What the contract does not have is no difference from it: it neither counts nor crosses. */
export async function countLive(tx: Tx, place: Place): Promise<LiveDrift> {
  const { rows } = await sql<LiveDrift>`
    select (count(*) filter (where f.breaking))::int as breaking, (count(*) filter (where not f.breaking))::int as non_breaking
    from ${liveFindings(place)}`.execute(tx.db);
  return rows[0] ?? { breaking: 0, non_breaking: 0 };
}

export interface WorstFinding {
  incident_id: string;
  operation: string;
  severity: DriftFinding['severity'];
}

export async function findWorst(tx: Tx, place: Place, breaking: boolean): Promise<WorstFinding | undefined> {
  const { rows } = await sql<WorstFinding>`
    select i.id as incident_id, i.operation, f.severity from ${liveFindings(place)} and f.breaking = ${breaking}
    order by ${byWorst}, f.first_seen_at desc, i.operation limit 1`.execute(tx.db);
  return rows[0];
}

export interface ProposableFinding {
  operation: string;
  status: number;
  mismatch_type: MismatchType;
  path: string;
  actual: unknown;
}

/** Live findings of a workspace in all its environments, or of some incidents; the newest of each kind. */
export async function listProposable(
  database: Database,
  workspace_uid: string,
  incidents: string[] | null = null,
): Promise<ProposableFinding[]> {
  const { rows } = await sql<ProposableFinding>`
    select distinct on (i.operation, f.status, f.mismatch_type, f.path) i.operation, f.status, f.mismatch_type, f.path, f.actual
    from drift_findings f join drift_incidents i on i.id = f.incident_id
    where i.workspace_id = ${workspace_uid} and i.status <> 'resolved' and f.unseen < ${CLEAN_ANSWERS}
      and (${incidents}::uuid[] is null or i.id = any(${incidents}::uuid[]))
    order by i.operation, f.status, f.mismatch_type, f.path, f.last_seen_at desc`.execute(database.db);
  return rows;
}
