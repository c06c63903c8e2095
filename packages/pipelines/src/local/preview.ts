// What a run would do for an event, without making one: the order in waves, each step's config as far as it is known before anything ran, and what would be
// done outside. What reads outputs of steps stays a template. Asks nobody.
import type { StepSection } from '@mockops/contract';
import { bareCondition, evaluateCondition } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import { findExpressions } from '../expressions/find-expressions.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { mentionsOf } from '../expressions/references.ts';
import { renderConfig, renderVars } from '../expressions/render.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { expandCells } from '../run/expand.ts';
import type { NewCell } from '../run/moves.ts';
import type { RunPlan, StepPlan } from '../run/plan.ts';
import type { EffectClass } from './types.ts';

export interface PreviewStep {
  name: string;
  /** Key of a cell; `*` when the cells depend on the run. */
  item: string;
  section: StepSection;
  type: string;
  needs: string[];
  wave: number;
  verdict: 'run' | 'skip' | 'depends';
  reason: string;
  effect: EffectClass;
  /** Secrets hidden. */
  config: JsonValue;
}

export interface PreviewOptions {
  plan: RunPlan;
  /** Event, inputs and rendered vars; without steps and secrets. */
  context: RunContext;
  /** Declared secrets, by name. */
  secrets: readonly string[];
  effectOf: (type: string) => EffectClass;
  /** As a run shows its input. */
  show: (config: JsonObject) => JsonValue;
}

export interface Preview {
  steps: PreviewStep[];
  /** `notify in notify-teams`, one each. */
  effects: string[];
}

const HIDDEN = '•••';
const UNKNOWN = '*';

export function previewRun(options: PreviewOptions): Preview {
  const { plan } = options;
  const waves = wavesOf(plan);
  const steps = plan.steps.flatMap((step) => previewStep(step, waves.get(step.name) ?? 1, options));
  const effects = steps
    .filter(({ effect, verdict }) => verdict !== 'skip' && (effect === 'effect' || effect === 'idempotent'))
    .map(({ type, name, item, verdict }) => {
      const place = item === '' ? name : `${name}[${item}]`;
      return `${type} in ${place}${verdict === 'depends' ? ', perhaps' : ''}`;
    });
  return { steps: steps.sort((a, b) => a.wave - b.wave), effects };
}

/** Steps of one wave may run at the same time. Hooks come after all before them. */
function wavesOf(plan: RunPlan): Map<string, number> {
  const waves = new Map<string, number>();
  let last = 0;
  for (const sections of [['steps'], ['on_failure', 'on_cancel'], ['finally']]) {
    const own = plan.steps.filter(({ section }) => sections.includes(section));
    for (const { name, needs } of inOrder(own)) {
      const before = needs.map((need) => waves.get(need) ?? last);
      waves.set(name, Math.max(last, ...before) + 1);
    }
    last = Math.max(last, ...own.map(({ name }) => waves.get(name) ?? 0));
  }
  return waves;
}

/** Needs before those that need them; the linter has refused cycles. */
function inOrder(steps: readonly StepPlan[]): StepPlan[] {
  const done = new Set<string>();
  const ordered: StepPlan[] = [];
  const names = new Set(steps.map(({ name }) => name));
  const visit = (step: StepPlan): void => {
    if (done.has(step.name)) return;
    done.add(step.name);
    for (const need of step.needs) {
      const before = steps.find(({ name }) => name === need);
      if (before && names.has(need)) visit(before);
    }
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}

function previewStep(step: StepPlan, wave: number, options: PreviewOptions): PreviewStep[] {
  const { context, effectOf } = options;
  const vars = renderVars(step.vars, context, `${step.path}.vars`);
  const seen = vars.ok ? { ...context, ...vars.value } : context;
  const { name, section, type, needs } = step;
  const judged = judge(step, seen);
  const common = { name, section, type, needs, wave, effect: effectOf(type), ...judged };
  const cells = judged.verdict === 'skip' ? [{ item: '', value: null }] : cellsOf(step, seen);
  return cells.map((cell) => ({
    ...common,
    // How many there are, and whether any, only the run knows.
    ...(cell.item === UNKNOWN && { verdict: 'depends' as const, reason: 'its cells are made of what the run finds' }),
    item: cell.item,
    config: configOf(step, cell, seen, options),
  }));
}

function judge(step: StepPlan, context: RunContext): Pick<PreviewStep, 'verdict' | 'reason'> {
  if (step.section === 'on_failure') return { verdict: 'depends', reason: 'runs when the run fails' };
  if (step.section === 'on_cancel') return { verdict: 'depends', reason: 'runs when the run is cancelled' };
  const condition = bareCondition(step.if);
  if (condition === 'success()' || condition === 'always()')
    return { verdict: 'run', reason: step.section === 'finally' ? 'runs at the end in any case' : condition };
  if (readsRun(condition)) return { verdict: 'depends', reason: `if: ${step.if}` };
  const result = evaluateCondition(step.if, context, `${step.path}.if`);
  if (!result.ok) return { verdict: 'depends', reason: result.issues[0]?.message ?? step.if };
  return { verdict: result.value ? 'run' : 'skip', reason: `if: ${step.if} is ${result.value}` };
}

function cellsOf(step: StepPlan, context: RunContext): NewCell[] {
  if (!step.matrix && !step.foreach) return [{ item: '', value: null }];
  const source = JSON.stringify(step.matrix ?? step.foreach?.items ?? []);
  if (templatesOf(source).some(readsRun)) return [{ item: UNKNOWN, value: null }];
  const expansion = expandCells(step, context);
  return expansion.ok ? expansion.cells : [{ item: UNKNOWN, value: null }];
}

/** What is not known yet stays as it was written. */
function configOf(step: StepPlan, cell: NewCell, context: RunContext, options: PreviewOptions): JsonValue {
  const secrets = Object.fromEntries(options.secrets.map((name) => [name, HIDDEN]));
  const { item, value } = cell;
  const known = item !== UNKNOWN;
  const about: RunContext = {
    ...context,
    secrets,
    ...(known && step.foreach && { item: { name: step.foreach.as, value } }),
    ...(known && step.matrix && isJsonObject(value) && { matrix: value }),
  };
  const keeps = (text: string) =>
    templatesOf(text).some((expression) => readsRun(expression) || (!known && readsCell(expression, step)));
  const render = (part: JsonValue): JsonValue => {
    if (Array.isArray(part)) return part.map(render);
    if (isJsonObject(part))
      return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, render(member)]));
    if (typeof part !== 'string' || keeps(part)) return part;
    const rendered = renderConfig({ value: part }, about, `${step.path}.config`);
    return rendered.ok ? (rendered.value.value ?? null) : part;
  };
  const config = render(step.config);
  return isJsonObject(config) ? options.show(config) : config;
}

function templatesOf(text: string): string[] {
  return findExpressions(text).map(({ expression }) => expression);
}

const OF_THE_RUN = ['success', 'failure', 'cancelled', 'status'];

/** Outputs and states of steps, which only a run has. */
function readsRun(text: string): boolean {
  return mentions(text, (root) => root === 'steps', OF_THE_RUN);
}

function readsCell(text: string, { foreach }: StepPlan): boolean {
  return mentions(text, (root) => root === 'matrix' || root === foreach?.as.toLowerCase(), []);
}

function mentions(text: string, isMeant: (root: string) => boolean, functions: readonly string[]): boolean {
  const parsed = parseExpression(text);
  if (!parsed.ok) return true;
  const { references, calls } = mentionsOf(text, parsed.expression);
  return (
    references.some(({ segments: [root] }) => isMeant(root.name.toLowerCase())) ||
    calls.some(({ name }) => functions.includes(name.toLowerCase()))
  );
}
