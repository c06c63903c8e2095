// `create_pr`: proposes files as one pull request per key, created once and updated in place by later runs.
// In: files, artifacts of earlier steps, or the drift fix of the contract. Out: number, pr_url, branch, head_sha, and what was done.
import { TEMPLATES, writeTemplate } from '../../../gitops/body-templates.ts';
import { findGitHub, gitNeeds, missingGitHub } from '../../../gitops/find-connection.ts';
import { type GitHubSettings, openGitHub } from '../../../gitops/providers/github/index.ts';
import { branchName, isBranchName } from '../../../gitops/pull-request-text.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';
import { type Proposal, upsertPullRequest } from '../../../gitops/upsert-pull-request.ts';
import { withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { CreatePrConfig, CreatePrOutputs } from './schema.ts';

type Context = StepContext<CreatePrConfig>;

export const createPr = defineStep<CreatePrConfig>({
  type: 'create_pr',
  summary: 'Opens a pull request with changed files, or updates the one that is open',
  effect: 'idempotent',
  config: CreatePrConfig,
  outputs: CreatePrOutputs,
  sinks: {
    connection: 'connection',
    repo: 'host',
    repository: 'host',
    base: 'git_ref',
    base_branch: 'git_ref',
    branch: 'git_ref',
    'files.*.path': 'path',
    body: 'markdown',
    // Templates escape what they show.
    'body.data': 'plain',
  },
  timeout_ms: 120_000,
  needs: ({ repo, repository }) => gitNeeds(repo ?? repository),
  emits: ({ repo, repository = repo }) => [
    { type: 'pr.merged', data: { repository } },
    { type: 'pr.closed', data: { repository } },
  ],
  check: async ({ connection }, { workspace_id, services }) => {
    const wanted = { workspace: workspace_id, name: connection };
    return (await findGitHub({ services, ...wanted })) ? [] : [missingGitHub(wanted)];
  },
  run: (context) =>
    asStepWork(async () => {
      const { config, services, workspace_id, signal } = context;
      const wanted = { workspace: workspace_id, name: config.connection };
      const settings = await findGitHub({ services, ...wanted });
      if (!settings) throw new StepFailure(missingGitHub(wanted));
      const named = config.repo ?? config.repository;
      const repository = (named && readRepositoryName(named)) || settings.repository;
      context.permit?.({ kind: 'git', target: repository });
      const proposal = await buildProposal(context, settings);
      const outcome = await withOutgoing({ guard: services.guard }, (outgoing) =>
        upsertPullRequest(openGitHub({ settings, repository, outgoing, signal }), proposal, signal),
      );
      const why = outcome.reason === null ? '' : ` (${outcome.reason.replaceAll('_', ' ')})`;
      context.log(`pull request ${outcome.action}${why}${outcome.pr_url === null ? '' : `: ${outcome.pr_url}`}`);
      return { ...outcome, repository };
    }),
});

async function buildProposal(context: Context, settings: GitHubSettings): Promise<Proposal> {
  const { config, event, run, workspace_id } = context;
  const scope = workspace_id ?? 'organisation';
  const contract = (config.include ?? []).includes('contract') ? await proposeContract(context, settings) : undefined;
  const base = config.base ?? config.base_branch ?? settings.base_branch;
  const branch = config.branch ?? branchName(contract ? 'contract' : run.pipeline, scope);
  if (!isBranchName(branch)) throw new StepFailure(`"${branch}" is no valid branch name; change branch of this step`);
  if (branch === base) {
    throw new StepFailure(
      `branch and base are both "${base}"; branch is where the change is pushed, base_branch is where it should go`,
    );
  }
  const files = await gatherFiles(context, contract?.files);
  const summary = (contract?.summary ?? []).map((line) => `- ${line.replace(/\s+/g, ' ')}`).join('\n');
  return {
    base,
    branch,
    dedupe_key: config.dedupe_key ?? branch,
    title: config.title ?? (contract ? `Update the contract of ${scope}` : `${run.pipeline}: ${scope}`),
    body: [writeText(config.body), summary].filter((text) => text !== undefined && text !== '').join('\n\n'),
    footer: `Proposed by MockOps, [${escapeLabel(run.pipeline)} run ${run.number}](${run.url}), for event ${event.type}. MockOps keeps one commit here up to date and stops when others commit; closing it is respected until the content changes.`,
    files,
    labels: config.labels,
    draft: config.draft,
    on_closed_unmerged: config.on_closed_unmerged,
    max_open: config.max_open,
    correlation_id: event.correlation_id,
  };
}

async function gatherFiles(
  { config, services }: Context,
  contract: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string | null>> {
  const files = new Map<string, string | null>(contract);
  const addAll = async (folder: string, reference: string) => {
    for (const [path, text] of Object.entries(await services.files.get(reference)))
      files.set(folder === '.' ? path : `${folder}/${path}`, text);
  };
  for (const reference of config.artifacts ?? []) await addAll('.', reference);
  for (const { path, content, artifact, operation, type } of config.files ?? []) {
    if ((operation ?? type) === 'delete') files.set(path, null);
    else if (artifact === undefined) files.set(path, content ?? '');
    else await addAll(path, artifact);
  }
  return files;
}

function writeText(body: CreatePrConfig['body']): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  const text = writeTemplate(body.template, body.data);
  if (text !== undefined) return text;
  const known = TEMPLATES.join(', ');
  throw new StepFailure(`there is no template "${body.template}" for the body; write text, or use one of ${known}`);
}

/** Files by their path in the workspace's folder, put below the connection's directory, or below one named like the workspace: several share a repository. */
async function proposeContract({ workspace_id, services }: Context, { directory }: GitHubSettings) {
  if (workspace_id === null)
    throw new StepFailure('include: [contract] needs an event of a workspace; this event has none');
  const { files, summary } = await services.proposeDriftFix(workspace_id);
  const folder = (directory ?? workspace_id).replace(/^\/+|\/+$/g, '');
  const place = (name: string) => (folder === '.' ? name : `${folder}/${name}`);
  return { files: new Map(Object.entries(files).map(([name, text]) => [place(name), text])), summary };
}

function escapeLabel(text: string): string {
  return text.replace(/[[\]\\<>`*_@#]/g, ' ').trim();
}
