// Which steps begin, now that those before them ended: conditions, cells, places. A step stands in line for its concurrency group first, and only then
// takes a place of its run, so that no place is held by somebody who waits.
import type { RunContext } from '../expressions/context.ts';
import { renderConfig } from '../expressions/render.ts';
import { type CellState, cellsOf, contextFor, stepCell } from './cells.ts';
import { decideStep, type Outcome, outcomeOf } from './classify.ts';
import { expandCells } from './expand.ts';
import type { Journal, Move } from './moves.ts';
import type { RunPlan, StepPlan } from './plan.ts';
import { isEnded, type StepEvent } from './step-machine.ts';

interface Room {
  /** Of the run, and of each matrix that has a limit. */
  run: number;
  steps: Map<string, number>;
  cells: number;
}

export function startCells(plan: RunPlan, journal: Journal, base: RunContext): Move[] {
  const { run, cells } = journal;
  const outcome = outcomeOf(plan, journal);
  const room = roomOf(plan, cells);
  const moves: Move[] = [];
  for (const step of plan.steps) {
    const own = stepCell(cells, step.name);
    if (!own || isEnded(own.status)) continue;
    const open = own.phase === 'expanded' ? cellsOf(step.name, cells) : [own];
    for (const { phase, item } of open)
      if (phase === 'admitted' && takePlace(room, step)) moves.push(about(step, item, { kind: 'queued' }));
    const entry = entryTo(plan, step, outcome, journal);
    if (entry === 'later') continue;
    const contextOf = (item: string): RunContext => ({
      ...contextFor(plan, step, cells, base, { item, outcome }),
      cancelled: run.ending !== null && !run.ending.timed_out,
    });
    if (own.phase === 'expanded') {
      for (const { phase, item } of open)
        if (phase === 'pending') moves.push(...enter(step, item, () => contextOf(item), room));
    } else if (own.phase === 'pending') {
      const { message } = entry;
      moves.push(
        ...(message === undefined
          ? decide(plan, step, contextOf(''), room)
          : [about(step, '', { kind: 'skipped', reason: 'condition', message })]),
      );
    }
  }
  return beginsHooks(plan, cells, moves) ? [{ kind: 'hooks' }, ...moves] : moves;
}

/** Whether a step may be looked at; with a message it is passed over. Hooks wait for all before them; `finally` for the other hooks too. */
function entryTo(
  plan: RunPlan,
  step: StepPlan,
  outcome: Outcome | null,
  { run, cells }: Journal,
): 'later' | { message?: string } {
  const ended = (names: readonly string[]) =>
    names.every((name) => isEnded(stepCell(cells, name)?.status ?? 'succeeded'));
  if (step.section === 'steps') return ended(step.needs) ? {} : 'later';
  if (outcome === null) return 'later';
  const { status } = outcome;
  if (step.section === 'on_failure' && status !== 'failed' && status !== 'timed_out')
    return { message: 'the run did not fail' };
  if (step.section === 'on_cancel' && (status !== 'cancelled' || run.ending?.mode === 'stop'))
    return { message: status === 'cancelled' ? 'the run was stopped, not cancelled' : 'the run was not cancelled' };
  const before = plan.steps.filter(({ section }) => section === 'on_failure' || section === 'on_cancel');
  if (step.section === 'finally' && !ended(before.map(({ name }) => name))) return 'later';
  return ended(step.needs) ? {} : 'later';
}

/** The first hook that is not passed over. */
function beginsHooks(plan: RunPlan, cells: readonly CellState[], moves: readonly Move[]): boolean {
  const hooks = new Set(plan.steps.filter(({ section }) => section !== 'steps').map(({ name }) => name));
  const begun = (phase: string) => phase !== 'pending' && phase !== 'skipped';
  if (cells.some(({ name, phase }) => hooks.has(name) && begun(phase))) return false;
  return moves.some(
    (move) =>
      (move.kind === 'expand' && hooks.has(move.name)) ||
      (move.kind === 'step' && hooks.has(move.name) && move.event.kind !== 'skipped'),
  );
}

function decide(plan: RunPlan, step: StepPlan, context: RunContext, room: Room): Move[] {
  const decision = decideStep(step, context, `${step.path}.if`);
  if (!decision.run) {
    const { reason, message } = decision;
    return [
      about(step, '', reason === 'refused' ? { kind: 'refused', message } : { kind: 'skipped', reason, message }),
    ];
  }
  if (!step.matrix && !step.foreach) return enter(step, '', () => context, room);
  const expansion = expandCells(step, context);
  if (!expansion.ok) return [refuse(step, '', expansion.issues)];
  const { cells } = expansion;
  if (cells.length === 0) return [about(step, '', { kind: 'skipped', reason: 'empty', message: 'its list is empty' })];
  if (cells.length > room.cells) {
    const message = `${cells.length} more cells would be beyond limits.max_steps (${plan.limits.max_steps})`;
    return [about(step, '', { kind: 'refused', message })];
  }
  room.cells -= cells.length;
  return [{ kind: 'expand', name: step.name, cells }];
}

/** Into the line of its group, or to the workers; nothing when its run has no place left. */
function enter(step: StepPlan, item: string, context: () => RunContext, room: Room): Move[] {
  const { concurrency: settings } = step;
  if (!settings) return takePlace(room, step) ? [about(step, item, { kind: 'queued' })] : [];
  const group = renderConfig({ group: settings.group }, context(), `${step.path}.concurrency`);
  if (!group.ok) return [refuse(step, item, group.issues)];
  const key = String(group.value.group);
  return [{ kind: 'step', name: step.name, item, event: { kind: 'lined_up' }, group: { key, settings } }];
}

const WORKING = ['queued', 'running', 'backing_off'];

function roomOf(plan: RunPlan, cells: readonly CellState[]): Room {
  const working = cells.filter(({ phase }) => WORKING.includes(phase));
  const steps = new Map<string, number>();
  for (const { name, matrix, foreach } of plan.steps) {
    const limit = (matrix ?? foreach)?.max_parallel;
    if (limit !== undefined) steps.set(name, limit - working.filter((cell) => cell.name === name).length);
  }
  return { run: plan.limits.max_parallel - working.length, steps, cells: plan.limits.max_steps - cells.length };
}

function takePlace(room: Room, { name }: StepPlan): boolean {
  const own = room.steps.get(name);
  if (room.run <= 0 || (own !== undefined && own <= 0)) return false;
  room.run -= 1;
  if (own !== undefined) room.steps.set(name, own - 1);
  return true;
}

function about(step: StepPlan, item: string, event: StepEvent): Move {
  return { kind: 'step', name: step.name, item, event };
}

function refuse(step: StepPlan, item: string, issues: readonly { path: string; message: string }[]): Move {
  return about(step, item, {
    kind: 'refused',
    message: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
  });
}

function asksForNothing({ if: condition, matrix, foreach, concurrency }: StepPlan): boolean {
  return (condition === 'success()' || condition === 'always()') && !matrix && !foreach && !concurrency;
}

/** Whether the next walk may read outputs: something is about to be decided by them. Else the caller need not load them, which saves much in a matrix. */
export function readsOutputs(plan: RunPlan, { run, cells }: Journal): boolean {
  if (run.ending !== null || run.hooks_over) return true;
  const main = plan.steps.filter(({ section }) => section === 'steps').map(({ name }) => name);
  const closes = (name: string) => {
    const own = stepCell(cells, name);
    if (!own || isEnded(own.status)) return true;
    if (own.phase !== 'expanded') return false;
    const open = cellsOf(name, cells).filter(({ status }) => !isEnded(status));
    return (
      open.length === 0 || plan.steps.some((step) => step.name === name && (step.matrix ?? step.foreach)?.fail_fast)
    );
  };
  if (plan.outputs !== null && main.every(closes)) return true;
  // Where all went well, a step that asks for no more than that begins whatever they gave, and nothing is passed over after which another would be looked at.
  const smooth = cells.every(({ status }) => !isEnded(status) || status === 'succeeded');
  return plan.steps.some((step) => {
    const { name, section, needs, concurrency } = step;
    const phase = stepCell(cells, name)?.phase;
    if (smooth && asksForNothing(step)) return false;
    if (phase === 'expanded') return concurrency !== null;
    return phase === 'pending' && (section === 'steps' ? needs : main).every(closes);
  });
}
