// A workspace is deleted: its runs end at once, and then everything of it goes in one transaction, its secrets, connections, pipelines and mocks with it.
// What stays is who did what when. In: a workspace and who deletes it. Out: an event of the organisation that says so.
import { Problem } from '@mockops/contract';
import type { Database } from '../../db/database.ts';
import { lockName } from '../../db/locks.ts';
import type { Events } from '../../events/service.ts';
import type { RunCore } from '../../pipelines/runs/runs.ts';
import type { Workspaces } from '../service.ts';
import { deleteWorkspaceRow, eraseContents, hasOpenRuns, listFederationsOf, lockForRemoval } from './store.ts';

/** Of runs that start while others are being ended. */
const MOST_ROUNDS = 20;

export function createWorkspaceRemoval(options: {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit'>;
  workspaces: Pick<Workspaces, 'require'>;
  runs: Pick<RunCore, 'endOpen'>;
}) {
  const { database, org_id, events, workspaces, runs } = options;

  async function requireUnused(db: Database['db'], { id, slug }: { id: string; slug: string }): Promise<void> {
    const names = await listFederationsOf(db, id);
    if (names.length === 0) return;
    throw new Problem(
      'conflict',
      `workspace "${slug}" is a service of ${names.map((name) => `"${name}"`).join(', ')}; remove it there first`,
    );
  }

  /** Answers its slug. Throws Problem `conflict` while a federation needs it. */
  return async function remove(reference: string, actor: string): Promise<string> {
    const workspace = await workspaces.require(reference);
    const { id, slug, title } = workspace;
    await requireUnused(database.db, workspace);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      // Without their hooks: what those would tidy up goes too, and their secrets are gone.
      await runs.endOpen({ workspace_uid: id }, { mode: 'kill', by: actor, reason: `workspace "${slug}" was deleted` });
      const removed = await database.transaction(async (tx) => {
        await lockName(tx.db, 'workspace or federation', org_id, slug);
        if (!(await lockForRemoval(tx.db, id))) return true;
        await requireUnused(tx.db, workspace);
        if (await hasOpenRuns(tx.db, id)) return false;
        await eraseContents(tx.db, id);
        await deleteWorkspaceRow(tx.db, id);
        const data = { workspace_id: slug, workspace_name: title ?? slug };
        await events.emit(tx, { type: 'workspace.deleted', subject: slug, actor, data });
        return true;
      });
      if (removed) return slug;
    }
    throw new Problem('conflict', `runs of workspace "${slug}" start all the time; switch their pipelines off first`);
  };
}
export type RemoveWorkspace = ReturnType<typeof createWorkspaceRemoval>;
