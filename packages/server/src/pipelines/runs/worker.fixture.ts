// A control plane with a worker in this process, and step types that do as the test says: what the tests of this folder start from.
import type { Execution } from '@mockops/contract';
import { pino } from 'pino';
import { z } from 'zod';
import { createClosers } from '../../closers.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { startTestControl, type TestControl } from '../../test-control.ts';
import { startWorkerRole, type WorkerRole } from '../../worker-role.ts';
import type { StepContext, StepType } from '../steps/step-type.ts';

type Body = StepType['run'];

export interface RunFixture {
  server: TestControl;
  errors: unknown[];
  /** Says what a step does, by the name of its pipeline and its own: `deploy/build`; once it was woken: `deploy/build resumes`. */
  when: (step: string, body: Body) => void;
  /** Contexts of attempts that began, in order. */
  begun: StepContext<unknown>[];
  /** Saves a pipeline that a new workspace of its name starts, and starts it. Answers the id of its newest run. */
  start: (name: string, yaml: string) => Promise<string>;
  /** Starts it once more. */
  again: (name: string) => Promise<string>;
  get: (id: string) => Promise<Execution>;
  /** When the run fulfils this; by default when it ended. */
  until: (id: string, is?: (run: Execution) => boolean) => Promise<Execution>;
  startWorker: () => Promise<void>;
  stopWorker: () => Promise<void>;
  close: () => Promise<void>;
}

export async function createRunFixture(): Promise<RunFixture> {
  const bodies = new Map<string, Body>();
  const begun: StepContext<unknown>[] = [];
  const errors: unknown[] = [];
  const run: Body = (context) => {
    begun.push(context);
    return bodies.get(`${context.run.pipeline}/${context.step.name}`)?.(context) ?? Promise.resolve({});
  };
  const resume: StepType['resume'] = async (context, stimulus, state) =>
    (await bodies.get(`${context.run.pipeline}/${context.step.name} resumes`)?.(context)) ?? {
      woken_by: stimulus.kind,
      ...state,
    };
  const type = (name: string, effect: StepType['effect'], more: Partial<StepType> = {}): StepType => ({
    type: name,
    summary: '',
    effect,
    config: z.record(z.string(), z.json()),
    timeout_ms: 30_000,
    run,
    ...more,
  });
  const step_types: Record<string, StepType> = {
    work: type('work', 'idempotent'),
    send: type('send', 'effect'),
    send_known: type('send_known', 'effect', { reconcile: async () => ({ reconciled: true }) }),
    pause: type('pause', 'wait', { resume }),
    call: type('call', 'wait', { resume }),
  };
  const server = await startTestControl({ step_types });
  let worker: WorkerRole | undefined;
  let closers = createClosers((error) => errors.push(error));
  const fixture: RunFixture = {
    server,
    errors,
    begun,
    when: (step, body) => void bodies.set(step, body),
    start: async (name, yaml) => {
      const source = `name: ${name}\ntriggers: [{ manual: {} }]\n${yaml}`;
      await server.api.savePipeline({ body: { source } });
      return fixture.again(name);
    },
    again: async (name) => (await server.api.startRun({ params: { pipeline: name }, body: {} })).id,
    get: (execution) => server.api.getExecution({ params: { execution } }),
    until: async (id, is = ({ completed_at }) => completed_at !== null) => {
      for (;;) {
        const execution = await fixture.get(id);
        if (is(execution)) return execution;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    startWorker: async () => {
      worker = await startWorkerRole({
        config: { heartbeat_ms: 100, dead_after_ms: 60_000, drain_ms: 100 },
        log: pino({ level: 'silent' }),
        metrics: createMetrics(),
        closers,
        database: server.database,
        control: server.control,
        instance: `worker-${Math.random()}`,
        onError: () => (error) => errors.push(error),
      });
    },
    stopWorker: async () => {
      await closers.close();
      worker = undefined;
      closers = createClosers((error) => errors.push(error));
    },
    close: async () => {
      if (worker) await fixture.stopWorker();
      await server.control.runs.close();
      await server.close();
    },
  };
  return fixture;
}

/** Of steps and cells, by name. */
export function statuses(run: Execution): Record<string, string> {
  return Object.fromEntries(
    run.steps.map(({ name, item, status }) => [item === '' ? name : `${name}[${item}]`, status]),
  );
}

/** Holds attempts until the test lets them go on. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** A step that ends when it is told to stop. */
export function untilStopped({ signal }: StepContext<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
