// `update_ci`: starts a GitHub Actions workflow, once per run and step, and may wait for its end without holding a slot. In: the workflow.
// Out: workflow, ref, the id it was started with, the run's page when GitHub shows it, and how it ended.
import { findGitHub, gitNeeds, missingGitHub } from '../../../gitops/find-connection.ts';
import { type GitHub, GitHubRefusal, openGitHub, type WorkflowRun } from '../../../gitops/providers/github/index.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';
import { peekDelivery, sendOnce } from '../../../notify/send-once.ts';
import { OutgoingFailure, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { GOOD_CONCLUSIONS, Started, UpdateCiConfig, UpdateCiOutputs } from './schema.ts';

type Context = StepContext<UpdateCiConfig>;
interface Dispatch {
  workflow: string;
  ref: string;
  run_id: string;
}

export const updateCi = defineStep<UpdateCiConfig>({
  type: 'update_ci',
  summary: 'Starts a GitHub Actions workflow',
  effect: 'effect',
  config: UpdateCiConfig,
  outputs: UpdateCiOutputs,
  sinks: { connection: 'connection', repo: 'host', repository: 'host', ref: 'git_ref', workflow: 'path' },
  timeout_ms: 60_000,
  needs: ({ repo, repository }) => gitNeeds(repo ?? repository),
  check: async ({ connection }, { workspace_id, services }) => {
    const wanted = { workspace: workspace_id, name: connection };
    return (await findGitHub({ services, ...wanted })) ? [] : [missingGitHub(wanted)];
  },
  run: (context) =>
    withGitHub(context, async (github, dispatch) => {
      const started_at = nowOf(context).getTime();
      const receipt = await startOnce(context, github, dispatch);
      return goOn(context, receipt, { started_at, polls: 0, id: null });
    }),
  resume: (context, _, state) =>
    withGitHub(context, async (github, dispatch) => {
      const started = Started.parse(state);
      const { key, target } = deliveryOf(context, github, dispatch);
      const delivery = await peekDelivery(context.services.deliveries, key, target);
      const receipt = delivery.state === 'sent' ? delivery.receipt : receiptOf(github, dispatch);
      const found = await findRun(github, dispatch, started);
      if (found?.status !== 'completed')
        return goOn(
          context,
          { ...receipt, run_url: found?.html_url ?? null },
          { ...started, id: found?.id ?? started.id },
        );
      return judge(context, { ...receipt, run_url: found.html_url, conclusion: found.conclusion ?? 'unknown' });
    }),
  reconcile: (context) =>
    withGitHub(context, async (github, dispatch) => {
      const { deliveries } = context.services;
      const { key, target } = deliveryOf(context, github, dispatch);
      const delivery = await peekDelivery(deliveries, key, target);
      // The start is known, and the wait for its end may begin (again).
      if (context.config.wait && delivery.state === 'sent') return 'not_done';
      if (delivery.state === 'sent') return delivery.receipt;
      if (delivery.state === 'none') return 'not_done';
      const found = await findRun(github, dispatch);
      if (!found) return 'unknown';
      const receipt = { ...receiptOf(github, dispatch), run_url: found.html_url };
      await deliveries.complete(key, receipt);
      return context.config.wait ? 'not_done' : receipt;
    }),
});

/** Sends at most once; a start whose answer was lost is looked for before it counts as failed. */
async function startOnce(context: Context, github: GitHub, dispatch: Dispatch): Promise<Outputs> {
  const { deliveries } = context.services;
  const { key, target } = deliveryOf(context, github, dispatch);
  try {
    const send = () => start(context, github, dispatch);
    return await sendOnce({ deliveries, key, target, repeatable: false, send });
  } catch (error) {
    if (!(error instanceof OutgoingFailure) || error.sent === 'no') throw error;
    const found = await findRun(github, dispatch);
    if (!found) throw error;
    const receipt = { ...receiptOf(github, dispatch), run_url: found.html_url };
    await deliveries.complete(key, receipt);
    return receipt;
  }
}

const FIRST_LOOK_MS = 5_000;
const RAREST_LOOK_MS = 60_000;
const GROWTH = 1.5;

/** Waits for another look when the config asks for the end; else the start is the end. */
function goOn(context: Context, receipt: Outputs, started: Started): Outputs | Suspended {
  const { wait } = context.config;
  if (!wait) return receipt;
  const now = nowOf(context).getTime();
  const until = started.started_at + wait.timeout;
  if (now >= until) {
    const seconds = Math.round(wait.timeout / 1_000);
    const hint =
      receipt.run_url === null
        ? '; let the workflow name its runs after the input mockops_run_id (run-name), so that they are found'
        : '';
    throw new StepFailure(`${receipt.workflow} did not end within ${seconds} s${hint}`, 'permanent', {
      outputs: receipt,
    });
  }
  const pause = Math.min(RAREST_LOOK_MS, FIRST_LOOK_MS * GROWTH ** started.polls);
  return new Suspended({
    waiting_for: `workflow ${receipt.workflow} on ${receipt.ref}`,
    wake_at: new Date(Math.min(now + pause, until)),
    state: { ...started, polls: started.polls + 1 },
  });
}

function judge({ config, log }: Context, outputs: Outputs & { conclusion: string }): Outputs {
  log(`${outputs.workflow} ended: ${outputs.conclusion}`);
  if (config.wait?.expect === 'any' || GOOD_CONCLUSIONS.includes(outputs.conclusion)) return outputs;
  throw new StepFailure(`${outputs.workflow} ended with "${outputs.conclusion}": ${outputs.run_url}`, 'permanent', {
    outputs,
  });
}

function nowOf({ now }: Context): Date {
  return now?.() ?? new Date();
}

function withGitHub<T>(context: Context, use: (github: GitHub, dispatch: Dispatch) => Promise<T>): Promise<T> {
  const { config, services, signal, workspace_id, idempotency_key } = context;
  return asStepWork(async () => {
    const wanted = { workspace: workspace_id, name: config.connection };
    const settings = await findGitHub({ services, ...wanted });
    if (!settings) throw new StepFailure(missingGitHub(wanted));
    const named = config.repo ?? config.repository;
    const repository = (named && readRepositoryName(named)) || settings.repository;
    context.permit?.({ kind: 'git', target: repository });
    const dispatch = {
      workflow: config.workflow.replace(/^.*\//, ''),
      ref: config.ref ?? settings.base_branch,
      run_id: idempotency_key,
    };
    return withOutgoing({ guard: services.guard }, (outgoing) =>
      use(openGitHub({ settings, repository, outgoing, signal }), dispatch),
    );
  });
}

function deliveryOf(context: Context, github: GitHub, { workflow, ref }: Dispatch) {
  const target = `${github.repository}/${workflow}@${ref}`;
  return { target, key: `${context.idempotency_key}/${target}` };
}

async function start(context: Context, github: GitHub, dispatch: Dispatch): Promise<Record<string, unknown>> {
  const { workflow, ref, run_id } = dispatch;
  const inputs = Object.fromEntries(
    Object.entries(context.config.inputs).map(([name, value]) => [name, String(value)]),
  );
  try {
    await github.dispatchWorkflow(workflow, ref, { ...inputs, mockops_run_id: run_id });
  } catch (error) {
    /** GitHub refuses inputs that a workflow does not declare; ours is a convenience, the user's are not. */
    if (!(error instanceof GitHubRefusal) || !error.says('unexpected inputs') || !error.says('mockops_run_id'))
      throw error;
    context.log(`${workflow} declares no input mockops_run_id; without it, an interrupted start cannot be found again`);
    await github.dispatchWorkflow(workflow, ref, inputs);
  }
  return receiptOf(github, dispatch);
}

function receiptOf({ repository }: GitHub, dispatch: Dispatch) {
  return { ...dispatch, repository, run_url: null, conclusion: null };
}

/**
 * The run shows our id when the workflow's `run-name` contains the input. One that was found before is asked for by its id. Without either, a run counts
 * as ours when it is the only one that began on the branch since the start.
 */
async function findRun(github: GitHub, dispatch: Dispatch, started?: Started): Promise<WorkflowRun | undefined> {
  if (started?.id != null) return github.workflowRun(started.id);
  const runs = await github.dispatchedRuns(dispatch.workflow, dispatch.ref);
  const mine = runs.find(({ name, display_title }) =>
    [name, display_title].some((text) => text?.split(/\s+/).includes(dispatch.run_id)),
  );
  if (mine || !started) return mine;
  const since = runs.filter(
    ({ created_at }) => created_at != null && Date.parse(created_at) >= started.started_at - CLOCK_SKEW_MS,
  );
  return since.length === 1 ? since[0] : undefined;
}

const CLOCK_SKEW_MS = 5_000;
