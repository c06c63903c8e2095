// A pipeline against a case, in this process: events at virtual times, delays and waits that cost nothing, stubs in place of the outside. The matching,
// the walk and the machines are those of the server. Out: what ran, what was decided about each event, and what would have been done outside.
import { Filters } from '@mockops/contract';
import { planRun } from '../run/plan.ts';
import { matchTrigger } from '../trigger/match.ts';
import { firesBetween, jitterOf } from '../trigger/schedule.ts';
import { createAttempts } from './attempt.ts';
import { createVirtualClock } from './clock.ts';
import { createDelivery } from './delivery.ts';
import { type Emitted, ofCase, toEnvelope } from './envelope.ts';
import { createPeople, type People } from './people.ts';
import { findCell, iso, reportRun, reportStep } from './rows.ts';
import { createRunner, type Runner } from './runner.ts';
import { createStubBook } from './stubs.ts';
import type { LocalDecision, LocalEffect, LocalOptions, LocalOutcome } from './types.ts';

/** Far beyond what a case needs; a pipeline that starts itself for ever gets there. */
const MOST_ACTIONS = 200_000;

export async function runLocally(options: LocalOptions): Promise<LocalOutcome> {
  const { document, stubs, decisions: people_of_case } = options;
  const plan = planRun(document);
  const start = Date.parse(options.start);
  const clock = createVirtualClock(start);
  const effects: LocalEffect[] = [];
  const decisions: LocalDecision[] = [];
  let emitted = 0;

  const attempt = createAttempts({
    options,
    plan,
    clock,
    stubs: createStubBook(stubs),
    runner: () => runner,
    people: () => people,
    effects,
    emit: (run, event) =>
      clock.at(clock.now(), () =>
        emit(
          {
            ...event,
            actor: `pipeline:${document.name}`,
            workspace_id: run.base.workspace_id,
            correlation_id: run.event.correlation_id,
            causation_id: run.event.id,
            depth: run.event.depth + 1,
          },
          false,
        ),
      ),
  });
  const runner: Runner = createRunner({
    plan,
    clock,
    attempt,
    onStep: (run, name, item) => {
      const step = plan.steps.find((one) => one.name === name);
      const cell = findCell(run, name, item);
      if (step && cell) options.onStep?.(reportRun(run, plan), reportStep(run, step, cell));
    },
  });
  const people: People = createPeople({
    clock,
    decisions: people_of_case,
    wake: runner.wake,
    note: (run, step, item, message) => run.log.push({ at: iso(clock.now()), step, item, message }),
  });
  const delivery = createDelivery({ options, clock, runner, decisions });

  function emit(event: Emitted, always: boolean): void {
    emitted += 1;
    const envelope = toEnvelope(event, emitted, clock.now());
    for (const run of runner.runs) {
      for (const [key, { wait }] of run.facts) {
        if (!wait?.event || !isOfType(envelope.type, wait.event.type)) continue;
        const match = matchTrigger(envelope, { event: envelope.type, enabled: true, filters: filtersOf(wait.event) });
        const [, name = '', item = ''] = /^([^[]+)\[(.*)\]$/s.exec(key) ?? [];
        if (match.matched) runner.wake(run, name, item, { kind: 'event', event: envelope });
      }
    }
    delivery.deliver(envelope, always);
  }

  if (options.inputs !== undefined) clock.at(start, () => emit(byHand(options), true));
  for (const event of options.events) clock.at(start + event.at, () => emit(ofCase(event, options.workspace_id), true));
  for (const [index, trigger] of document.triggers.entries()) {
    if (!trigger.schedule || options.schedules_until === undefined) continue;
    const { schedule } = trigger;
    const last = new Date(start + options.schedules_until);
    for (const planned of firesBetween(schedule, new Date(start), last)) {
      const at = planned.getTime() + jitterOf(document.name, planned, schedule.jitter);
      const data = {
        pipeline: document.name,
        trigger: index,
        cron: [schedule.cron].flat().join(' | '),
        planned_at: planned.toISOString(),
        fired_at: iso(at),
      };
      clock.at(at, () => emit({ type: 'schedule.fired', data, actor: 'schedule' }, true));
    }
  }
  const { cancel } = options;
  if (cancel)
    clock.at(start + cancel.at, () => {
      for (const run of runner.runs)
        runner.end(run, { mode: cancel.mode, by: 'local', reason: null, timed_out: false });
    });

  await clock.run(MOST_ACTIONS);
  return {
    runs: runner.runs.map((run) => reportRun(run, plan)),
    decisions,
    effects,
    start: iso(start),
    end: iso(clock.now()),
  };
}

function byHand({ document, inputs = {}, workspace_id }: LocalOptions): Emitted {
  const data = { pipeline: document.name, inputs, by: 'local' };
  return { type: 'pipeline.started', data, ...(workspace_id !== undefined && { workspace_id }) };
}

/** `pr.*` is every type that begins so. */
function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function filtersOf({ filters }: { filters: unknown }) {
  return Filters.parse(filters);
}
