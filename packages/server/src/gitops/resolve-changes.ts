// Which of the wanted files differ from a tree on GitHub. In: path → text (null: absent) and the tree. Out: changes with their modes.
import { createHash } from 'node:crypto';
import { OutgoingFailure } from '../outgoing/outgoing.ts';
import type { GitHub, TreeEntry } from './providers/github/index.ts';

export interface WantedChange {
  path: string;
  mode: string;
  /** null: remove. */
  content: string | null;
}

export async function resolveChanges(
  github: Pick<GitHub, 'tree' | 'repository'>,
  tree: string,
  files: ReadonlyMap<string, string | null>,
): Promise<WantedChange[]> {
  const listings = new Map<string, Promise<TreeEntry[]>>();
  const list = (sha: string): Promise<TreeEntry[]> => {
    const known = listings.get(sha) ?? github.tree(sha);
    listings.set(sha, known);
    return known;
  };
  const find = async (path: string): Promise<TreeEntry | undefined> => {
    let current = tree;
    const segments = path.split('/');
    for (const [index, name] of segments.entries()) {
      const entry = (await list(current)).find((candidate) => candidate.path === name);
      if (!entry || index === segments.length - 1) return entry;
      if (entry.type !== 'tree')
        throw refuse(
          `${segments.slice(0, index + 1).join('/')} is a file in ${github.repository}; ${path} cannot be below it`,
        );
      current = entry.sha;
    }
    return undefined;
  };

  const changes: WantedChange[] = [];
  for (const [path, content] of files) {
    const entry = await find(path);
    if (entry && !entry.mode.startsWith('100')) {
      throw refuse(`${path} is a folder, a link or a submodule in ${github.repository}; only files can be written`);
    }
    if (content === null && entry) changes.push({ path, mode: entry.mode, content });
    if (content !== null && entry?.sha !== blobId(content))
      changes.push({ path, mode: entry?.mode ?? '100644', content });
  }
  return changes;
}

/** As Git names a blob. */
function blobId(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function refuse(message: string): OutgoingFailure {
  return new OutgoingFailure(message, { kind: 'permanent', sent: 'no' });
}
