// Rows of contract watches.
import type { ContractConflict, ContractWatch } from '@mockops/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';

type Db = Kysely<Tables>;
export type Files = Record<string, string>;

export interface WatchRow {
  id: string;
  workspace_id: string;
  slug: string;
  url: string;
  ref: string | null;
  path: string | null;
  file: string;
  every_seconds: number;
  /** What opens the place, by name. */
  secret: string | null;
  connection: string | null;
  username: string | null;
  header: string | null;
  /** Of the answer, or the commit. */
  etag: string | null;
  /** Files as they were fetched last. */
  base: Files | null;
  pending: Files | null;
  conflicts: ContractConflict[];
  status: ContractWatch['status'];
  message: string;
  checked_at: Date | null;
  changed_at: Date | null;
  due_at: Date;
}

const COLUMNS = sql.raw(
  'c.id, c.workspace_id, w.slug, c.url, c.ref, c.path, c.file, c.every_seconds, c.secret, c.connection, c.username, c.header, c.etag, c.base, c.pending, c.conflicts, c.status, c.message, c.checked_at, c.changed_at, c.due_at',
);

export async function listWatchRows(db: Db, workspace_id: string): Promise<WatchRow[]> {
  const { rows } = await sql<WatchRow>`
    select ${COLUMNS} from contract_watches c join workspaces w on w.id = c.workspace_id
    where c.workspace_id = ${workspace_id} order by c.file`.execute(db);
  return rows;
}

export async function findWatch(db: Db, workspace_id: string, id: string): Promise<WatchRow | undefined> {
  return (await listWatchRows(db, workspace_id)).find((row) => row.id === id);
}

type Place = Pick<
  WatchRow,
  'workspace_id' | 'url' | 'ref' | 'path' | 'file' | 'every_seconds' | 'secret' | 'connection' | 'username' | 'header'
>;

export interface NewWatch extends Place {
  token_digest: string;
  created_by: string;
}

/** Leaves whoever asked for the watch the first look, whose outcome is shown to them. */
const FIRST_LOOK = '2 seconds';

/** Another place for a file starts anew, with what is here as its own edits. */
export async function saveWatch(db: Db, watch: NewWatch): Promise<void> {
  await sql`
    insert into contract_watches (workspace_id, url, ref, path, file, every_seconds, secret, connection, username, header,
      token_digest, created_by, due_at)
    values (${watch.workspace_id}, ${watch.url}, ${watch.ref}, ${watch.path}, ${watch.file}, ${watch.every_seconds},
      ${watch.secret}, ${watch.connection}, ${watch.username}, ${watch.header}, ${watch.token_digest}, ${watch.created_by}, now() + ${FIRST_LOOK}::interval)
    on conflict (workspace_id, file) do update set
      base = case when (contract_watches.url, contract_watches.ref, contract_watches.path)
        is not distinct from (excluded.url, excluded.ref, excluded.path) then contract_watches.base end,
      url = excluded.url, ref = excluded.ref, path = excluded.path, every_seconds = excluded.every_seconds, etag = null,
      secret = excluded.secret, connection = excluded.connection, username = excluded.username, header = excluded.header,
      token_digest = excluded.token_digest, status = 'new', message = '', pending = null, conflicts = '[]', due_at = excluded.due_at`.execute(
    db,
  );
}

export async function deleteWatch(db: Db, workspace_id: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    delete from contract_watches where workspace_id = ${workspace_id} and id = ${id} returning 1`.execute(db);
  return rows.length > 0;
}

/** A look by hand counts: the next one comes a whole interval later, and no worker looks at the same time. */
export async function postponeDue(db: Db, id: string, now: Date): Promise<void> {
  await sql`
    update contract_watches set due_at = ${now}::timestamptz + make_interval(secs => every_seconds) where id = ${id}`.execute(
    db,
  );
}

/** Takes one that is due and plans its next look, so that no other worker takes it meanwhile. */
export async function claimDueWatch(db: Db, org_id: string, now: Date): Promise<WatchRow | undefined> {
  const { rows } = await sql<WatchRow>`
    update contract_watches c set due_at = ${now}::timestamptz + make_interval(secs => c.every_seconds)
    from workspaces w
    where w.id = c.workspace_id and c.id = (
      select d.id from contract_watches d join workspaces x on x.id = d.workspace_id
      where x.org_id = ${org_id} and d.due_at <= ${now} order by d.due_at limit 1 for update of d skip locked)
    returning ${COLUMNS}`.execute(db);
  return rows[0];
}

export async function nextDue(db: Db, org_id: string): Promise<Date | null> {
  const { rows } = await sql<{ due_at: Date | null }>`
    select min(c.due_at) as due_at from contract_watches c join workspaces w on w.id = c.workspace_id
    where w.org_id = ${org_id}`.execute(db);
  return rows[0]?.due_at ?? null;
}

/** By the digest of the token in its hook's address: due at once. False when there is none. */
export async function makeDue(db: Db, org_id: string, token_digest: string): Promise<boolean> {
  const { rows } = await sql`
    update contract_watches c set due_at = now() from workspaces w
    where w.id = c.workspace_id and w.org_id = ${org_id} and c.token_digest = ${token_digest} returning 1`.execute(db);
  return rows.length > 0;
}

export interface Looked {
  status: ContractWatch['status'];
  message: string;
  etag: string | null;
  base: Files | null;
  pending: Files | null;
  conflicts: ContractConflict[];
  changed: boolean;
}

export async function saveLook(db: Db, id: string, now: Date, look: Looked): Promise<void> {
  await sql`
    update contract_watches set status = ${look.status}, message = ${look.message}, etag = ${look.etag},
      base = ${look.base && JSON.stringify(look.base)}, pending = ${look.pending && JSON.stringify(look.pending)},
      conflicts = ${JSON.stringify(look.conflicts)}, checked_at = ${now},
      changed_at = case when ${look.changed} then ${now} else changed_at end
    where id = ${id}`.execute(db);
}
