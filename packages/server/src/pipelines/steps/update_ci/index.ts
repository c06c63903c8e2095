// `update_ci`: starts a GitHub Actions workflow, once per run and step. In: the workflow. Out: workflow, ref, the id it was started
// with, and the run's page when GitHub shows it already.
import { findGitHub, missingGitHub } from '../../../gitops/find-connection.ts';
import { type GitHub, GitHubRefusal, openGitHub } from '../../../gitops/providers/github/index.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';
import { peekDelivery, sendOnce } from '../../../notify/send-once.ts';
import { OutgoingFailure, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { UpdateCiConfig } from './schema.ts';

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
  timeout_ms: 60_000,
  check: async ({ connection }, { workspace_id, services }) => {
    const wanted = { workspace: workspace_id, name: connection };
    return (await findGitHub({ services, ...wanted })) ? [] : [missingGitHub(wanted)];
  },
  run: (context) =>
    withGitHub(context, async (github, dispatch) => {
      const { deliveries } = context.services;
      const { key, target } = deliveryOf(context, github, dispatch);
      try {
        return await sendOnce({
          deliveries,
          key,
          target,
          repeatable: false,
          send: () => start(context, github, dispatch),
        });
      } catch (error) {
        if (!(error instanceof OutgoingFailure) || error.sent === 'no') throw error;
        const found = await findRun(github, dispatch);
        if (!found) throw error;
        await deliveries.complete(key, found);
        return found;
      }
    }),
  reconcile: (context) =>
    withGitHub(context, async (github, dispatch) => {
      const { deliveries } = context.services;
      const { key, target } = deliveryOf(context, github, dispatch);
      const delivery = await peekDelivery(deliveries, key, target);
      if (delivery.state === 'sent') return delivery.receipt;
      if (delivery.state === 'none') return 'not_done';
      const found = await findRun(github, dispatch);
      if (!found) return 'unknown';
      await deliveries.complete(key, found);
      return found;
    }),
});

function withGitHub<T>(context: Context, use: (github: GitHub, dispatch: Dispatch) => Promise<T>): Promise<T> {
  const { config, services, signal, workspace_id, idempotency_key } = context;
  return asStepWork(async () => {
    const wanted = { workspace: workspace_id, name: config.connection };
    const settings = await findGitHub({ services, ...wanted });
    if (!settings) throw new StepFailure(missingGitHub(wanted));
    const repository = config.repository === undefined ? undefined : readRepositoryName(config.repository);
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
  return { ...dispatch, repository: github.repository, run_url: null };
}

/** The run shows our id when the workflow's `run-name` contains the input. */
async function findRun(github: GitHub, dispatch: Dispatch): Promise<Record<string, unknown> | undefined> {
  const runs = await github.dispatchedRuns(dispatch.workflow, dispatch.ref);
  const mine = runs.find(({ name, display_title }) =>
    [name, display_title].some((text) => text?.split(/\s+/).includes(dispatch.run_id)),
  );
  return mine && { ...dispatch, repository: github.repository, run_url: mine.html_url };
}
