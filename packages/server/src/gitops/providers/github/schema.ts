// The parts of GitHub's answers that are read, and nothing else of them.
import { z } from 'zod';

const Ref = z.object({ object: z.object({ sha: z.string() }) });
const Created = z.object({ sha: z.string() });

export const Commit = z.object({
  sha: z.string(),
  message: z.string(),
  tree: z.object({ sha: z.string() }),
  parents: z.array(z.object({ sha: z.string() })),
});
export type Commit = z.infer<typeof Commit>;

export const TreeEntry = z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() });
export type TreeEntry = z.infer<typeof TreeEntry>;
const TreeListing = z.object({ sha: z.string(), tree: z.array(TreeEntry), truncated: z.boolean().default(false) });

export const PullRequest = z.object({
  number: z.int(),
  state: z.enum(['open', 'closed']),
  title: z.string(),
  body: z.string().nullable(),
  html_url: z.string(),
  merged_at: z.string().nullable(),
  /** repo is null when a fork was deleted. */
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string() }),
  /** Who opened it. */
  user: z.object({ login: z.string() }).nullish(),
});
export type PullRequest = z.infer<typeof PullRequest>;

export const WorkflowRun = z.object({
  id: z.int(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  html_url: z.string(),
  status: z.string().nullish(),
  /** null while it runs. */
  conclusion: z.string().nullish(),
  created_at: z.string().nullish(),
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const Comment = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
export type Comment = z.infer<typeof Comment>;

const Refusal = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().optional() })])).default([]),
});

export const GitHubAnswers = {
  Ref,
  Created,
  Commit,
  TreeListing,
  PullRequest,
  PullRequests: z.array(PullRequest),
  Comments: z.array(Comment),
  WorkflowRun,
  WorkflowRuns: z.object({ workflow_runs: z.array(WorkflowRun) }),
  Refusal,
};
