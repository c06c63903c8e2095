// GitHub as the verbs that pull requests and CI need, over REST v3; works with GitHub Enterprise by `api_url`.
import { z } from 'zod';
import type { Outgoing } from '../../../outgoing/outgoing.ts';
import { createCaller, GitHubRefusal, type GitHubSettings } from './client.ts';
import {
  type Comment,
  type Commit,
  GitHubAnswers,
  type PullRequest,
  type TreeEntry,
  type WorkflowRun,
} from './schema.ts';

export { GitHubRefusal, type GitHubSettings } from './client.ts';
export type { Commit, PullRequest, TreeEntry, WorkflowRun } from './schema.ts';

/** One path of a new tree; a null sha removes it. */
interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

export interface GitHub {
  repository: string;
  /** Undefined when there is no such branch. */
  branchHead: (branch: string) => Promise<string | undefined>;
  createBranch: (branch: string, sha: string) => Promise<void>;
  /** Moves without asking whether it is a fast-forward: look at the head first. */
  moveBranch: (branch: string, sha: string) => Promise<void>;
  deleteBranch: (branch: string) => Promise<void>;
  commit: (sha: string) => Promise<Commit>;
  tree: (sha: string) => Promise<TreeEntry[]>;
  createBlob: (content: string) => Promise<string>;
  createTree: (base: string, changes: TreeChange[]) => Promise<string>;
  createCommit: (commit: { message: string; tree: string; parents: string[] }) => Promise<string>;
  /** Newest first, at most 100. */
  listPulls: (filter: { state: 'open' | 'all'; head?: string; base?: string }) => Promise<PullRequest[]>;
  pull: (number: number) => Promise<PullRequest>;
  createPull: (pull: {
    title: string;
    body: string;
    head: string;
    base: string;
    draft: boolean;
  }) => Promise<PullRequest>;
  updatePull: (number: number, change: { title?: string; body?: string; state?: 'closed' }) => Promise<PullRequest>;
  addLabels: (number: number, labels: string[]) => Promise<void>;
  /** At most 100. */
  comments: (number: number) => Promise<Comment[]>;
  addComment: (number: number, body: string) => Promise<void>;
  updateComment: (id: number, body: string) => Promise<void>;
  dispatchWorkflow: (workflow: string, ref: string, inputs: Record<string, string>) => Promise<void>;
  /** The newest dispatched runs of a workflow on a branch. */
  dispatchedRuns: (workflow: string, branch: string) => Promise<WorkflowRun[]>;
  workflowRun: (id: number) => Promise<WorkflowRun>;
}

export function openGitHub(options: {
  settings: GitHubSettings;
  /** Instead of the connection's own, `owner/name`. */
  repository?: string | undefined;
  outgoing: Outgoing;
  signal: AbortSignal;
}): GitHub {
  const repository = options.repository ?? options.settings.repository;
  const call = createCaller({ ...options, repository });
  const owner = repository.split('/')[0] ?? '';
  const nothing = z.unknown();
  return {
    repository,
    branchHead: async (branch) => {
      try {
        const ref = await call({
          method: 'GET',
          path: `/git/ref/heads/${encodePath(branch)}`,
          answer: GitHubAnswers.Ref,
        });
        return ref.object.sha;
      } catch (error) {
        if (error instanceof GitHubRefusal && error.status === 404) return undefined;
        throw error;
      }
    },
    createBranch: async (branch, sha) => {
      await call({ method: 'POST', path: '/git/refs', body: { ref: `refs/heads/${branch}`, sha }, answer: nothing });
    },
    moveBranch: async (branch, sha) => {
      const path = `/git/refs/heads/${encodePath(branch)}`;
      await call({ method: 'PATCH', path, body: { sha, force: true }, answer: nothing });
    },
    deleteBranch: async (branch) => {
      await call({ method: 'DELETE', path: `/git/refs/heads/${encodePath(branch)}`, answer: nothing });
    },
    commit: (sha) => call({ method: 'GET', path: `/git/commits/${sha}`, answer: GitHubAnswers.Commit }),
    tree: async (sha) =>
      (await call({ method: 'GET', path: `/git/trees/${sha}`, answer: GitHubAnswers.TreeListing })).tree,
    createBlob: async (content) => {
      const body = { content, encoding: 'utf-8' };
      return (await call({ method: 'POST', path: '/git/blobs', body, answer: GitHubAnswers.Created })).sha;
    },
    createTree: async (base, changes) => {
      const body = { base_tree: base, tree: changes.map((change) => ({ ...change, type: 'blob' })) };
      return (await call({ method: 'POST', path: '/git/trees', body, answer: GitHubAnswers.Created })).sha;
    },
    createCommit: async (commit) =>
      (await call({ method: 'POST', path: '/git/commits', body: commit, answer: GitHubAnswers.Created })).sha,
    listPulls: ({ state, head, base }) => {
      const query = new URLSearchParams({ state, sort: 'created', direction: 'desc', per_page: '100' });
      if (head !== undefined) query.set('head', `${owner}:${head}`);
      if (base !== undefined) query.set('base', base);
      return call({ method: 'GET', path: `/pulls?${query}`, answer: GitHubAnswers.PullRequests });
    },
    pull: (number) => call({ method: 'GET', path: `/pulls/${number}`, answer: GitHubAnswers.PullRequest }),
    createPull: (pull) => call({ method: 'POST', path: '/pulls', body: pull, answer: GitHubAnswers.PullRequest }),
    updatePull: (number, change) =>
      call({ method: 'PATCH', path: `/pulls/${number}`, body: change, answer: GitHubAnswers.PullRequest }),
    addLabels: async (number, labels) => {
      await call({ method: 'POST', path: `/issues/${number}/labels`, body: { labels }, answer: nothing });
    },
    comments: async (number) => {
      const path = `/issues/${number}/comments?per_page=100`;
      return call({ method: 'GET', path, answer: GitHubAnswers.Comments });
    },
    addComment: async (number, body) => {
      await call({ method: 'POST', path: `/issues/${number}/comments`, body: { body }, answer: nothing });
    },
    updateComment: async (id, body) => {
      await call({ method: 'PATCH', path: `/issues/comments/${id}`, body: { body }, answer: nothing });
    },
    dispatchWorkflow: async (workflow, ref, inputs) => {
      const path = `/actions/workflows/${encodeURIComponent(workflow)}/dispatches`;
      await call({ method: 'POST', path, body: { ref, inputs }, answer: nothing });
    },
    dispatchedRuns: async (workflow, branch) => {
      const query = new URLSearchParams({ event: 'workflow_dispatch', branch, per_page: '100' });
      const path = `/actions/workflows/${encodeURIComponent(workflow)}/runs?${query}`;
      return (await call({ method: 'GET', path, answer: GitHubAnswers.WorkflowRuns })).workflow_runs;
    },
    workflowRun: (id) => call({ method: 'GET', path: `/actions/runs/${id}`, answer: GitHubAnswers.WorkflowRun }),
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
