// Runs of a local engine as rows: the same journal that the server keeps, in memory.
import type { Concurrency, EventEnvelope } from '@mockops/contract';
import type { RunContext } from '../expressions/context.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { CellState, RunView } from '../run/cells.ts';
import type { RunPlan, StepPlan } from '../run/plan.ts';
import type { RunState } from '../run/run-machine.ts';
import type { LocalAttempt, LocalRun, LocalStep, LocalStimulus } from './types.ts';

export interface CellFacts {
  input: JsonValue;
  summary: string | null;
  attempts: LocalAttempt[];
  cached_from: string | null;
  first_at: number | null;
  /** While it waits; the serial tells an old timer from a new one. */
  wait: {
    state: JsonObject;
    event: { type: string; filters: JsonObject } | undefined;
    serial: number;
    since: number;
  } | null;
  /** Until something woke it, all its waits together. */
  waited_ms: number;
  serial: number;
  /** What woke it, for its next attempt. */
  woken: { stimulus: LocalStimulus; state: JsonObject } | null;
  group: { key: string; settings: Concurrency; queued_at: number } | null;
}

export interface RunRow {
  id: string;
  number: number;
  reason: string;
  event: EventEnvelope;
  events: EventEnvelope[];
  inputs: JsonObject;
  started_by: string;
  state: RunState;
  view: RunView;
  cells: CellState[];
  facts: Map<string, CellFacts>;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
  group: { key: string; settings: Concurrency } | null;
  queued_at: number;
  outputs: JsonObject | null;
  /** Without steps and without secrets. */
  base: RunContext;
  annotations: LocalRun['annotations'];
  log: LocalRun['log'];
}

export function factsOf(run: RunRow, name: string, item: string): CellFacts {
  const key = `${name}[${item}]`;
  const known = run.facts.get(key);
  if (known) return known;
  const facts: CellFacts = {
    input: null,
    summary: null,
    attempts: [],
    cached_from: null,
    first_at: null,
    wait: null,
    waited_ms: 0,
    serial: 0,
    woken: null,
    group: null,
  };
  run.facts.set(key, facts);
  return facts;
}

export function findCell(run: RunRow, name: string, item: string): CellState | undefined {
  return run.cells.find((cell) => cell.name === name && cell.item === item);
}

export const iso = (instant: number): string => new Date(instant).toISOString();

export function reportRun(run: RunRow, plan: RunPlan): LocalRun {
  const steps = [...run.cells]
    .sort((a, b) => a.position - b.position)
    .flatMap((cell) => {
      const step = plan.steps.find(({ name }) => name === cell.name);
      return step ? [reportStep(run, step, cell)] : [];
    });
  return {
    id: run.id,
    number: run.number,
    status: run.state.status,
    reason: run.reason,
    failed_step: run.state.failed_step,
    error_message: run.state.error_message,
    event: run.event,
    events: run.events,
    inputs: run.inputs,
    outputs: run.outputs,
    created_at: iso(run.created_at),
    started_at: run.started_at === null ? null : iso(run.started_at),
    completed_at: run.completed_at === null ? null : iso(run.completed_at),
    steps,
    annotations: run.annotations,
    log: run.log,
  };
}

export function reportStep(run: RunRow, { section, type }: StepPlan, cell: CellState): LocalStep {
  const { name, item, status, message, outputs } = cell;
  const { input, summary, attempts, cached_from } = factsOf(run, name, item);
  return { name, item, section, type, status, message, input, outputs, summary, attempts, cached_from };
}
