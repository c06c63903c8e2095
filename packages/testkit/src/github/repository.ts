// One repository of the stand-in: refs over a git store, pull requests, comments, workflow runs; and what a person could do to it.
import { createGitStore, type GitStore, type Signature } from './git-store.ts';

export interface Pull {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  /** Branch names; both in this repository. */
  head: string;
  base: string;
  /** Follows the branch while open. */
  head_sha: string;
  labels: string[];
  user: string;
  created_at: string;
  updated_at: string;
}

export interface Comment {
  id: number;
  issue: number;
  body: string;
  user: string;
  created_at: string;
}

export interface WorkflowRun {
  id: number;
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
  display_title: string;
  created_at: string;
  /** Set by `completeRun`. */
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
}

export interface Repository {
  full_name: string;
  default_branch: string;
  git: GitStore;
  /** Branch → commit sha. */
  branches: Map<string, string>;
  pulls: Pull[];
  comments: Comment[];
  /** Every accepted workflow dispatch, oldest first. */
  dispatches: WorkflowRun[];
  now: () => string;
  moveBranch: (branch: string, sha: string) => void;
  removeBranch: (branch: string) => void;
  /** What a person with a checkout does: commit files (null removes) on a branch and push. */
  commit: (change: { branch?: string; files: Record<string, string | null>; message?: string }) => string;
  /** What a person does with the buttons of a pull request. */
  close: (number: number) => void;
  merge: (number: number) => void;
  /** What GitHub Actions does at the end of a run. */
  completeRun: (id: number, conclusion: string) => void;
  /** Text of every file of a branch. */
  files: (branch?: string) => Record<string, string>;
}

export interface RepositorySeed {
  default_branch?: string;
  /** Path → text of the first commit. */
  files?: Record<string, string>;
}

export function createRepository(full_name: string, seed: RepositorySeed, clock: () => number): Repository {
  const git = createGitStore();
  const branches = new Map<string, string>();
  const pulls: Pull[] = [];
  const default_branch = seed.default_branch ?? 'main';
  const now = () => new Date(clock()).toISOString();

  const moveBranch = (branch: string, sha: string): void => {
    branches.set(branch, sha);
    for (const pull of pulls) {
      if (pull.head !== branch || pull.state !== 'open') continue;
      pull.head_sha = sha;
      pull.updated_at = now();
    }
  };
  const findPull = (number: number): Pull => {
    const pull = pulls.find((candidate) => candidate.number === number);
    if (!pull) throw new Error(`${full_name} has no pull request #${number}`);
    return pull;
  };
  const treeOf = (branch: string): string | undefined => git.commits.get(branches.get(branch) ?? '')?.tree;

  const commit: Repository['commit'] = ({ branch = default_branch, files, message = 'Edit by hand' }) => {
    const changes = Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644',
      sha: text === null ? null : git.writeBlob(Buffer.from(text)),
    }));
    const tree = git.writeTree(treeOf(branch), changes);
    if (tree === undefined) throw new Error(`${full_name}@${branch}: a file to remove does not exist`);
    const parent = branches.get(branch);
    const written = git.writeCommit({ tree, parents: parent ? [parent] : [], message, author: person(now()) });
    moveBranch(branch, written.sha);
    return written.sha;
  };

  const repository: Repository = {
    full_name,
    default_branch,
    git,
    branches,
    pulls,
    comments: [],
    dispatches: [],
    now,
    moveBranch,
    removeBranch: (branch) => {
      branches.delete(branch);
      for (const pull of pulls) if (pull.head === branch && pull.state === 'open') pull.state = 'closed';
    },
    commit,
    close: (number) => {
      findPull(number).state = 'closed';
    },
    merge: (number) => {
      const pull = findPull(number);
      const tree = git.commits.get(pull.head_sha)?.tree;
      const base = branches.get(pull.base);
      if (tree === undefined || base === undefined) throw new Error(`${full_name}#${number} cannot be merged`);
      const message = `Merge pull request #${number}`;
      const merged = git.writeCommit({ tree, parents: [base, pull.head_sha], message, author: person(now()) });
      Object.assign(pull, { state: 'closed', merged: true, updated_at: now() });
      moveBranch(pull.base, merged.sha);
    },
    completeRun: (id, conclusion) => {
      const run = repository.dispatches.find((candidate) => candidate.id === id);
      if (!run) throw new Error(`${full_name} has no workflow run ${id}`);
      Object.assign(run, { status: 'completed', conclusion });
    },
    files: (branch = default_branch) => {
      const entries = git.listFiles(treeOf(branch) ?? '');
      return Object.fromEntries([...entries].map(([path, { sha }]) => [path, String(git.blobs.get(sha))]));
    },
  };
  commit({ files: seed.files ?? { 'README.md': `# ${full_name}\n` }, message: 'First commit' });
  return repository;
}

function person(date: string): Signature {
  return { name: 'Robin Person', email: 'robin@acme.example', date };
}
