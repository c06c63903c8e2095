// Random pipelines × random outcomes and faults, driven through walk and machines. The invariants are those of SPEC.md.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, stepCell } from './cells.ts';
import { isRunEnd } from './run-machine.ts';
import { type Simulation, simulate } from './simulate.fixture.ts';
import { isEnded } from './step-machine.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

interface Shape {
  needs: number[] | undefined;
  if: string | undefined;
  cells: number | undefined;
  fail_fast: boolean;
  retries: number;
  continue_on_error: boolean;
  group: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  needs: fc.option(fc.array(fc.nat(), { maxLength: 3 }), { nil: undefined }),
  if: fc.option(fc.constantFrom('success()', 'failure()', 'always()', 'event.to_revision > 9', 'event.gone'), {
    nil: undefined,
  }),
  cells: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  fail_fast: fc.boolean(),
  retries: fc.integer({ min: 1, max: 3 }),
  continue_on_error: fc.boolean(),
  group: fc.boolean(),
});

const pipeline = fc
  .record({
    steps: fc.array(shape, { minLength: 1, maxLength: 6 }),
    hooks: fc.array(fc.constantFrom('on_failure', 'on_cancel', 'finally'), { maxLength: 3 }),
    max_parallel: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ steps, hooks, max_parallel }) => ({
    limits: { max_parallel },
    steps: steps.map((one, index) => ({
      name: NAMES[index],
      type: 't',
      continue_on_error: one.continue_on_error,
      retry: { max_attempts: one.retries, backoff: 'none', when: ['any'] },
      ...(one.needs && {
        needs: [...new Set(one.needs.map((need) => need % (index + 1)))]
          .filter((need) => need < index)
          .map((need) => NAMES[need]),
      }),
      ...(one.if && { if: one.if }),
      ...(one.group && { concurrency: { group: 'g' } }),
      ...(one.cells !== undefined && {
        foreach: { items: Array.from({ length: one.cells }, (_, at) => `i${at}`), fail_fast: one.fail_fast },
      }),
    })),
    ...Object.fromEntries([...new Set(hooks)].map((section) => [section, [{ name: `hook-${section}`, type: 't' }]])),
  }));

/** What happens next: who acts (of those who can), and what they do. */
const choices = fc.array(fc.record({ who: fc.nat(), what: fc.nat({ max: 99 }) }), { maxLength: 80 });

function act(run: Simulation, { who, what }: { who: number; what: number }): boolean {
  const { cells } = run.journal();
  const able = cells.filter(({ phase }) => ['ready', 'queued', 'running', 'backing_off', 'waiting'].includes(phase));
  const cell = able[who % Math.max(1, able.length)];
  if (!cell) return false;
  const { name, item, attempt } = cell;
  switch (cell.phase) {
    case 'ready':
      run.step(name, { kind: 'admitted' }, item);
      break;
    case 'queued':
    case 'backing_off':
      run.step(name, { kind: 'attempt_started', attempt: attempt + 1 }, item);
      break;
    case 'waiting':
      run.step(name, { kind: 'woken', lines_up: what % 2 === 0 && name !== 'hook' }, item);
      break;
    default:
      end(run, cell, what);
  }
  return true;
}

function end(
  run: Simulation,
  { name, item, attempt }: { name: string; item: string; attempt: number },
  what: number,
): void {
  const message = 'm';
  if (what < 50) run.step(name, { kind: 'attempt_succeeded', attempt }, item);
  else if (what < 75) run.step(name, { kind: 'attempt_failed', attempt, message, retryable: what % 2 === 0 }, item);
  else if (what < 85) run.step(name, { kind: 'attempt_timed_out', attempt, message, retryable: true }, item);
  else if (what < 92) run.step(name, { kind: 'attempt_skipped', attempt, message }, item);
  // Waiting for ever is what the deadline is for.
  else if (attempt < 5) run.step(name, { kind: 'suspended', attempt, message }, item);
  else run.step(name, { kind: 'attempt_succeeded', attempt }, item);
  // A result that is delivered twice, as after a crash, changes nothing.
  const before = run.journal();
  run.step(name, { kind: 'attempt_succeeded', attempt }, item);
  if (before.cells.find((one) => one.name === name && one.item === item)?.phase !== 'running')
    expect(run.journal().cells).toEqual(before.cells);
}

/** Checked after every stimulus. */
function check(run: Simulation, ended: Map<string, string>): void {
  const { cells, run: view } = run.journal();
  const { plan } = run;
  const working = cells.filter(({ phase }) => phase === 'queued' || phase === 'running' || phase === 'backing_off');
  expect(working.length).toBeLessThanOrEqual(plan.limits.max_parallel);
  for (const step of plan.steps) {
    const own = stepCell(cells, step.name)!;
    const begun = [own, ...cellsOf(step.name, cells)].some(({ attempt, phase }) => attempt > 0 || phase === 'queued');
    if (begun) for (const need of step.needs) expect(isEnded(stepCell(cells, need)!.status)).toBe(true);
    if (begun && step.section !== 'steps')
      for (const main of plan.steps)
        if (main.section === 'steps') expect(isEnded(stepCell(cells, main.name)!.status)).toBe(true);
  }
  for (const cell of cells) {
    const key = `${cell.name}[${cell.item}]`;
    const before = ended.get(key);
    if (before !== undefined) expect(cell.status).toBe(before);
    if (isEnded(cell.status)) ended.set(key, cell.status);
  }
  if (isRunEnd(view.status)) for (const cell of cells) expect(isEnded(cell.status)).toBe(true);
}

test('every run terminates, no step begins before what it needs ended, places are kept, and ends are final', () => {
  fc.assert(
    fc.property(
      pipeline,
      choices,
      fc.option(
        fc.record({
          at: fc.nat({ max: 40 }),
          mode: fc.constantFrom('cancel' as const, 'stop' as const, 'kill' as const),
          timed_out: fc.boolean(),
        }),
        { nil: undefined },
      ),
      (source, script, ending) => {
        const run = simulate(source);
        const ended = new Map<string, string>();
        for (const [at, choice] of script.entries()) {
          if (ending && ending.at === at && !isRunEnd(run.status()))
            run.end({ mode: ending.mode, timed_out: ending.timed_out && run.journal().run.started });
          if (!act(run, choice)) break;
          check(run, ended);
        }
        // From here on everything goes well, and what waits is woken: it must come to an end.
        for (let more = 0; !isRunEnd(run.status()); more += 1) {
          expect(more).toBeLessThan(1_000);
          expect(act(run, { who: 0, what: more % 2 })).toBe(true);
          check(run, ended);
        }
        const finished = run.moves.filter(
          (move) => move.kind === 'run' && (move.event.kind === 'finished' || move.event.kind === 'cancelled'),
        );
        expect(finished).toHaveLength(1);
      },
    ),
    { numRuns: 300 },
  );
});
