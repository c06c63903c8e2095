// Watched contracts: looks at each place when it is due, merges what was published with the edits made here, and pushes the result like any other push,
// so that one real change gives one event and a reformatting none. Where both sides changed the same thing nothing is pushed until a person settles it.
import { createHash, randomBytes } from 'node:crypto';
import {
  type ContractConflict,
  type ContractWatch,
  type ContractWatchInput,
  formatIssue,
  Problem,
  type PushResult,
} from '@mockops/contract';
import { type MergeConflict, takeIncoming } from '@mockops/schema';
import type { Database } from '../../db/database.ts';
import { contractFiles, requireEnvironment } from '../../environments/service.ts';
import type { AddressGuard } from '../../outgoing/guard.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import type { Redactor } from '../../secrets/redactor.ts';
import type { Workspaces } from '../../workspaces/service.ts';
import type { WorkspaceRow } from '../../workspaces/store.ts';
import type { Contracts } from '../contracts.ts';
import type { OpenCredentials } from './credentials.ts';
import { fetchPublished } from './fetch.ts';
import {
  claimDueWatch,
  deleteWatch,
  type Files,
  findWatch,
  type Looked,
  listWatchRows,
  makeDue,
  nextDue,
  postponeDue,
  saveLook,
  saveWatch,
  type WatchRow,
} from './store.ts';

/** Who pushes what a watch found. */
const AUTHOR = 'watch';
const MOST_MESSAGE = 2_000;

export function createContractWatches(options: {
  database: Database;
  org_id: string;
  contracts: Pick<Contracts, 'merge'>;
  workspaces: Workspaces;
  guard: AddressGuard;
  openCredentials: OpenCredentials;
  api_url: string;
  poke: (task: string) => void;
}) {
  const { database, org_id, contracts, workspaces, guard, openCredentials, poke } = options;
  const { now } = database.clock;

  async function requireWatch(workspace: WorkspaceRow, id: string): Promise<WatchRow> {
    const row = await findWatch(database.db, workspace.id, id);
    if (!row) throw new Problem('not-found', `workspace "${workspace.slug}" has no watch ${id}`);
    return row;
  }

  async function look(row: WatchRow): Promise<void> {
    const kept = { etag: row.etag, base: row.base, pending: row.pending, conflicts: row.conflicts, changed: false };
    let redactor: Redactor | undefined;
    try {
      const opened = await openCredentials(row);
      redactor = opened.redactor;
      const published = await fetchPublished(row, { guard, credential: opened.credential });
      if (published === 'unchanged') {
        const status = row.pending ? 'conflict' : 'current';
        const message = row.status === 'failed' ? '' : row.message;
        return await saveLook(database.db, row.id, now(), { ...kept, status, message });
      }
      const { etag, files } = published;
      refuseEcho(row, published, redactor);
      const known = row.status === 'current' ? row : { ...row, message: '' };
      await saveLook(database.db, row.id, now(), { ...(await take(known, files)), etag });
    } catch (error) {
      const told = redactor?.text(messageOf(error)) ?? messageOf(error);
      await saveLook(database.db, row.id, now(), { ...kept, status: 'failed', message: told.slice(0, MOST_MESSAGE) });
    }
  }

  /** Brings what was published together with what is here. */
  async function take(row: WatchRow, incoming: Files): Promise<Omit<Looked, 'etag'>> {
    const here = await liveFiles(row.slug);
    const merged = await mergeFiles(contracts, { base: row.base, here, incoming });
    if (merged.conflicts.length > 0) {
      const message = `${merged.conflicts.length} ${merged.conflicts.length === 1 ? 'place was' : 'places were'} changed here and there; settle them to go on`;
      return {
        status: 'conflict',
        message,
        base: row.base,
        pending: incoming,
        conflicts: merged.conflicts,
        changed: false,
      };
    }
    const { changed, message } = await pushFiles(row, here, merged.files);
    return { status: 'current', message, base: incoming, pending: null, conflicts: [], changed };
  }

  async function liveFiles(slug: string): Promise<Files> {
    const workspace = await workspaces.require(slug);
    return contractFiles(database.db, workspace, await requireEnvironment(database.db, workspace, 'dev'));
  }

  /** Whether there was anything to push, and what of it could not be read. */
  async function pushFiles(row: WatchRow, here: Files, files: Files): Promise<{ changed: boolean; message: string }> {
    if (Object.entries(files).every(([name, text]) => here[name] === text))
      return { changed: false, message: row.message };
    const { issues } = await workspaces.push({
      slug: row.slug,
      // The whole contract: a file that others refer to is no contract by itself.
      files: { ...here, ...files },
      author: AUTHOR,
      message: `from ${row.url}`,
      source: 'watch',
      prune: false,
    });
    return { changed: true, message: summarise(issues) };
  }

  const shown = async (workspace: WorkspaceRow, id: string) => show(await requireWatch(workspace, id));

  return {
    list: async (reference: string): Promise<ContractWatch[]> => {
      const workspace = await workspaces.require(reference);
      return (await listWatchRows(database.db, workspace.id)).map(show);
    },

    put: async (reference: string, input: ContractWatchInput, actor: string) => {
      const workspace = await workspaces.require(reference);
      const address = new URL(input.url);
      if (address.username !== '' || address.password !== '')
        throw new Problem(
          'invalid-document',
          'the address holds a user or password, which everybody who sees the watch would read; store the password with `mockops secret set`, and name it with --secret and --user',
        );
      const refused = await guard.resolve(address.hostname.replace(/^\[|\]$/g, '')).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (refused instanceof Error && refused.name === 'OutgoingFailure')
        throw new Problem('invalid-document', refused.message);
      const token = randomBytes(24).toString('base64url');
      const { url, ref = null, path = null, file, every_seconds } = input;
      const { secret = null, connection = null, username = null, header = null } = input;
      const place = { url, ref, path, file, every_seconds, secret, connection, username, header };
      await openCredentials({ workspace_id: workspace.id, slug: workspace.slug, ...place });
      const watch = { ...place, token_digest: digestOfToken(token), created_by: actor };
      await saveWatch(database.db, { workspace_id: workspace.id, ...watch });
      poke('contract watches');
      const row = (await listWatchRows(database.db, workspace.id)).find((one) => one.file === file);
      if (!row) throw new Problem('not-found', `the watch of ${file} was removed meanwhile`);
      return { ...show(row), hook_url: `${options.api_url}/hooks/watch/${token}` };
    },

    remove: async (reference: string, id: string) =>
      deleteWatch(database.db, (await workspaces.require(reference)).id, id),

    check: async (reference: string, id: string): Promise<ContractWatch> => {
      const workspace = await workspaces.require(reference);
      const row = await requireWatch(workspace, id);
      await postponeDue(database.db, row.id, now());
      await look(row);
      return shown(workspace, id);
    },

    settle: async (reference: string, id: string, side: 'edited' | 'incoming'): Promise<ContractWatch> => {
      const workspace = await workspaces.require(reference);
      const row = await requireWatch(workspace, id);
      if (!row.pending) throw new Problem('conflict', `nothing of the watch of ${row.file} waits for a decision`);
      const here = await liveFiles(row.slug);
      const merged = await mergeFiles(contracts, { base: row.base, here, incoming: row.pending });
      const files = side === 'edited' ? merged.files : settleFiles(merged);
      const { changed, message } = await pushFiles({ ...row, message: '' }, here, files);
      const settled = { base: row.pending, pending: null, conflicts: [], etag: row.etag, changed };
      await saveLook(database.db, row.id, now(), { ...settled, status: 'current', message });
      return shown(workspace, id);
    },

    /** By the token in the address of its hook. */
    receive: async (token: string): Promise<boolean> => {
      const found = await makeDue(database.db, org_id, digestOfToken(token));
      if (found) poke('contract watches');
      return found;
    },

    task: {
      name: 'contract watches',
      run: async () => {
        const row = await claimDueWatch(database.db, org_id, now());
        if (row) await look(row);
        return nextDue(database.db, org_id);
      },
    } satisfies DueTask,
  };
}
export type ContractWatches = ReturnType<typeof createContractWatches>;

interface Sides {
  base: Files | null;
  here: Files;
  incoming: Files;
}

/** A file that is only here stays; one that was never fetched before is taken as it is when there is none here. */
async function mergeFiles(
  contracts: Pick<Contracts, 'merge'>,
  { base, here, incoming }: Sides,
): Promise<{ files: Files; conflicts: ContractConflict[] }> {
  const files: Files = {};
  const conflicts: ContractConflict[] = [];
  for (const [file, text] of Object.entries(incoming)) {
    const edited = here[file];
    const old = base?.[file];
    // Of the first look there is no common past: what is published replaces what is here, which stays as a revision.
    if (edited === undefined || old === undefined || edited === old) {
      files[file] = text;
      continue;
    }
    const merged = await contracts.merge({ file, base: old, edited, incoming: text });
    if (!merged.ok)
      throw new Problem(
        'invalid-document',
        `${file} cannot be merged: ${merged.issues.slice(0, 3).map(formatIssue).join('; ')}`,
      );
    files[file] = merged.value.text;
    conflicts.push(...merged.value.conflicts.map((conflict) => toConflict(file, conflict)));
  }
  return { files, conflicts };
}

function settleFiles({ files, conflicts }: { files: Files; conflicts: ContractConflict[] }): Files {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => {
      const mine = conflicts.filter((conflict) => conflict.file === file);
      const taken = mine.map(({ pointer, base, edited, incoming }) => ({ pointer, base, edited, incoming }));
      return [file, mine.length === 0 ? text : takeIncoming(file, text, taken)];
    }),
  );
}

/** Values come from JSON or YAML texts that were parsed; those that are absent stay so. */
const toConflict = (file: string, { pointer, ...sides }: MergeConflict): ContractConflict => ({
  file,
  pointer,
  ...JSON.parse(JSON.stringify(sides)),
});

const digestOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Of what was pushed all the same: parts that were left out, and the next act. */
function summarise(issues: PushResult['issues']): string {
  const [first, second, ...others] = issues.map(({ message, hint }) =>
    hint === undefined ? message : `${message}; ${hint}`,
  );
  const rest = others.length > 0 ? `and ${others.length} more` : undefined;
  return [first, second, rest]
    .filter((text) => text !== undefined)
    .join('; ')
    .slice(0, MOST_MESSAGE);
}

function messageOf(error: unknown): string {
  const issues = error instanceof Problem ? (error.toDocument().issues ?? []) : [];
  const more = issues.slice(0, 3).map(({ message }) => message);
  return [error instanceof Error ? error.message : String(error), ...more].join('; ');
}

/** A place that answers with what opened it would have it stored, shown and promoted. */
function refuseEcho(
  { file, url }: WatchRow,
  published: { etag: string | null; files: Files },
  redactor: Redactor,
): void {
  const name = [published.etag ?? '', ...Object.values(published.files)].map(redactor.find).find(Boolean);
  if (name === undefined) return;
  throw new Problem(
    'invalid-document',
    `the watch of ${file} takes nothing from ${url}: what is published there contains "${name}", the very secret that opened it; have it removed there`,
  );
}

function show(row: WatchRow): ContractWatch {
  const { id, url, ref, path, file, every_seconds, secret, connection, username, header } = row;
  const { status, message, conflicts, checked_at, changed_at, due_at } = row;
  return {
    ...{ id, url, ref, path, file, every_seconds, secret, connection, username, header, status, message, conflicts },
    checked_at: checked_at?.toISOString() ?? null,
    changed_at: changed_at?.toISOString() ?? null,
    due_at: due_at.toISOString(),
  };
}
