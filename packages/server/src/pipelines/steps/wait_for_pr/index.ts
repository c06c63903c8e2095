// `wait_for_pr`: waits until a pull request is merged or closed, holding no slot. In: which one. Out: what became of it. A webhook wakes it; a look every
// few minutes, ever rarer, finds what no webhook told, and tells it as an event.
import { findGitHub, gitNeeds, missingGitHub } from '../../../gitops/find-connection.ts';
import { openGitHub, type PullRequest } from '../../../gitops/providers/github/index.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';
import { withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { WaitForPrConfig, WaitForPrOutputs, WaitState } from './schema.ts';

type Context = StepContext<WaitForPrConfig>;

const FIRST_LOOK_MS = 300_000;
const RAREST_LOOK_MS = 3_600_000;
const GROWTH = 1.5;

export const waitForPr = defineStep<WaitForPrConfig>({
  type: 'wait_for_pr',
  summary: 'Waits until a pull request is merged or closed',
  effect: 'wait',
  config: WaitForPrConfig,
  outputs: WaitForPrOutputs,
  sinks: { connection: 'connection', repo: 'host', repository: 'host' },
  timeout_ms: 60_000,
  needs: ({ repo, repository }) => gitNeeds(repo ?? repository),
  emits: ({ repo, repository = repo }) => [
    { type: 'pr.merged', data: { repository } },
    { type: 'pr.closed', data: { repository } },
  ],
  check: async ({ connection }, { workspace_id, services }) => {
    const wanted = { workspace: workspace_id, name: connection };
    return (await findGitHub({ services, ...wanted })) ? [] : [missingGitHub(wanted)];
  },
  run: (context) => asStepWork(() => look(context, { polls: 0, since: nowOf(context) })),
  resume: (context, _, state) => asStepWork(() => look(context, WaitState.parse(state))),
});

async function look(context: Context, state: WaitState): Promise<Outputs | Suspended> {
  const { config, services, signal, workspace_id, log } = context;
  const wanted = { workspace: workspace_id, name: config.connection };
  const settings = await findGitHub({ services, ...wanted });
  if (!settings) throw new StepFailure(missingGitHub(wanted));
  const named = config.repo ?? config.repository;
  const repository = (named && readRepositoryName(named)) || settings.repository;
  context.permit?.({ kind: 'git', target: repository });
  const pull = await withOutgoing({ guard: services.guard }, (outgoing) =>
    openGitHub({ settings, repository, outgoing, signal }).pull(config.number),
  );
  if (pull.state === 'open') return suspend(context, repository, pull, state);
  const merged = pull.merged_at !== null;
  await services.tellPullRequest({
    ...{ repository, number: pull.number, merged },
    branch: pull.head.ref,
    url: pull.html_url,
  });
  log(`${repository}#${pull.number} is ${merged ? 'merged' : 'closed without being merged'}`);
  const outputs = describe(pull);
  if (merged || config.until === 'closed') return outputs;
  throw new StepFailure(`${pull.html_url} was closed without being merged`, 'permanent', { outputs });
}

function suspend(context: Context, repository: string, pull: PullRequest, { polls, since }: WaitState): Suspended {
  const { number, until, timeout } = context.config;
  const now = nowOf(context);
  const end = since + timeout;
  if (now >= end) {
    const hours = Math.round(timeout / 360_000) / 10;
    throw new StepFailure(`${pull.html_url} was still open after ${hours} h`, 'permanent', { outputs: describe(pull) });
  }
  const pause = Math.min(RAREST_LOOK_MS, FIRST_LOOK_MS * GROWTH ** polls);
  return new Suspended({
    waiting_for: `${repository}#${number} to be ${until}`,
    wake_at: new Date(Math.min(now + pause, end)),
    state: { polls: polls + 1, since },
    event: { type: 'pr.*', filters: { repository, number } },
  });
}

function nowOf({ now }: Context): number {
  return (now?.() ?? new Date()).getTime();
}

function describe(pull: PullRequest) {
  const { state, number, html_url } = pull;
  return { merged: pull.merged_at !== null, state, sha: pull.head.sha, number, pr_url: html_url };
}
