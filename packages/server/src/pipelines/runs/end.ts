// What follows from the end of a run beyond the run: the step that called it goes on, and a pipeline that keeps failing is switched off.
import type { Tx } from '../../db/database.ts';
import type { Events } from '../../events/service.ts';
import type { RunEnded } from './carry-out.ts';
import { asOutputs } from './cells/store.ts';
import type { PinnedRun } from './pinned.ts';
import type { Runs } from './ports.ts';
import { aboutRun } from './run-events.ts';
import { countFailure, pausePipeline } from './store.ts';

export function createOnEnd(options: {
  events: Pick<Events, 'emit'>;
  wake: () => Runs['wake'];
  /** After the commit: it may have called others. */
  onCallerEnded: () => void;
}) {
  return async function onEnd(tx: Tx, run: PinnedRun, { status, outputs, started }: RunEnded): Promise<void> {
    if (run.called_by) {
      const stimulus = { kind: 'run', execution_id: run.id, status, outputs: asOutputs(outputs) } as const;
      await options.wake()(tx, run.called_by, stimulus);
    }
    // What a step called ends with it; in transactions of their own (due/tasks.ts), since a called run takes locks the other way round.
    if (run.plan.steps.some(({ type }) => type === 'call')) tx.afterCommit(options.onCallerEnded);
    const limit = run.document.limits?.pause_after_failures;
    const failed = status === 'failed' || status === 'timed_out';
    if (limit === undefined || run.pipeline_id === null || !started || (!failed && status !== 'succeeded')) return;
    const counted = await countFailure(tx.db, run.pipeline_id, failed);
    if (!counted?.enabled || counted.failures < limit) return;
    const { failures } = counted;
    const reason = `${failures} runs failed in a row (limits.pause_after_failures); enable it once the cause is mended`;
    await pausePipeline(tx.db, run.pipeline_id, reason);
    const data = { pipeline: run.pipeline_name, failures, reason };
    await options.events.emit(tx, { type: 'pipeline.paused', data, ...aboutRun(run) });
  };
}
