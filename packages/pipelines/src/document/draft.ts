// What can be read of a document whether or not its shape is right, so that one round finds all mistakes. Plain data in, each part by itself out; a part
// that cannot be read is undefined, and whoever meets it says nothing about it: what depends on it is not known to be wrong.
import { PipelineDocument, PipelineStep } from '@mockops/contract';
import { isJsonObject, type JsonObject } from '../json.ts';
import { mergeConfig } from '../run/plan.ts';

export interface Draft {
  triggers: { event: string | undefined; filters: unknown }[];
  vars: JsonObject | undefined;
  step_defaults: JsonObject | undefined;
  steps: DraftStep[];
}

export interface DraftStep {
  name: string | undefined;
  type: string | undefined;
  if: string | undefined;
  /** As written in the step. */
  own: JsonObject;
  /** `own` over the defaults of the step's type. */
  config: JsonObject;
  /** False when `config` may lack members, because the place where they would be could not be read. */
  complete: boolean;
}

/** The schema's limit. Beyond it steps are not looked at: each reference is compared with all names. */
const MOST_STEPS = 100;

export function readDraft(data: unknown): Draft {
  const root = isJsonObject(data) ? data : {};
  const step_defaults = readMap(root, 'step_defaults', PipelineDocument.shape);
  const steps = listOf(root.steps);
  return {
    triggers: listOf(root.triggers).map((trigger) => {
      if (!isJsonObject(trigger)) return { event: undefined, filters: undefined };
      return { event: typeof trigger.event === 'string' ? trigger.event : undefined, filters: trigger.filters };
    }),
    vars: readMap(root, 'vars', PipelineDocument.shape),
    step_defaults,
    steps: steps.length > MOST_STEPS ? [] : steps.map((step) => readStep(step, step_defaults)),
  };
}

function readStep(data: unknown, step_defaults: JsonObject | undefined): DraftStep {
  const step = isJsonObject(data) ? data : {};
  const type = PipelineStep.shape.type.safeParse(step.type).data;
  const own = isJsonObject(data) ? readMap(step, 'config', PipelineStep.shape) : undefined;
  const defaults = type === undefined || !step_defaults ? undefined : readDefaults(step_defaults, type);
  return {
    name: PipelineStep.shape.name.safeParse(step.name).data,
    type,
    if: typeof step.if === 'string' ? step.if : undefined,
    own: own ?? {},
    config: mergeConfig(defaults, own ?? {}),
    complete: own !== undefined && defaults !== undefined,
  };
}

function readDefaults(step_defaults: JsonObject, type: string): JsonObject | undefined {
  if (!Object.hasOwn(step_defaults, type)) return {};
  const defaults = step_defaults[type];
  return isJsonObject(defaults) ? defaults : undefined;
}

/** What is absent is empty, unless a key that nobody knows may have been meant for it. */
function readMap(owner: JsonObject, key: string, shape: object): JsonObject | undefined {
  const value = owner[key];
  if (isJsonObject(value)) return value;
  const isAbsent = value === undefined && Object.keys(owner).every((name) => Object.hasOwn(shape, name));
  return isAbsent ? {} : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
