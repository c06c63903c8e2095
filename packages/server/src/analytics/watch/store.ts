// Rows of what was last seen of each workspace's coverage and staleness.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/database.ts';

type Db = Kysely<Tables>;

export interface WatchRow {
  workspace_id: string;
  slug: string;
  title: string | null;
  state: unknown;
}

/** A workspace that is new is looked at at once. */
export async function addMissingWatches(db: Db, org_id: string, now: Date): Promise<void> {
  await sql`
    insert into metric_watches (workspace_id, due_at) select id, ${now} from workspaces where org_id = ${org_id}
    on conflict do nothing`.execute(db);
}

/** One that is due and that nobody else looks at, locked until the end of the transaction. */
export async function takeDueWatch(db: Db, org_id: string, now: Date): Promise<WatchRow | undefined> {
  const { rows } = await sql<WatchRow>`
    select m.workspace_id, w.slug, w.title, m.state from metric_watches m join workspaces w on w.id = m.workspace_id
    where w.org_id = ${org_id} and m.due_at <= ${now} order by m.due_at limit 1 for update of m skip locked`.execute(
    db,
  );
  return rows[0];
}

export async function saveWatch(db: Db, workspace_id: string, state: unknown, due_at: Date): Promise<void> {
  await sql`
    update metric_watches set state = ${JSON.stringify(state)}::jsonb, due_at = ${due_at}
    where workspace_id = ${workspace_id}`.execute(db);
}
