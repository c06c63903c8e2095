// What the walk makes of pipelines; named in SPEC.md.
import { expect, test } from 'vitest';
import { CONTEXT } from '../expressions/run-context.fixture.ts';
import { initialCells } from './cells.ts';
import { plan, runThrough, simulate } from './simulate.fixture.ts';
import { walk } from './walk.ts';

const step = (name: string, more: object = {}) => ({ name, type: 't', ...more });
const phases = (run: ReturnType<typeof simulate>) =>
  Object.fromEntries(
    run.journal().cells.map(({ name, item, phase }) => [item === '' ? name : `${name}[${item}]`, phase]),
  );

test('without needs, steps run one after the other; with needs: [] they begin at once', () => {
  const run = simulate({ steps: [step('a'), step('b'), step('c', { needs: [] }), step('d', { needs: ['a', 'c'] })] });
  expect(phases(run)).toEqual({ a: 'queued', b: 'pending', c: 'queued', d: 'pending' });
  expect(run.status()).toBe('queued');
  expect(runThrough(run)).toEqual(['a', 'b', 'c', 'd']);
  expect(run.status()).toBe('succeeded');
});

test('a failed step keeps its dependents from running, but not its siblings', () => {
  const run = simulate({
    steps: [step('a'), step('after-a'), step('later'), step('b', { needs: [] }), step('after-b', { needs: ['b'] })],
  });
  expect(runThrough(run, { a: 'failed' })).toEqual(['a', 'b', 'after-b']);
  expect(phases(run)).toMatchObject({ 'after-a': 'skipped', later: 'skipped', 'after-b': 'succeeded' });
  expect(run.cell('later').message).toBe('step "a" failed');
  expect(run.moves.at(-1)).toEqual({
    kind: 'run',
    event: { kind: 'finished', status: 'failed', failed_step: 'a', message: 'a: broken', outputs: null },
  });
});

test('a step that its own condition skips does not keep its dependents from running', () => {
  const run = simulate({ steps: [step('a', { if: 'event.to_revision > 9' }), step('b')] });
  expect(runThrough(run)).toEqual(['b']);
  expect(run.status()).toBe('succeeded');
});

test('no more steps run at a time than the run and the matrix allow', () => {
  const run = simulate({
    limits: { max_parallel: 3 },
    steps: [
      step('m', { matrix: { os: ['a', 'b', 'c', 'd'], max_parallel: 2 } }),
      step('x', { needs: [] }),
      step('y', { needs: [] }),
    ],
  });
  const queued = () => run.journal().cells.filter(({ phase }) => phase === 'queued').length;
  expect(queued()).toBe(3);
  expect(phases(run)).toMatchObject({ x: 'queued', y: 'queued', 'm[a]': 'queued', 'm[b]': 'pending' });
  for (const name of ['x', 'y']) {
    run.step(name, { kind: 'attempt_started', attempt: 1 });
    run.step(name, { kind: 'attempt_succeeded', attempt: 1 });
  }
  expect(phases(run)).toMatchObject({ 'm[a]': 'queued', 'm[b]': 'queued', 'm[c]': 'pending' });
  expect(runThrough(run)).toHaveLength(4);
  expect(run.status()).toBe('succeeded');
});

test('of a matrix the cells that succeeded give the outputs, and one that failed fails it by name', () => {
  const run = simulate({ steps: [step('m', { matrix: { n: [1, 2, 3] } }), step('after', { if: 'always()' })] });
  expect(runThrough(run, { 'm[2]': 'failed' })).toEqual(['m[1]', 'm[2]', 'm[3]', 'after']);
  expect(run.cell('m')).toMatchObject({ status: 'failed', message: '1 of 3 cells failed; "2": broken' });
  expect(run.status()).toBe('failed');
});

test('fail_fast ends the other cells', () => {
  const run = simulate({ steps: [step('m', { matrix: { n: [1, 2, 3], fail_fast: true } })] });
  run.step('m', { kind: 'attempt_started', attempt: 1 }, '1');
  run.step('m', { kind: 'attempt_failed', attempt: 1, message: 'broken', retryable: false }, '1');
  expect(phases(run)).toMatchObject({ m: 'failed', 'm[2]': 'cancelled', 'm[3]': 'cancelled' });
});

test('an empty list is skipped, not an error; a list beyond limits.max_steps is refused', () => {
  const empty = simulate({ steps: [step('m', { foreach: { items: [] } }), step('b')] });
  expect(empty.cell('m')).toMatchObject({ status: 'skipped', message: 'its list is empty' });
  expect(runThrough(empty)).toEqual(['b']);
  const many = simulate({ limits: { max_steps: 3 }, steps: [step('m', { foreach: { items: [1, 2, 3] } })] });
  expect(many.cell('m')).toMatchObject({ status: 'failed', message: expect.stringContaining('limits.max_steps') });
});

test('hooks: on_failure after a failure, on_cancel after a cancellation, finally always and last', () => {
  const source = {
    steps: [step('a')],
    on_failure: [step('alert')],
    on_cancel: [step('undo')],
    finally: [step('tidy')],
  };
  const well = simulate(source);
  expect(runThrough(well)).toEqual(['a', 'tidy']);
  expect(well.status()).toBe('succeeded');
  const badly = simulate(source);
  expect(runThrough(badly, { a: 'failed' })).toEqual(['a', 'alert', 'tidy']);
  expect(badly.status()).toBe('failed');
  const cancelled = simulate(source);
  cancelled.step('a', { kind: 'attempt_started', attempt: 1 });
  cancelled.end({ reason: 'enough' });
  expect(cancelled.status()).toBe('cancelling');
  expect(runThrough(cancelled)).toEqual(['undo', 'tidy']);
  expect(cancelled.moves.at(-1)).toMatchObject({ event: { status: 'cancelled', message: 'cancelled by ada: enough' } });
});

test('a failing hook fails a run that was well, and never masks the first error', () => {
  const source = { steps: [step('a')], finally: [step('tidy'), step('more')] };
  const well = simulate(source);
  expect(runThrough(well, { tidy: 'failed' })).toEqual(['a', 'tidy', 'more']);
  expect(well.moves.at(-1)).toMatchObject({ event: { status: 'failed', failed_step: 'tidy' } });
  const badly = simulate(source);
  runThrough(badly, { a: 'failed', tidy: 'failed' });
  expect(badly.moves.at(-1)).toMatchObject({ event: { status: 'failed', failed_step: 'a' } });
});

test('the budget of hooks begins with the first of them, and ends them when it is over', () => {
  const run = simulate({ steps: [step('a')], finally: [step('tidy')] });
  expect(run.moves.some(({ kind }) => kind === 'hooks')).toBe(false);
  run.step('a', { kind: 'attempt_started', attempt: 1 });
  run.step('a', { kind: 'attempt_succeeded', attempt: 1 });
  expect(run.moves.filter(({ kind }) => kind === 'hooks')).toHaveLength(1);
  run.step('tidy', { kind: 'attempt_started', attempt: 1 });
  run.hooksOver();
  expect(run.cell('tidy')).toMatchObject({ status: 'cancelled', message: 'the hooks did not end within 300 s' });
  expect(run.status()).toBe('failed');
});

test('stop lets go on what runs, starts nothing more, and then runs finally; kill ends all at once', () => {
  const source = {
    steps: [step('a'), step('b'), step('c', { needs: [] })],
    on_cancel: [step('undo')],
    finally: [step('tidy')],
  };
  const stopped = simulate(source);
  stopped.step('a', { kind: 'attempt_started', attempt: 1 });
  stopped.end({ mode: 'stop' });
  expect(phases(stopped)).toMatchObject({ a: 'running', b: 'cancelled', c: 'cancelled', tidy: 'pending' });
  stopped.step('a', { kind: 'attempt_failed', attempt: 1, message: 'm', retryable: true });
  expect(stopped.cell('a').status).toBe('failed');
  expect(runThrough(stopped)).toEqual(['tidy']);
  expect(stopped.status()).toBe('cancelled');
  const killed = simulate(source);
  killed.step('a', { kind: 'attempt_started', attempt: 1 });
  killed.end({ mode: 'kill' });
  expect(killed.status()).toBe('cancelled');
  expect(new Set(Object.values(phases(killed)))).toEqual(new Set(['cancelled']));
});

test('a run that has not begun is cancelled at once and without hooks', () => {
  const run = simulate({ steps: [step('a')], finally: [step('tidy')] });
  run.end({});
  expect(run.status()).toBe('cancelled');
  expect(phases(run)).toEqual({ a: 'cancelled', tidy: 'cancelled' });
});

test('a run that was put off is cancelled at once too', () => {
  const planned = plan({ steps: [step('a')] });
  const ending = { mode: 'cancel', by: 'ada', reason: null, timed_out: false } as const;
  const run = { status: 'delayed', started: false, holds_place: true, ending, hooks_over: false } as const;
  expect(walk(planned, run, initialCells(planned), { ...CONTEXT, steps: {} })).toMatchObject({
    run: { status: 'cancelled' },
    cells: [{ status: 'cancelled' }],
  });
});

test('a run whose time is over is timed out, after on_failure and finally', () => {
  const run = simulate({
    limits: { timeout: '1h' },
    steps: [step('a')],
    on_failure: [step('alert')],
    finally: [step('tidy')],
  });
  run.step('a', { kind: 'attempt_started', attempt: 1 });
  run.end({ timed_out: true });
  expect(runThrough(run)).toEqual(['alert', 'tidy']);
  expect(run.moves.at(-1)).toMatchObject({
    event: { status: 'timed_out', message: expect.stringContaining('3600 s') },
  });
});

test('a run waits when all that is open waits, and goes on when one of them is woken', () => {
  const run = simulate({ steps: [step('a'), step('b', { needs: [] }), step('c', { needs: ['a', 'b'] })] });
  for (const name of ['a', 'b']) {
    run.step(name, { kind: 'attempt_started', attempt: 1 });
    run.step(name, { kind: 'suspended', attempt: 1, message: 'approval' });
  }
  expect(run.status()).toBe('waiting');
  run.step('a', { kind: 'woken', lines_up: false });
  expect(run.status()).toBe('running');
  expect(runThrough(run)).toEqual(['a']);
  expect(run.status()).toBe('waiting');
  run.step('b', { kind: 'woken', lines_up: false });
  expect(runThrough(run)).toEqual(['b', 'c']);
  expect(run.status()).toBe('succeeded');
});

test('a step with a concurrency group stands in line first, and takes a place of its run only then', () => {
  const run = simulate({
    limits: { max_parallel: 1 },
    steps: [step('a', { concurrency: { group: 'g:{{ event.to_revision }}' } }), step('b', { needs: [] })],
  });
  expect(phases(run)).toEqual({ a: 'ready', b: 'queued' });
  expect(run.moves).toContainEqual(
    expect.objectContaining({ event: { kind: 'lined_up' }, group: expect.objectContaining({ key: 'g:3' }) }),
  );
  run.step('a', { kind: 'admitted' });
  expect(phases(run)).toEqual({ a: 'admitted', b: 'queued' });
  expect(runThrough(run)).toEqual(['b', 'a']);
});

test('a condition, a list or a group that has no value fails the step with its place', () => {
  const refused = (more: object) => simulate({ steps: [step('a', more)] }).cell('a').message;
  expect(refused({ if: 'event.gone > 1' })).toContain('gone');
  expect(refused({ foreach: { items: '{{ event.to_revision }}' } })).toContain('needs a list');
  expect(refused({ concurrency: { group: '{{ event.gone }}' } })).toContain('steps[0].concurrency.group');
});
