// One pull request per key, updated in place: exactly one commit of ours on top of the current base.
// Never overwrites the work of a person, never reopens what a person closed, and starts over when somebody was faster.
import { OutgoingFailure } from '../outgoing/outgoing.ts';
import { type Commit, type GitHub, GitHubRefusal, type PullRequest } from './providers/github/index.ts';
import { digestOf, markerKey, markObsolete, readMarker, writeBody, writeTitle } from './pull-request-text.ts';
import { resolveChanges, type WantedChange } from './resolve-changes.ts';

export interface Proposal {
  base: string;
  branch: string;
  /** Which pull request this is, over all runs. */
  dedupe_key: string;
  title: string;
  body: string;
  /** Ours, trusted: links to the run and so on. */
  footer: string;
  /** Path → text; null removes the file. */
  files: ReadonlyMap<string, string | null>;
  labels: string[];
  correlation_id: string;
}

type Action = 'created' | 'updated' | 'unchanged' | 'stopped' | 'respected' | 'closed' | 'nothing_to_do';
export interface Outcome {
  action: Action;
  number: number | null;
  pr_url: string | null;
  branch: string;
  head_sha: string | null;
}

const MAX_TRIES = 5;
/** Branches that are ours by name; only these are looked for beyond the configured one. */
const OUR_PREFIX = 'mockops/';

export async function upsertPullRequest(github: GitHub, proposal: Proposal): Promise<Outcome> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const outcome = await tryOnce(github, proposal);
    if (outcome !== 'start_over') return outcome;
  }
  const message = `${github.repository}: ${proposal.branch} or its pull request changed each of the ${MAX_TRIES} times it was about to be updated`;
  throw new OutgoingFailure(message, { kind: 'transient', sent: 'no' });
}

async function tryOnce(github: GitHub, proposal: Proposal): Promise<Outcome | 'start_over'> {
  const key = markerKey(proposal.dedupe_key);
  const baseHead = await github.branchHead(proposal.base);
  if (baseHead === undefined) {
    const message = `${github.repository} has no branch "${proposal.base}"; set base_branch in the step or in the connection`;
    throw new OutgoingFailure(message, { kind: 'permanent', sent: 'no' });
  }
  const { open, closed, branch } = await findPulls(github, proposal, key);
  const baseTree = (await github.commit(baseHead)).tree.sha;
  const changes = await resolveChanges(github, baseTree, proposal.files);
  const head = await github.branchHead(branch);
  const headCommit = head === undefined ? undefined : await github.commit(head);
  const ours = headCommit !== undefined && isOurs(headCommit, key);
  const outcome = (action: Action, pull: PullRequest | undefined, sha = head): Outcome => ({
    action,
    number: pull?.number ?? null,
    pr_url: pull?.html_url ?? null,
    branch,
    head_sha: sha ?? null,
  });

  if (changes.length === 0) {
    if (!open || !ours) return outcome('nothing_to_do', open);
    await closeObsolete(github, open, branch);
    return outcome('closed', open);
  }
  const merged = closed.some((pull) => pull.merged_at !== null && pull.head.sha === head);
  if (head !== undefined && !ours && !merged && head !== baseHead) {
    if (open) await explainStop(github, open, key, changes);
    return outcome('stopped', open ?? closed[0]);
  }
  const digest = digestOf(JSON.stringify([...proposal.files].sort(([a], [b]) => (a < b ? -1 : 1))));
  const rejected = open ? undefined : closed[0]?.merged_at === null ? closed[0] : undefined;
  const rejectedMarker = readMarker(rejected?.body ?? null);
  if (rejected && rejectedMarker?.digest === digest && !rejectedMarker.obsolete) return outcome('respected', rejected);
  if (open && ours && isCurrent(open, headCommit, baseHead, digest)) return outcome('unchanged', open);

  const title = writeTitle(proposal.title);
  const tree = await github.createTree(baseTree, await uploadChanges(github, changes));
  const message = writeCommitMessage(title, { key, tree, digest, correlation_id: proposal.correlation_id });
  const sha = await github.createCommit({ message, tree, parents: [baseHead] });
  if (!(await placeBranch(github, branch, head, sha))) return 'start_over';

  const follows = rejected ? `Follows #${rejected.number}, which was closed without being merged. ` : '';
  const body = writeBody(proposal.body, follows + proposal.footer, { key, digest, obsolete: false });
  if (open) {
    const updated = await github.updatePull(open.number, { title, body });
    return updated.state === 'open' ? outcome('updated', updated, sha) : 'start_over';
  }
  const created = await createPull(github, { title, body, head: branch, base: proposal.base });
  if (!created) return 'start_over';
  if (proposal.labels.length > 0) await github.addLabels(created.number, proposal.labels);
  return outcome('created', created, sha);
}

/** By branch, and when none is open there, by marker on another branch of ours. Forks do not count: anybody can write a marker. */
async function findPulls(github: GitHub, { branch, base }: Proposal, key: string) {
  const isHere = (pull: PullRequest) => pull.head.repo?.full_name.toLowerCase() === github.repository.toLowerCase();
  const onBranch = (await github.listPulls({ state: 'all', head: branch })).filter(isHere);
  const open = onBranch.find((pull) => pull.state === 'open');
  const closed = onBranch.filter((pull) => pull.state === 'closed');
  if (open) return { open, closed, branch };
  const marked = (await github.listPulls({ state: 'open', base })).find(
    (pull) => isHere(pull) && pull.head.ref.startsWith(OUR_PREFIX) && readMarker(pull.body)?.key === key,
  );
  return marked ? { open: marked, closed: [], branch: marked.head.ref } : { open: undefined, closed, branch };
}

function isCurrent(open: PullRequest, head: Commit, baseHead: string, digest: string): boolean {
  const proposed = readTrailer(head.message, 'MockOps-Digest');
  return head.parents[0]?.sha === baseHead && proposed === digest && readMarker(open.body)?.digest === digest;
}

async function uploadChanges(github: GitHub, changes: WantedChange[]) {
  const uploaded: { path: string; mode: string; sha: string | null }[] = [];
  for (const { path, mode, content } of changes) {
    uploaded.push({ path, mode, sha: content === null ? null : await github.createBlob(content) });
  }
  return uploaded;
}

/** False when somebody moved the branch since it was read. The API has no compare-and-swap, so it is read once more just before. */
async function placeBranch(
  github: GitHub,
  branch: string,
  expected: string | undefined,
  sha: string,
): Promise<boolean> {
  try {
    if ((await github.branchHead(branch)) !== expected) return false;
    if (expected === undefined) await github.createBranch(branch, sha);
    else await github.moveBranch(branch, sha);
    return true;
  } catch (error) {
    if (error instanceof GitHubRefusal && (error.says('already exists') || error.says('does not exist'))) return false;
    throw error;
  }
}

/** Undefined when another run opened it first. */
async function createPull(github: GitHub, pull: Parameters<GitHub['createPull']>[0]): Promise<PullRequest | undefined> {
  try {
    return await github.createPull(pull);
  } catch (error) {
    if (error instanceof GitHubRefusal && error.says('already exists')) return undefined;
    throw error;
  }
}

async function explainStop(github: GitHub, pull: PullRequest, key: string, changes: WantedChange[]): Promise<void> {
  const mark = `<!-- mockops:stopped key=${key} -->`;
  if ((await github.comments(pull.number)).some((comment) => comment.includes(mark))) return;
  const list = changes
    .slice(0, 50)
    .map(({ path, content }) => `- ${content === null ? 'remove' : 'write'} \`${path}\``);
  const text = `This branch holds commits that are not from MockOps, so MockOps stopped updating it. It would have changed:\n\n${list.join('\n')}\n\nTo hand it back, remove those commits or delete the branch.`;
  await github.addComment(pull.number, `${text}\n${mark}`);
}

async function closeObsolete(github: GitHub, pull: PullRequest, branch: string): Promise<void> {
  await github.addComment(
    pull.number,
    `Nothing is left to change: \`${pull.base.ref}\` has it all, or it is no longer wanted.`,
  );
  await github.updatePull(pull.number, { state: 'closed', body: markObsolete(pull.body) });
  await github.deleteBranch(branch);
}

/** A commit is ours while it is alone on its parent and its tree is the one we wrote; a person who amends it takes it over. */
function isOurs({ message, tree, parents }: Commit, key: string): boolean {
  return (
    parents.length === 1 &&
    readTrailer(message, 'MockOps-Key') === key &&
    readTrailer(message, 'MockOps-Tree') === tree.sha
  );
}

function writeCommitMessage(
  title: string,
  facts: { key: string; tree: string; digest: string; correlation_id: string },
): string {
  const trailers = [
    `MockOps-Correlation: ${facts.correlation_id.replace(/\s+/g, ' ')}`,
    `MockOps-Key: ${facts.key}`,
    `MockOps-Digest: ${facts.digest}`,
    `MockOps-Tree: ${facts.tree}`,
  ];
  return `${title}\n\n${trailers.join('\n')}\n`;
}

function readTrailer(message: string, name: string): string | undefined {
  const line = message.split('\n').findLast((candidate) => candidate.startsWith(`${name}: `));
  return line?.slice(name.length + 2).trim();
}
