// What a step type is given: its config, what it may use, and where its remarks go, redacted and within their limits.
import type { Redactor } from '../../../secrets/redactor.ts';
import { type StepContext, StepFailure } from '../../steps/step-type.ts';
import type { Kept } from '../journal.ts';
import type { AttemptName } from './attempt-id.ts';
import type { AttemptOptions } from './options.ts';
import type { Prepared } from './prepare.ts';
import { kibibytes, MAX_SUMMARY } from './results.ts';
import type { Taken } from './take.ts';

export function contextOf(
  options: AttemptOptions,
  { run, step, name, secrets, context }: Taken,
  { config, idempotency_key }: Extract<Prepared, { ok: true }>,
  { signal, said, remarks }: { signal: AbortSignal; said: { write: (message: string) => void }; remarks: Remarks },
): StepContext<unknown> {
  return {
    config,
    org_id: run.org_id,
    workspace_id: run.workspace_id,
    environment: step.environment,
    event: run.event,
    run: {
      id: run.id,
      number: run.number,
      pipeline: run.pipeline_name,
      url: context.run.url,
      seed: context.run.seed,
      started_by: run.started_by,
    },
    step: { name: name.name, item: name.item },
    idempotency_key,
    attempt: name.attempt,
    signal,
    now: options.database.clock.now,
    permit: (need) => {
      const [denied] = options.allows(run, [need]);
      if (denied !== undefined) throw new StepFailure(denied);
    },
    log: (message) => said.write(message),
    annotate: remarks.annotate,
    summarise: remarks.summarise,
    services: options.servicesFor(run, { redactor: secrets.redactor, step_name: name.name, item: name.item }),
  };
}

export interface Remarks {
  annotate: StepContext<unknown>['annotate'];
  summarise: StepContext<unknown>['summarise'];
  kept: () => Kept;
}

const MAX_ANNOTATIONS = 100;

export function collectRemarks({ name, item }: AttemptName, redactor: Redactor): Remarks {
  const annotations: unknown[] = [];
  let summary: string | undefined;
  return {
    annotate: (level, message, location) => {
      if (annotations.length >= MAX_ANNOTATIONS) return;
      const where = location === undefined ? null : redactor.text(location);
      annotations.push({ level, message: redactor.text(message).slice(0, 4_000), location: where, step: name, item });
    },
    summarise: (markdown) => {
      const size = Buffer.byteLength(markdown);
      if (size > MAX_SUMMARY)
        throw new StepFailure(`the summary is ${kibibytes(size)}; ${kibibytes(MAX_SUMMARY)} is the most`);
      summary = redactor.text(markdown);
    },
    kept: () => ({ ...(annotations.length > 0 && { annotations }), ...(summary !== undefined && { summary }) }),
  };
}
