// Runs in memory, driven by the same walk and the same machines as on the server: `start` makes one, `settle` lets concurrency groups decide, `wake` and
// `end` bring in what comes from outside. Attempts are made by attempt.ts, at the virtual instant at which they are due.
import type { Concurrency, EventEnvelope } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import { renderConfig, renderText } from '../expressions/render.ts';
import type { JsonObject } from '../json.ts';
import { type Ending, initialCells, resultsOf } from '../run/cells.ts';
import { tellEnding } from '../run/classify.ts';
import { decideGroup, type GroupMember, nextExpiry } from '../run/group.ts';
import { applyMoves, applyStep, HOOKS_BUDGET_MS, type Move } from '../run/moves.ts';
import type { RunPlan } from '../run/plan.ts';
import { initialRun, isRunEnd, type RunEvent, transitionRun } from '../run/run-machine.ts';
import { isEnded, type StepEvent } from '../run/step-machine.ts';
import { walk } from '../run/walk.ts';
import type { VirtualClock } from './clock.ts';
import { factsOf, findCell, iso, type RunRow } from './rows.ts';
import type { LocalStimulus } from './types.ts';

interface NewRun {
  reason: string;
  event: EventEnvelope;
  events: EventEnvelope[];
  inputs: JsonObject;
  started_by: string;
  not_before: number;
  context: RunContext;
}

export interface Runner {
  runs: RunRow[];
  start: (run: NewRun) => RunRow;
  advance: (run: RunRow) => void;
  apply: (run: RunRow, name: string, item: string, event: StepEvent) => void;
  wake: (run: RunRow, name: string, item: string, stimulus: LocalStimulus) => void;
  end: (run: RunRow, ending: Ending) => void;
  settle: () => void;
}

export function createRunner(options: {
  plan: RunPlan;
  clock: VirtualClock;
  attempt: (run: RunRow, name: string, item: string) => Promise<void>;
  onStep: (run: RunRow, name: string, item: string) => void;
}): Runner {
  const { plan, clock } = options;
  const runs: RunRow[] = [];

  function start({ not_before, context, ...given }: NewRun): RunRow {
    const now = clock.now();
    const number = runs.length + 1;
    const id = context.run.id;
    const delayed = not_before > now;
    const state = initialRun(delayed ? 'delayed' : 'queued');
    const run: RunRow = {
      ...given,
      id,
      number,
      state,
      view: { status: state.status, started: false, holds_place: false, ending: null, hooks_over: false },
      cells: initialCells(plan),
      facts: new Map(),
      created_at: now,
      started_at: null,
      completed_at: null,
      group: null,
      queued_at: Math.max(now, not_before),
      outputs: null,
      base: { ...context, run: { ...context.run, number } },
      annotations: [],
      log: [],
    };
    runs.push(run);
    const group = groupOf(run);
    if (!group.ok) onRun(run, { kind: 'broken', message: group.message });
    else run.group = group.value;
    if (delayed) clock.at(not_before, () => due(run));
    return run;
  }

  function groupOf(
    run: RunRow,
  ): { ok: true; value: { key: string; settings: Concurrency } | null } | { ok: false; message: string } {
    const { concurrency: settings } = plan;
    if (!settings) return { ok: true, value: null };
    const rendered = renderText(settings.group, run.base, 'concurrency.group');
    if (rendered.ok) return { ok: true, value: { key: rendered.value, settings } };
    return { ok: false, message: rendered.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  }

  function due(run: RunRow): void {
    onRun(run, { kind: 'due' });
    settle();
  }

  /** The machine's word, stored. */
  function onRun(run: RunRow, event: RunEvent): void {
    const { state, effects } = transitionRun(run.state, event);
    const journal = applyMoves(plan, { run: run.view, cells: run.cells }, [{ kind: 'run', event }]);
    run.state = state;
    run.view = journal.run;
    run.cells = journal.cells;
    for (const effect of effects) {
      if (effect.kind !== 'stamp') continue;
      run[effect.field] = clock.now();
      if (effect.field === 'started_at') onStarted(run);
      else onCompleted(run);
    }
    if (event.kind === 'suspended' && run.group?.settings.release_on_wait)
      run.view = { ...run.view, holds_place: false };
    if (event.kind === 'requeued') run.queued_at = clock.now();
  }

  function onStarted(run: RunRow): void {
    const started_at = iso(clock.now());
    run.base = { ...run.base, run: { ...run.base.run, started_at } };
    const { timeout_ms } = plan.limits;
    clock.at(clock.now() + timeout_ms, () => {
      if (isRunEnd(run.state.status) || run.view.ending) return;
      end(run, { mode: 'cancel', by: 'mockops', reason: null, timed_out: true });
    });
  }

  function onCompleted(run: RunRow): void {
    run.view = { ...run.view, holds_place: false };
    if (!plan.outputs) return;
    const names = plan.steps.map(({ name }) => name);
    const context = { ...run.base, steps: resultsOf(plan, names, run.cells), ancestors: names };
    const rendered = renderConfig(plan.outputs, context, 'outputs');
    if (rendered.ok) run.outputs = rendered.value;
  }

  function apply(run: RunRow, name: string, item: string, event: StepEvent): void {
    run.cells = applyStep(run.cells, name, item, event).cells;
    closeAttempts(run);
    options.onStep(run, name, item);
  }

  function advance(run: RunRow): void {
    const context = { ...run.base, run: { ...run.base.run, status: run.state.status } };
    const walked = walk(plan, run.view, run.cells, context);
    const before = run.cells;
    run.cells = walked.cells;
    for (const move of walked.moves) carryOut(run, move);
    run.view = { ...walked.run, holds_place: run.view.holds_place };
    closeAttempts(run);
    for (const cell of run.cells) {
      const old = before.find(({ name, item }) => name === cell.name && item === cell.item);
      if (old?.status !== cell.status && cell.status !== 'pending') options.onStep(run, cell.name, cell.item);
    }
  }

  function carryOut(run: RunRow, move: Move): void {
    switch (move.kind) {
      case 'run':
        onRun(run, move.event);
        return;
      case 'hooks':
        clock.at(clock.now() + HOOKS_BUDGET_MS, () => {
          if (isRunEnd(run.state.status)) return;
          run.view = { ...run.view, hooks_over: true };
          advance(run);
          settle();
        });
        return;
      case 'expand':
        return;
      case 'step': {
        const { name, item, event, group } = move;
        if (group) factsOf(run, name, item).group = { ...group, queued_at: clock.now() };
        if (event.kind === 'queued') clock.at(clock.now(), () => options.attempt(run, name, item));
      }
    }
  }

  /** Whatever ended a step also ended the attempt that was being made. */
  function closeAttempts(run: RunRow): void {
    for (const { name, item, status, message } of run.cells) {
      const last = factsOf(run, name, item).attempts.at(-1);
      if (!last || last.completed_at !== null || !isEnded(status)) continue;
      last.completed_at = iso(clock.now());
      last.status = status;
      last.error = status === 'succeeded' ? null : message;
    }
  }

  function wake(run: RunRow, name: string, item: string, stimulus: LocalStimulus): void {
    const facts = factsOf(run, name, item);
    if (findCell(run, name, item)?.phase !== 'waiting' || !facts.wait) return;
    facts.woken = { stimulus, state: facts.wait.state };
    facts.waited_ms += clock.now() - facts.wait.since;
    facts.wait = null;
    if (facts.group) facts.group = { ...facts.group, queued_at: clock.now() };
    apply(run, name, item, { kind: 'woken', lines_up: facts.group !== null });
    advance(run);
    settle();
  }

  function end(run: RunRow, ending: Ending): void {
    if (isRunEnd(run.state.status)) return;
    if (!run.state.started) onRun(run, { kind: 'cancelled', message: tellEnding(ending, plan) });
    else {
      run.view = { ...run.view, ending };
      advance(run);
    }
    settle();
  }

  /** Until nobody in any group has anything to do. */
  function settle(): void {
    while (settleRuns() || settleSteps());
  }

  function settleRuns(): boolean {
    const open = runs.filter(({ state }) => !isRunEnd(state.status) && state.status !== 'delayed');
    const free = open.filter(({ group, state }) => group === null && state.status === 'queued');
    for (const run of free) admitRun(run);
    let changed = free.length > 0;
    for (const [key, members] of byKey(open.flatMap((run) => (run.group ? [[run.group.key, run] as const] : [])))) {
      const rows = members.filter(({ view, state }) => view.holds_place || state.status === 'queued');
      const asMembers = rows.flatMap((run) => asMember(run));
      const decision = decideGroup(key, asMembers, clock.now());
      const find = (id: string) => rows.find((run) => run.id === id);
      for (const id of decision.admit) {
        const run = find(id);
        if (run) admitRun(run);
      }
      for (const { id, as, message } of decision.drop) {
        const run = find(id);
        if (run) onRun(run, as === 'failed' ? { kind: 'broken', message } : { kind: as, message });
      }
      for (const { id, message } of decision.cancel) {
        const run = find(id);
        if (!run) continue;
        run.view = { ...run.view, ending: { mode: 'cancel', by: 'mockops', reason: message, timed_out: false } };
        advance(run);
      }
      planExpiry(asMembers);
      changed ||= decision.admit.length + decision.drop.length + decision.cancel.length > 0;
    }
    return changed;
  }

  function asMember({ id, view, state, group, queued_at }: RunRow): GroupMember[] {
    if (!group) return [];
    const { settings } = group;
    return [
      { id, holds_place: view.holds_place, started: state.started, ending: view.ending !== null, settings, queued_at },
    ];
  }

  function admitRun(run: RunRow): void {
    run.view = { ...run.view, holds_place: true };
    onRun(run, { kind: 'started' });
    advance(run);
  }

  function settleSteps(): boolean {
    const lined = runs.flatMap((run) =>
      run.cells.flatMap((cell) => {
        const { group } = factsOf(run, cell.name, cell.item);
        const inLine = cell.phase === 'ready';
        const holds = ['admitted', 'queued', 'running', 'backing_off'].includes(cell.phase);
        return group && (inLine || holds) ? [[group.key, { run, cell, group, holds }] as const] : [];
      }),
    );
    let changed = false;
    for (const [key, members] of byKey(lined)) {
      const idOf = ({ run, cell }: (typeof members)[number]) => `${run.id} ${cell.name}[${cell.item}]`;
      const asMembers = members.map(
        (one): GroupMember => ({
          id: idOf(one),
          holds_place: one.holds,
          started: one.cell.attempt > 0,
          ending: one.run.view.ending !== null,
          settings: one.group.settings,
          queued_at: one.group.queued_at,
        }),
      );
      const decision = decideGroup(key, asMembers, clock.now());
      const about = (id: string, event: StepEvent) => {
        const one = members.find((member) => idOf(member) === id);
        if (!one) return;
        apply(one.run, one.cell.name, one.cell.item, event);
        advance(one.run);
      };
      for (const id of decision.admit) about(id, { kind: 'admitted' });
      for (const { id, as, message } of decision.drop)
        about(id, as === 'failed' ? { kind: 'refused', message } : { kind: 'skipped', reason: 'concurrency', message });
      for (const { id, message } of decision.cancel) about(id, { kind: 'cancelled', message });
      planExpiry(asMembers);
      changed ||= decision.admit.length + decision.drop.length + decision.cancel.length > 0;
    }
    return changed;
  }

  function planExpiry(members: readonly GroupMember[]): void {
    const next = nextExpiry(members);
    if (next !== null && next > clock.now()) clock.at(next, settle);
  }

  return { runs, start, advance, apply, wake, end, settle };
}

function byKey<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const [key, value] of pairs) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}
