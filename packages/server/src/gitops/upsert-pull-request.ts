// One pull request per key, updated in place: exactly one commit of ours on top of the current base.
// Never overwrites the work of a person, never reopens what a person closed, and starts over when somebody was faster.
import { setTimeout as sleep } from 'node:timers/promises';
import { OutgoingFailure } from '../outgoing/outgoing.ts';
import { type Commit, type GitHub, GitHubRefusal, type PullRequest } from './providers/github/index.ts';
import {
  correlationComment,
  correlationTrailer,
  digestOf,
  markerKey,
  markObsolete,
  readMarker,
  writeBody,
  writeTitle,
} from './pull-request-text.ts';
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
  /** Only when it is opened: what a person made of it stays. */
  draft: boolean;
  /** What a person's closing without merging means for the next proposal. */
  on_closed_unmerged: 'respect_until_changed' | 'never_again' | 'always';
  /** Open pull requests of ours in the repository, this one included; beyond it a new one waits for another run. */
  max_open: number | undefined;
  correlation_id: string;
}

export interface Outcome {
  /** deferred: something keeps it from being written now, see `reason`. */
  action: 'created' | 'updated' | 'unchanged' | 'closed' | 'deferred';
  reason: 'human_commits' | 'closed_unmerged' | 'too_many_open' | 'nothing_to_change' | null;
  number: number | null;
  pr_url: string | null;
  branch: string;
  head_sha: string | null;
}

/** The branch or its pull request changed each time it was about to be written. */
export class PullRequestConflict extends Error {}

const MAX_TRIES = 10;
/** Spread, so that those who met do not meet again. */
const MAX_PAUSE_MS = 50;
/** Branches that are ours by name; only these are looked for beyond the configured one. */
const OUR_PREFIX = 'mockops/';
const STOPPED_LABEL = 'stop-updating';

export async function upsertPullRequest(github: GitHub, proposal: Proposal, signal: AbortSignal): Promise<Outcome> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const outcome = await tryOnce(github, proposal);
    if (outcome !== 'start_over') return outcome;
    await sleep(Math.random() * MAX_PAUSE_MS * attempt, undefined, { signal });
  }
  throw new PullRequestConflict(
    `${github.repository}: ${proposal.branch} or its pull request changed each of the ${MAX_TRIES} times it was about to be updated; give steps that write this branch a common concurrency group`,
  );
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
  const outcome = (
    action: Outcome['action'],
    pull: PullRequest | undefined,
    { reason = null, sha = head }: { reason?: Outcome['reason']; sha?: string | undefined } = {},
  ): Outcome => ({
    ...{ action, reason, branch },
    number: pull?.number ?? null,
    pr_url: pull?.html_url ?? null,
    head_sha: sha ?? null,
  });

  if (changes.length === 0) {
    if (!open || !ours) return outcome('unchanged', open, { reason: 'nothing_to_change' });
    await closeObsolete(github, open, branch);
    return outcome('closed', open);
  }
  const merged = closed.some((pull) => pull.merged_at !== null && pull.head.sha === head);
  const isTaken = head !== undefined && !ours && !merged && head !== baseHead;
  if (isTaken && !(open && (await takeBack(github, open, key)))) {
    if (open) await explainStop(github, open, key, changes);
    return outcome('deferred', open ?? closed[0], { reason: 'human_commits' });
  }
  const digest = digestOf(JSON.stringify([...proposal.files].sort(([a], [b]) => (a < b ? -1 : 1))));
  const rejected = open ? undefined : closed[0]?.merged_at === null ? closed[0] : undefined;
  if (rejected && isRespected(proposal, rejected, digest))
    return outcome('deferred', rejected, { reason: 'closed_unmerged' });
  if (open && ours && isCurrent(open, headCommit, baseHead, digest)) return outcome('unchanged', open);
  if (!open && (await isCrowded(github, proposal))) return outcome('deferred', undefined, { reason: 'too_many_open' });

  const title = writeTitle(proposal.title);
  const tree = await github.createTree(baseTree, await uploadChanges(github, changes));
  const message = writeCommitMessage(title, { key, tree, digest, correlation_id: proposal.correlation_id });
  const sha = await github.createCommit({ message, tree, parents: [baseHead] });
  if (!(await placeBranch(github, branch, head, sha))) return 'start_over';

  const follows = rejected ? `Follows #${rejected.number}, which was closed without being merged. ` : '';
  const footer = `${follows}${proposal.footer}\n${correlationComment(proposal.correlation_id)}`;
  const body = writeBody(proposal.body, footer, { key, digest, obsolete: false });
  if (open) {
    const updated = await github.updatePull(open.number, { title, body });
    if (updated.state === 'open') return outcome('updated', updated, { sha });
    // Closed meanwhile: what was refused is what stood there, not what we came with.
    if (updated.merged_at === null) await github.updatePull(open.number, { title: open.title, body: open.body ?? '' });
    return 'start_over';
  }
  const { base, draft, labels } = proposal;
  const created = await createPull(github, { title, body, head: branch, base, draft });
  if (!created) return 'start_over';
  if (labels.length > 0) await github.addLabels(created.number, labels);
  return outcome('created', created, { sha });
}

/** A closing of our own, because nothing was left to change, rejects nothing. */
function isRespected({ on_closed_unmerged }: Proposal, rejected: PullRequest, digest: string): boolean {
  const marker = readMarker(rejected.body);
  if (on_closed_unmerged === 'always' || marker?.obsolete) return false;
  return on_closed_unmerged === 'never_again' || marker?.digest === digest;
}

async function isCrowded(github: GitHub, { max_open }: Proposal): Promise<boolean> {
  if (max_open === undefined) return false;
  const open = await github.listPulls({ state: 'open' });
  return open.filter((pull) => pull.head.ref.startsWith(OUR_PREFIX) && isHere(github, pull)).length >= max_open;
}

/** By branch, and when none is open there, by marker on another branch of ours. Forks do not count: anybody can write a marker. */
async function findPulls(github: GitHub, { branch, base }: Proposal, key: string) {
  const onBranch = (await github.listPulls({ state: 'all', head: branch })).filter((pull) => isHere(github, pull));
  const open = onBranch.find((pull) => pull.state === 'open');
  const closed = onBranch.filter((pull) => pull.state === 'closed');
  if (open) return { open, closed, branch };
  const marked = (await github.listPulls({ state: 'open', base })).find(
    (pull) => isHere(github, pull) && pull.head.ref.startsWith(OUR_PREFIX) && readMarker(pull.body)?.key === key,
  );
  return marked ? { open: marked, closed: [], branch: marked.head.ref } : { open: undefined, closed, branch };
}

function isHere(github: GitHub, pull: PullRequest): boolean {
  return pull.head.repo?.full_name.toLowerCase() === github.repository.toLowerCase();
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

const REBUILD = '<!-- mockops:rebuild -->';

/** Our comment about having stopped. Anybody can write its words, so it must be of the account that opened the pull request. */
async function findStop(github: GitHub, pull: PullRequest, key: string) {
  const mark = `<!-- mockops:stopped key=${key} -->`;
  const comments = await github.comments(pull.number);
  return comments.find(({ body, user }) => body?.includes(mark) && user?.login === pull.user?.login);
}

/** True when a person ticked the box that hands the branch back; the box is cleared, so that it counts once. */
async function takeBack(github: GitHub, pull: PullRequest, key: string): Promise<boolean> {
  const stop = await findStop(github, pull, key);
  if (!stop?.body?.includes(`[x] ${REBUILD}`)) return false;
  await github.updateComment(stop.id, 'This branch was handed back to MockOps, which updates it again.');
  return true;
}

async function explainStop(github: GitHub, pull: PullRequest, key: string, changes: WantedChange[]): Promise<void> {
  if (await findStop(github, pull, key)) return;
  const list = changes
    .slice(0, 50)
    .map(({ path, content }) => `- ${content === null ? 'remove' : 'write'} \`${path.replaceAll('`', ' ')}\``);
  const text = [
    'This branch holds commits that are not from MockOps, so MockOps stopped updating it. It would have changed:',
    ...list,
    '',
    `- [ ] ${REBUILD} throw those commits away and let MockOps update this branch again`,
    '',
    `<!-- mockops:stopped key=${key} -->`,
  ];
  await github.addComment(pull.number, text.join('\n'));
  await github.addLabels(pull.number, [STOPPED_LABEL]);
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
    correlationTrailer(facts.correlation_id),
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
