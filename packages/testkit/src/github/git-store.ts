// Git objects in memory, hashed as Git hashes them, so that equal trees have equal ids and fast-forward is a real question.
import { createHash } from 'node:crypto';

interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree';
  sha: string;
}
export type Tree = Map<string, TreeEntry>;

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: Signature;
}
export interface Signature {
  name: string;
  email: string;
  /** ISO instant. */
  date: string;
}

/** One path of a new tree; a null sha removes it. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

export interface GitStore {
  blobs: Map<string, Buffer>;
  trees: Map<string, Tree>;
  commits: Map<string, Commit>;
  writeBlob: (content: Buffer) => string;
  /** Undefined when a removed path does not exist: Git refuses such a tree. */
  writeTree: (base: string | undefined, changes: TreeChange[]) => string | undefined;
  writeCommit: (commit: Omit<Commit, 'sha'>) => Commit;
  isAncestor: (ancestor: string, descendant: string) => boolean;
  /** Every file below a tree: path → entry. */
  listFiles: (tree: string) => Map<string, TreeEntry>;
}

export function createGitStore(): GitStore {
  const blobs = new Map<string, Buffer>();
  const trees = new Map<string, Tree>();
  const commits = new Map<string, Commit>();

  const saveTree = (tree: Tree): string => {
    const sorted = [...tree].sort(([a, x], [b, y]) => compareNames(a, x.type, b, y.type));
    const parts = sorted.map(([name, entry]) =>
      Buffer.concat([Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`), Buffer.from(entry.sha, 'hex')]),
    );
    const sha = hashObject('tree', Buffer.concat(parts));
    trees.set(sha, new Map(sorted));
    return sha;
  };

  const applyChange = (treeSha: string | undefined, segments: string[], change: TreeChange): string | undefined => {
    const [name, ...rest] = segments;
    if (name === undefined) return undefined;
    const tree: Tree = new Map(treeSha === undefined ? [] : trees.get(treeSha));
    const existing = tree.get(name);
    if (rest.length === 0) {
      if (change.sha === null && !existing) return undefined;
      if (change.sha === null) tree.delete(name);
      else tree.set(name, { mode: change.mode, type: change.mode === '040000' ? 'tree' : 'blob', sha: change.sha });
      return saveTree(tree);
    }
    const below = applyChange(existing?.type === 'tree' ? existing.sha : undefined, rest, change);
    if (below === undefined) return undefined;
    if (trees.get(below)?.size === 0) tree.delete(name);
    else tree.set(name, { mode: '040000', type: 'tree', sha: below });
    return saveTree(tree);
  };

  const listFiles = (tree: string): Map<string, TreeEntry> => {
    const files = new Map<string, TreeEntry>();
    for (const [name, entry] of trees.get(tree) ?? []) {
      if (entry.type === 'blob') files.set(name, entry);
      else for (const [path, file] of listFiles(entry.sha)) files.set(`${name}/${path}`, file);
    }
    return files;
  };

  return {
    blobs,
    trees,
    commits,
    listFiles,
    writeBlob: (content) => {
      const sha = hashObject('blob', content);
      blobs.set(sha, content);
      return sha;
    },
    writeTree: (base, changes) => {
      let tree = base ?? saveTree(new Map());
      for (const change of changes) {
        const next = applyChange(tree, change.path.split('/'), change);
        if (next === undefined) return undefined;
        tree = next;
      }
      return tree;
    },
    writeCommit: (commit) => {
      const sha = hashObject('commit', Buffer.from(formatCommit(commit)));
      const written = { sha, ...commit };
      commits.set(sha, written);
      return written;
    },
    isAncestor: (ancestor, descendant) => {
      const queue = [descendant];
      const seen = new Set<string>();
      for (let sha = queue.pop(); sha !== undefined; sha = queue.pop()) {
        if (sha === ancestor) return true;
        if (seen.has(sha)) continue;
        seen.add(sha);
        queue.push(...(commits.get(sha)?.parents ?? []));
      }
      return false;
    },
  };
}

function hashObject(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

function formatCommit({ tree, parents, author, message }: Omit<Commit, 'sha'>): string {
  const who = `${author.name} <${author.email}> ${Math.floor(Date.parse(author.date) / 1_000)} +0000`;
  const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${who}`, `committer ${who}`];
  return `${lines.join('\n')}\n\n${message}`;
}

/** Git compares a directory as if its name ended in a slash. */
function compareNames(a: string, aType: string, b: string, bType: string): number {
  const left = Buffer.from(aType === 'tree' ? `${a}/` : a);
  const right = Buffer.from(bType === 'tree' ? `${b}/` : b);
  return Buffer.compare(left, right);
}
