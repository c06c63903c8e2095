// One attempt of a step: its config rendered and shown with secrets hidden, then a stub, an imitation or the real thing, then what came of it. Same order
// and same rules as on the server; what would have left the machine is recorded instead.
import type { StepStub } from '@mockops/contract';
import { evaluateCondition } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import { renderConfig, renderText, renderVars } from '../expressions/render.ts';
import { canonicalJson, isJsonObject, type JsonObject } from '../json.ts';
import { type CellState, contextFor } from '../run/cells.ts';
import { outcomeOf } from '../run/classify.ts';
import type { RunPlan, StepPlan } from '../run/plan.ts';
import { fitsElapsed, isRetried, retryDelay } from '../run/retry-delay.ts';
import type { VirtualClock } from './clock.ts';
import { madeUpOutputs } from './made-up.ts';
import type { People } from './people.ts';
import { type CellFacts, factsOf, findCell, iso, type RunRow } from './rows.ts';
import type { Runner } from './runner.ts';
import { resultOfStub, type StubBook } from './stubs.ts';
import type { LocalEffect, LocalOptions, LocalOutside, LocalResult, LocalStepType } from './types.ts';

export interface AttemptOptions {
  options: LocalOptions;
  plan: RunPlan;
  clock: VirtualClock;
  stubs: StubBook;
  runner: () => Runner;
  people: () => People;
  effects: LocalEffect[];
  emit: (run: RunRow, event: Parameters<LocalOutside['emit']>[0]) => void;
}

interface Prepared {
  run: RunRow;
  step: StepPlan;
  item: string;
  type: LocalStepType;
  facts: CellFacts;
  context: RunContext;
  /** Secrets in clear. */
  config: JsonObject;
  idempotency_key: string;
  number: number;
}

const DEFAULT_WAKE_MESSAGE = 'it waited longer than its timeout';

export function createAttempts(given: AttemptOptions) {
  const { options, plan, clock, stubs, effects } = given;
  const { shield, types } = options;
  const cache = new Map<string, { outputs: JsonObject; stored_by: string; expires_at: number }>();

  async function attempt(run: RunRow, name: string, item: string): Promise<void> {
    const cell = findCell(run, name, item);
    const step = plan.steps.find((one) => one.name === name);
    if (!cell || !step || (cell.phase !== 'queued' && cell.phase !== 'backing_off')) return;
    const prepared = prepare(run, step, cell);
    if ('refused' in prepared) return conclude(run, () => refuse(run, name, item, prepared.refused));
    const hit = cell.phase === 'queued' ? readCache(prepared) : undefined;
    if (hit !== undefined)
      return conclude(run, () => {
        prepared.facts.cached_from = hit.stored_by;
        setOutputs(run, name, item, hit.outputs);
        given.runner().apply(run, name, item, { kind: 'reused' });
      });
    const { facts, number } = prepared;
    facts.first_at ??= clock.now();
    facts.attempts.push({
      number,
      status: 'running',
      started_at: iso(clock.now()),
      completed_at: null,
      error: null,
    });
    given.runner().apply(run, name, item, { kind: 'attempt_started', attempt: number });
    const stub = stubs.take({ name, item, type: step.type });
    const result = await perform(prepared, stub);
    finishAfter(prepared, result, stub);
  }

  /** A delay longer than the timeout is a timeout. */
  function finishAfter(prepared: Prepared, result: LocalResult, stub: StepStub | undefined): void {
    const { step, type } = prepared;
    const delay = stub?.delay ?? 0;
    const timeout = type.effect === 'wait' ? type.timeout_ms : (step.timeout_ms ?? type.timeout_ms);
    const message = `the attempt took longer than ${timeout / 1_000} s`;
    const late = delay > timeout;
    const finish = () => finishAttempt(prepared, late ? { kind: 'timed_out', message } : result, stub);
    if (delay === 0) finish();
    else clock.at(clock.now() + Math.min(delay, timeout), finish);
  }

  function prepare(run: RunRow, step: StepPlan, cell: CellState): Prepared | { refused: string } {
    const type = types[step.type];
    if (!type) return { refused: `there is no step type "${step.type}"` };
    const { item } = cell;
    const outcome = outcomeOf(plan, { run: run.view, cells: run.cells });
    const seen = contextFor(plan, step, run.cells, run.base, { item, outcome });
    const vars = renderVars(step.vars, seen, `${step.path}.vars`);
    if (!vars.ok) return { refused: tell(vars.issues) };
    const { ending } = run.view;
    const cancelled = ending !== null && !ending.timed_out;
    const context = { ...seen, ...vars.value, cancelled, secrets: options.secrets };
    const { sinks, allow } = type;
    const rendered = renderConfig(step.config, context, `${step.path}.config`, {
      ...(sinks && { sinks }),
      ...(allow && { allow }),
    });
    if (!rendered.ok) return { refused: tell(rendered.issues) };
    const facts = factsOf(run, step.name, item);
    const config = rendered.value;
    facts.input = shield.config(config);
    const stub = stubs.peek({ name: step.name, item, type: step.type });
    const parsed = type.config.safeParse(config);
    // A stubbed step gets what other stubs say, which need not be all of it.
    if (!parsed.success && !(stub && resultOfStub(stub))) {
      const wrong = parsed.error.issues.map(({ path, message }) => `${step.path}.config.${path.join('.')}: ${message}`);
      return { refused: wrong.join('; ') };
    }
    const denied = type.guard?.(config) ?? [];
    if (denied.length > 0) return { refused: denied.join('; ') };
    const key = renderKey(run, step, item, context);
    if (!key.ok) return { refused: tell(key.issues) };
    return { run, step, item, type, facts, context, config, idempotency_key: key.value, number: cell.attempt + 1 };
  }

  function renderKey(run: RunRow, step: StepPlan, item: string, context: RunContext) {
    const own = [run.id, step.name, ...(item === '' ? [] : [item])].join('/');
    if (step.idempotency_key === null) return { ok: true as const, value: own, issues: [] };
    const { secrets: _, ...withoutSecrets } = context;
    return renderText(step.idempotency_key, withoutSecrets, `${step.path}.idempotency_key`);
  }

  async function perform(prepared: Prepared, stub: StepStub | undefined): Promise<LocalResult> {
    const { run, step, type, facts } = prepared;
    const { woken } = facts;
    if (woken?.stimulus.kind === 'timer' && isOverdue(prepared))
      return { kind: 'timed_out', message: DEFAULT_WAKE_MESSAGE };
    const stubbed = stub && resultOfStub(stub);
    if (stubbed) return stubbed;
    if (type.run) return type.run(callOf(prepared));
    if (type.effect === 'effect' || type.effect === 'idempotent')
      return { kind: 'succeeded', outputs: madeUpOutputs(type.outputs) };
    const how = `stubs: { ${step.name}: { outputs: { … } } }`;
    return {
      kind: 'failed',
      message: `step "${step.name}" of run ${run.number} asks the server (${step.type}), which is not here; say what it answers, ${how}`,
      error: 'permanent',
    };
  }

  function callOf({ run, step, item, config, facts, number, idempotency_key }: Prepared) {
    const place = { step: step.name, item };
    const outside: LocalOutside = {
      review: (asked) => given.people().review(run, step.name, item, asked),
      open: () => given.people().open(run, step.name, item),
      received: () => given.people().received(run, step.name, item),
      emit: (event) => given.emit(run, event),
    };
    return {
      config,
      event: run.event,
      run: {
        id: run.id,
        number: run.number,
        pipeline: options.document.name,
        url: run.base.run.url,
        seed: run.base.run.seed,
        started_by: run.started_by,
      },
      step: { name: step.name, item },
      workspace_id: run.base.workspace_id,
      environment: step.environment ?? options.environment ?? null,
      idempotency_key,
      attempt: number,
      now: clock.date,
      log: (message: string) => {
        run.log.push({ at: iso(clock.now()), ...place, message: shield.text(message) });
      },
      annotate: (level: string, message: string, location?: string) => {
        run.annotations.push({ level, message: shield.text(message), location: location ?? null, ...place });
      },
      summarise: (markdown: string) => {
        facts.summary = shield.text(markdown);
      },
      woken: facts.woken,
      outside,
    };
  }

  function finishAttempt(prepared: Prepared, result: LocalResult, stub: StepStub | undefined): void {
    const { run, step, item, number, facts } = prepared;
    const { name } = step;
    const cell = findCell(run, name, item);
    // Cancelled, or timed out, in the meantime: what it brings comes too late.
    if (cell?.phase !== 'running' || cell.attempt !== number) return;
    facts.woken = null;
    conclude(run, () => {
      switch (result.kind) {
        case 'succeeded':
          return succeed(prepared, result.outputs, stub);
        case 'failed':
          return fail(prepared, result);
        case 'timed_out':
          return fail(prepared, { kind: 'failed', message: result.message, error: 'timeout' });
        case 'skipped':
          return given
            .runner()
            .apply(run, name, item, { kind: 'attempt_skipped', attempt: number, message: result.message });
        case 'suspended':
          return suspend(prepared, result);
      }
    });
  }

  function succeed(prepared: Prepared, raw: JsonObject, stub: StepStub | undefined): void {
    const { run, step, item, type, number } = prepared;
    const kept = keepable(prepared, raw);
    if (kept.kind === 'failed') {
      fail(prepared, kept);
      return;
    }
    const { outputs } = kept;
    setOutputs(run, step.name, item, outputs);
    writeCache(prepared, outputs);
    if (type.effect === 'effect' || type.effect === 'idempotent') recordEffect(prepared, outputs, stub);
    given.runner().apply(run, step.name, item, { kind: 'attempt_succeeded', attempt: number });
  }

  /** With the outputs that the step names itself, and without secrets. */
  function keepable(
    { step, context }: Prepared,
    raw: JsonObject,
  ): Extract<LocalResult, { kind: 'succeeded' | 'failed' }> {
    const named = renderConfig(step.outputs ?? {}, { ...context, locals: { outputs: raw } }, `${step.path}.outputs`);
    if (!named.ok) return { kind: 'failed', message: tell(named.issues), error: 'permanent' };
    const outputs = { ...raw, ...named.value };
    const leak = shield.leak(outputs);
    if (leak !== undefined) return { kind: 'failed', message: leak, error: 'permanent' };
    return { kind: 'succeeded', outputs };
  }

  function recordEffect({ run, step, item, facts }: Prepared, outputs: JsonObject, stub: StepStub | undefined): void {
    const action = stub?.action ?? outputs.action;
    effects.push({
      run: run.number,
      type: step.type,
      step: step.name,
      item,
      action: typeof action === 'string' ? action : null,
      config: facts.input,
      at: iso(clock.now()),
    });
  }

  function fail(prepared: Prepared, failure: Extract<LocalResult, { kind: 'failed' }>): void {
    const { run, step, item, number, facts, context, type } = prepared;
    const { retry } = step;
    const message = shield.text(failure.message);
    if (failure.outputs) setOutputs(run, step.name, item, hidden(failure.outputs));
    const wait = retry ? Math.max(retryDelay(retry, number), failure.retry_after_ms ?? 0) : 0;
    const elapsed = clock.now() - (facts.first_at ?? clock.now()) - facts.waited_ms;
    const overdue = type.effect === 'wait' && isOverdue(prepared);
    const retryable =
      retry !== null &&
      !overdue &&
      isRetried(retry, failure.error) &&
      fitsElapsed(retry, elapsed, wait) &&
      wantsRetry(String(retry.if ?? true), { ...context, locals: { error: { message, class: failure.error } } }, step);
    const kind = failure.error === 'timeout' ? 'attempt_timed_out' : 'attempt_failed';
    given.runner().apply(run, step.name, item, { kind, attempt: number, message, retryable });
    if (findCell(run, step.name, item)?.phase !== 'backing_off') return;
    closeAttempt(facts, kind === 'attempt_timed_out' ? 'timed_out' : 'failed', message);
    clock.at(clock.now() + wait, () => attempt(run, step.name, item));
  }

  function hidden(outputs: JsonObject): JsonObject {
    const shown = shield.json(outputs);
    return isJsonObject(shown) ? shown : {};
  }

  function wantsRetry(condition: string, context: RunContext, step: StepPlan): boolean {
    const result = evaluateCondition(condition, { ...context, hook: true }, `${step.path}.retry.if`);
    return result.ok && result.value;
  }

  function suspend(prepared: Prepared, wait: Extract<LocalResult, { kind: 'suspended' }>): void {
    const { run, step, item, number, facts } = prepared;
    const serial = facts.serial + 1;
    facts.serial = serial;
    facts.wait = { state: wait.state, event: wait.event, serial, since: clock.now() };
    closeAttempt(facts, 'waiting', null);
    given.runner().apply(run, step.name, item, { kind: 'suspended', attempt: number, message: wait.waiting_for });
    const deadline = deadlineOf(prepared);
    const times = [wait.wake_at, deadline].filter((time) => time !== null);
    if (times.length === 0) return;
    clock.at(Math.min(...times), () => {
      if (facts.wait?.serial === serial) given.runner().wake(run, step.name, item, { kind: 'timer' });
    });
  }

  /** A step that waits may take as long as its `timeout` says, all its waiting together. */
  function deadlineOf({ step, type, facts }: Prepared): number | null {
    if (type.effect !== 'wait' || step.timeout_ms === null || facts.first_at === null) return null;
    return facts.first_at + step.timeout_ms;
  }

  function isOverdue(prepared: Prepared): boolean {
    const deadline = deadlineOf(prepared);
    return deadline !== null && clock.now() >= deadline;
  }

  function closeAttempt(facts: CellFacts, status: 'failed' | 'timed_out' | 'waiting', error: string | null): void {
    const last = facts.attempts.at(-1);
    if (!last) return;
    last.status = status;
    last.error = error;
    last.completed_at = iso(clock.now());
  }

  function refuse(run: RunRow, name: string, item: string, message: string): void {
    given.runner().apply(run, name, item, { kind: 'refused', message: shield.text(message) });
  }

  /** What an attempt changed, and then what follows of it. */
  function conclude(run: RunRow, change: () => void): void {
    change();
    given.runner().advance(run);
    given.runner().settle();
  }

  function setOutputs(run: RunRow, name: string, item: string, outputs: JsonObject): void {
    run.cells = run.cells.map((cell) => (cell.name === name && cell.item === item ? { ...cell, outputs } : cell));
  }

  function cacheKey({ step, type, config, context, run }: Prepared): string | undefined {
    const { cache: settings } = step;
    if (!settings || (type.effect !== 'pure' && type.effect !== 'idempotent')) return undefined;
    const { secrets: _, ...withoutSecrets } = context;
    const rendered = renderText(settings.key, withoutSecrets, `${step.path}.cache.key`);
    if (!rendered.ok) return undefined;
    const scope = settings.scope === 'workspace' ? (run.base.workspace_id ?? '') : settings.scope;
    return canonicalJson([scope, rendered.value, step.type, type.version ?? '1', config]);
  }

  function readCache(prepared: Prepared) {
    const key = cacheKey(prepared);
    const found = key === undefined ? undefined : cache.get(key);
    if (!found || found.expires_at <= clock.now()) return undefined;
    const { step, context } = prepared;
    const refresh = evaluateCondition(String(step.cache?.refresh ?? false), context, `${step.path}.cache.refresh`);
    return refresh.ok && refresh.value ? undefined : found;
  }

  function writeCache(prepared: Prepared, outputs: JsonObject): void {
    const key = cacheKey(prepared);
    if (key === undefined) return;
    const { run, step } = prepared;
    const ttl = step.cache?.ttl ?? 0;
    cache.set(key, { outputs, stored_by: `${run.id}/${step.name}`, expires_at: clock.now() + ttl });
  }

  return attempt;
}

function tell(issues: readonly { path: string; message: string }[]): string {
  return issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
}
