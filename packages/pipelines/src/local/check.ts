// What a case expects against what came of it. Out: one mismatch for each expectation that does not hold, with its path in the case.
import type { ExpectedEffect, TestExpectation } from '@mockops/contract';
import { canonicalJson, isJsonObject, type JsonValue } from '../json.ts';
import type { LocalEffect, LocalOutcome, LocalRun, LocalStep } from './types.ts';

export interface Mismatch {
  /** Below `expect`: `['steps', 'pr']`. */
  path: (string | number)[];
  expected: JsonValue;
  got: JsonValue;
  /** Why, where expected and got do not tell. */
  note?: string;
}

export function checkOutcome(
  expect: TestExpectation,
  outcome: LocalOutcome,
  secrets: Record<string, string>,
): Mismatch[] {
  const last = outcome.runs.at(-1);
  return [
    ...checkRuns(expect, outcome, last),
    ...checkSteps(expect, last),
    ...checkOutputs(expect, last),
    ...(expect.effects ?? []).flatMap((effect, index) => checkEffect(effect, index, outcome.effects)),
    ...checkDecisions(expect, outcome),
    ...checkLogs(expect, outcome, secrets),
  ];
}

function checkRuns(expect: TestExpectation, { runs, start }: LocalOutcome, last: LocalRun | undefined): Mismatch[] {
  const found: Mismatch[] = [];
  const ran = runs.filter(({ started_at }) => started_at !== null).length;
  const differs = (path: string, expected: JsonValue, got: JsonValue, note?: string) =>
    found.push({ path: [path], expected, got, ...(note !== undefined && { note }) });
  if (expect.runs !== undefined && expect.runs !== ran) differs('runs', expect.runs, ran);
  if (expect.status !== undefined && expect.status !== last?.status)
    differs('status', expect.status, last?.status ?? null, last ? (last.error_message ?? undefined) : 'nothing ran');
  const statuses = runs.map(({ status }) => status);
  if (expect.statuses && canonicalJson(expect.statuses) !== canonicalJson(statuses))
    differs('statuses', expect.statuses, statuses);
  if (expect.error !== undefined && !last?.error_message?.includes(expect.error))
    differs('error', expect.error, last?.error_message ?? null);
  const took = last?.completed_at ? Date.parse(last.completed_at) - Date.parse(start) : null;
  if (expect.duration !== undefined && expect.duration !== took)
    differs('duration', duration(expect.duration), took === null ? 'not over' : duration(took));
  return found;
}

function checkSteps({ steps }: TestExpectation, last: LocalRun | undefined): Mismatch[] {
  return Object.entries(steps ?? {}).flatMap(([key, expected]): Mismatch[] => {
    const step = findStep(last, key);
    if (step?.status === expected) return [];
    const note = step ? step.message : last ? `the run has no step "${key}"` : 'nothing ran';
    return [{ path: ['steps', key], expected, got: step?.status ?? null, ...(note !== null && { note }) }];
  });
}

function checkOutputs({ outputs }: TestExpectation, last: LocalRun | undefined): Mismatch[] {
  return Object.entries(outputs ?? {}).flatMap(([key, expected]): Mismatch[] => {
    const got = findStep(last, key)?.outputs ?? null;
    return got !== null && contains(got, expected, false) ? [] : [{ path: ['outputs', key], expected, got }];
  });
}

/** `checkout`, or `checkout[happy]`. */
function findStep(run: LocalRun | undefined, key: string): LocalStep | undefined {
  return run?.steps.find(({ name, item }) => key === (item === '' ? name : `${name}[${item}]`));
}

function checkEffect(expected: ExpectedEffect, index: number, effects: readonly LocalEffect[]): Mismatch[] {
  const { type, step, action, config, count } = expected;
  const fits = effects.filter(
    (effect) =>
      effect.type === type &&
      (step === undefined || effect.step === step) &&
      (action === undefined || effect.action === action) &&
      (config === undefined || contains(effect.config, config, true)),
  );
  if (count === undefined ? fits.length > 0 : fits.length === count) return [];
  const similar = effects.filter((effect) => effect.type === type);
  const got = (similar.length > 0 ? similar : effects).map(({ at: _, run, ...effect }) => ({ run, ...effect }));
  const note = `${fits.length} ${fits.length === 1 ? 'effect fits' : 'effects fit'}`;
  return [{ path: ['effects', index], expected: plain(expected), got, note }];
}

function checkDecisions({ decisions }: TestExpectation, outcome: LocalOutcome): Mismatch[] {
  if (!decisions) return [];
  const open = [...outcome.decisions];
  return decisions.flatMap((expected, index): Mismatch[] => {
    const place = open.findIndex(
      (one) =>
        (expected.event === undefined || expected.event === one.event.type || expected.event === one.event.id) &&
        expected.decision === one.decision &&
        (expected.reason === undefined || one.reason.includes(expected.reason)),
    );
    if (place !== -1) {
      open.splice(place, 1);
      return [];
    }
    const got = outcome.decisions.map(({ event, decision, reason }) => ({
      event: event.type,
      id: event.id,
      decision,
      reason,
    }));
    return [{ path: ['decisions', index], expected: plain(expected), got }];
  });
}

/** In anything that is kept of the runs: inputs, outputs, logs, messages, effects, decisions. */
function checkLogs(
  { not_logged }: TestExpectation,
  outcome: LocalOutcome,
  secrets: Record<string, string>,
): Mismatch[] {
  return (not_logged ?? []).flatMap((text, index) =>
    meant(text, secrets).flatMap((forbidden): Mismatch[] => {
      const place = findText(plain(outcome), forbidden, '');
      if (place === undefined) return [];
      return [{ path: ['not_logged', index], expected: `nowhere: ${text}`, got: place }];
    }),
  );
}

/** `${name}` stands for a secret of the case, `${canary}` for each of them. */
function meant(text: string, secrets: Record<string, string>): string[] {
  const name = /^\$\{([\w-]+)\}$/.exec(text)?.[1];
  if (name === undefined) return [text];
  const own = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (own !== undefined) return [own];
  return name === 'canary' ? Object.values(secrets) : [text];
}

function findText(value: JsonValue, text: string, path: string): string | undefined {
  if (typeof value === 'string') return value.includes(text) ? path : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = findText(member, text, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Objects hold at least the expected members, lists the expected items in order; texts may be parts of texts when `partial`. */
function contains(got: JsonValue, expected: JsonValue, partial: boolean): boolean {
  if (typeof expected === 'string' && typeof got === 'string')
    return partial ? got.includes(expected) : got === expected;
  if (Array.isArray(expected))
    return (
      Array.isArray(got) &&
      got.length === expected.length &&
      expected.every((item, index) => contains(got[index] ?? null, item, partial))
    );
  if (isJsonObject(expected))
    return (
      isJsonObject(got) &&
      Object.entries(expected).every(
        ([key, member]) => Object.hasOwn(got, key) && contains(got[key] ?? null, member, partial),
      )
    );
  return got === expected;
}

function duration(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Without what is undefined, as JSON has it. */
function plain(value: unknown): JsonValue {
  const json: JsonValue = JSON.parse(JSON.stringify(value));
  return json;
}
