// A document's steps as the walk needs them: all sections in one list, defaults merged, durations in milliseconds, needs resolved, nothing implicit.
import {
  type Concurrency,
  type EnvironmentName,
  type Foreach,
  Limits,
  type Matrix,
  type PipelineDocument,
  type PipelineStep,
  type RetryPolicy,
  STEP_SECTIONS,
  type StepCache,
  type StepSection,
} from '@mockops/contract';
import type { JsonObject } from '../json.ts';

export interface StepPlan {
  name: string;
  type: string;
  section: StepSection;
  /** Where it stands: `steps[2]`, `finally[0]`. */
  path: string;
  /** Over all sections. */
  position: number;
  /** Templates not rendered yet. */
  config: JsonObject;
  /** Steps of its section that must have ended. */
  needs: string[];
  /** Those, what they need, and so on. In a hook also every step of the sections before it. */
  ancestors: string[];
  if: string;
  matrix: Matrix | null;
  foreach: Foreach | null;
  /** Under the pipeline's own. */
  vars: JsonObject;
  /** Templates over the type's own outputs, null: only those. */
  outputs: JsonObject | null;
  /** Null: one attempt. */
  retry: RetryPolicy | null;
  /** Per attempt. Null: the step type's default. */
  timeout_ms: number | null;
  continue_on_error: boolean;
  concurrency: Concurrency | null;
  environment: EnvironmentName | null;
  cache: StepCache | null;
  idempotency_key: string | null;
}

export interface RunPlan {
  /** In the order of the sections, and of the file. */
  steps: StepPlan[];
  vars: JsonObject;
  outputs: JsonObject | null;
  concurrency: Concurrency | null;
  limits: { timeout_ms: number; max_parallel: number; max_steps: number };
}

export function planRun(document: PipelineDocument): RunPlan {
  const limits = document.limits ?? Limits.parse({});
  const steps: StepPlan[] = [];
  for (const section of STEP_SECTIONS) {
    for (const [index, step] of (document[section] ?? []).entries()) {
      const last = steps.at(-1);
      const needs = step.needs ?? (last?.section === section ? [last.name] : []);
      const position = steps.length;
      steps.push({
        ...planStep(document, step, section),
        path: `${section}[${index}]`,
        position,
        needs,
        ancestors: [],
      });
    }
  }
  return {
    steps: steps.map((step) => ({ ...step, ancestors: ancestorsOf(step, steps) })),
    vars: document.vars ?? {},
    outputs: document.outputs ?? null,
    concurrency: document.concurrency ?? null,
    limits: { timeout_ms: limits.timeout, max_parallel: limits.max_parallel, max_steps: limits.max_steps },
  };
}

function planStep(document: PipelineDocument, step: PipelineStep, section: StepSection) {
  return {
    name: step.name,
    type: step.type,
    section,
    config: mergeConfig(configDefaults(document, step), step.config),
    // A hook runs whatever came before it: its section was chosen already.
    if: String(step.if ?? (section === 'steps' ? 'success()' : 'always()')),
    matrix: step.matrix ?? null,
    foreach: step.foreach ?? null,
    vars: step.vars ?? {},
    outputs: step.outputs ?? null,
    retry: step.retry ?? document.defaults?.retry ?? null,
    timeout_ms: step.timeout ?? document.defaults?.timeout ?? null,
    continue_on_error: step.continue_on_error,
    concurrency: step.concurrency ?? null,
    environment: step.environment ?? document.environment ?? null,
    cache: step.cache ?? null,
    idempotency_key: step.idempotency_key ?? null,
  };
}

function ancestorsOf(step: StepPlan, steps: readonly StepPlan[]): string[] {
  const rank = STEP_SECTIONS.indexOf(step.section);
  const found = new Set(steps.filter(({ section }) => STEP_SECTIONS.indexOf(section) < rank).map(({ name }) => name));
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (found.has(name) || name === step.name) continue;
      found.add(name);
      visit(steps.find((one) => one.name === name)?.needs ?? []);
    }
  };
  visit(step.needs);
  return [...found];
}

function configDefaults({ defaults }: PipelineDocument, { type }: PipelineStep): JsonObject {
  const own = defaults?.config;
  return (own && Object.hasOwn(own, type) && own[type]) || {};
}

/** Key by key: what the step says replaces what the defaults of its type say. */
export function mergeConfig(defaults: JsonObject | undefined, own: JsonObject): JsonObject {
  return { ...defaults, ...own };
}
