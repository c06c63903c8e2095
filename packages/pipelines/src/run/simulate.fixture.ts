// Drives a pipeline through walk and machines in memory: workers take what is queued, and a script of choices says how each attempt ends and what happens
// to the run meanwhile. For tests.
import { PipelineDocument } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import { CONTEXT } from '../expressions/run-context.fixture.ts';
import { type CellState, type Ending, initialCells, type RunView } from './cells.ts';
import { outcomeOf } from './classify.ts';
import { applyStep, type Journal, type Move } from './moves.ts';
import { planRun, type RunPlan } from './plan.ts';
import type { StepEvent } from './step-machine.ts';
import { walk } from './walk.ts';

export interface Simulation {
  plan: RunPlan;
  journal: () => Journal;
  /** Everything that the walk decided, in order. */
  moves: Move[];
  cell: (name: string, item?: string) => CellState;
  /** One stimulus and the walk after it. */
  step: (name: string, event: StepEvent, item?: string) => void;
  end: (ending: Partial<Ending>) => void;
  hooksOver: () => void;
  status: () => RunView['status'];
}

export function plan(source: object): RunPlan {
  return planRun(PipelineDocument.parse({ name: 'p', triggers: [{ event: 'e' }], ...source }));
}

export function simulate(source: object, context: Partial<RunContext> = {}): Simulation {
  const planned = plan(source);
  const base = { ...CONTEXT, ...context, steps: {} };
  let journal: Journal = {
    run: { status: 'queued', started: false, holds_place: true, ending: null, hooks_over: false },
    cells: initialCells(planned),
  };
  const moves: Move[] = [];
  const go = () => {
    const walked = walk(planned, journal.run, journal.cells, base);
    moves.push(...walked.moves);
    journal = { run: walked.run, cells: walked.cells };
  };
  go();
  const cell = (name: string, item = '') => {
    const found = journal.cells.find((one) => one.name === name && one.item === item);
    if (!found) throw new Error(`no cell ${name}[${item}]`);
    return found;
  };
  return {
    plan: planned,
    journal: () => journal,
    moves,
    cell,
    step: (name, event, item = '') => {
      journal = { ...journal, cells: applyStep(journal.cells, name, item, event).cells };
      go();
    },
    end: (ending) => {
      const full = { mode: 'cancel' as const, by: 'ada', reason: null, timed_out: false, ...ending };
      journal = { ...journal, run: { ...journal.run, ending: full } };
      go();
    },
    hooksOver: () => {
      if (outcomeOf(planned, journal)) journal = { ...journal, run: { ...journal.run, hooks_over: true } };
      go();
    },
    status: () => journal.run.status,
  };
}

/** Takes what is queued and ends it well, until nothing is left. */
export function runThrough(run: Simulation, ends: Record<string, 'succeeded' | 'failed'> = {}): string[] {
  const order: string[] = [];
  for (;;) {
    const next = run.journal().cells.find(({ phase }) => phase === 'queued');
    if (!next) return order;
    const { name, item } = next;
    order.push(item === '' ? name : `${name}[${item}]`);
    const attempt = next.attempt + 1;
    run.step(name, { kind: 'attempt_started', attempt }, item);
    const failed = (ends[item === '' ? name : `${name}[${item}]`] ?? ends[name]) === 'failed';
    run.step(
      name,
      failed
        ? { kind: 'attempt_failed', attempt, message: 'broken', retryable: false }
        : { kind: 'attempt_succeeded', attempt },
      item,
    );
  }
}
