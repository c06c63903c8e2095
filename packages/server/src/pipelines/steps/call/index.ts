// `call`: runs another pipeline as a step. In: the pipeline, its inputs, secrets by name. Out: its outputs, and which run it was.
// The called run is one per step, however often the step is tried; the step waits for its end without holding a place.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { type CalledRun, nowOf, referenceTo } from '../waiting.ts';
import { CallConfig, readTarget } from './schema.ts';

type Context = StepContext<CallConfig>;

/** The called run wakes the step. Should it have ended before the step waited, the step looks for itself after these pauses. */
const LOOK_AFTER_MS = [2_000, 30_000, 300_000, 3_600_000];

const State = z.object({ execution_id: z.string(), looks: z.int() });

export const call = defineStep<CallConfig>({
  type: 'call',
  summary: 'Runs another pipeline and waits for its outputs',
  effect: 'wait',
  config: CallConfig,
  // What the called pipeline declares stands beside these.
  outputs: z.looseObject({ execution_id: z.string(), status: z.string() }),
  outputs_from: 'outside',
  timeout_ms: 30_000,
  needs: ({ pipeline }) => [{ kind: 'call', target: readTarget(pipeline).name }],
  run: (context) =>
    asStepWork(async () => {
      const { pipeline, inputs, secrets } = context.config;
      const { name, revision } = readTarget(pipeline);
      const run = await context.services.calls.start({
        from: referenceTo(context),
        pipeline: name,
        revision,
        inputs,
        secrets,
      });
      context.log(`run #${run.number} of "${name}" was started: ${run.execution_id}`);
      return standing(context, run, 0);
    }),
  resume: (context, _, state) =>
    asStepWork(async () => {
      const { execution_id, looks } = State.parse(state);
      const run = await context.services.calls.find(execution_id);
      if (!run) throw new StepFailure(`the called run ${execution_id} is gone; its pipeline was deleted`);
      return standing(context, run, looks + 1);
    }),
});

function standing(context: Context, run: CalledRun, looks: number): Outputs | Suspended {
  const { execution_id, number, status, ended } = run;
  const what = `run #${number} of "${readTarget(context.config.pipeline).name}"`;
  if (!ended) {
    const pause_ms = LOOK_AFTER_MS[Math.min(looks, LOOK_AFTER_MS.length - 1)] ?? 0;
    return new Suspended({
      waiting_for: what,
      wake_at: new Date(nowOf(context).getTime() + pause_ms),
      state: { execution_id, looks },
    });
  }
  const outputs = { ...ended.outputs, execution_id, status };
  if (status === 'succeeded') return outputs;
  const why = ended.message === null ? '' : `: ${ended.message}`;
  throw new StepFailure(`${what} ended ${status}${why}`, 'permanent', { outputs });
}
