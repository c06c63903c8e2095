// What can be read of a document whether or not its shape is right, so that one round finds all mistakes. Plain data in, each part by itself out; a part
// that cannot be read is undefined, and whoever meets it says nothing about it: what depends on it is not known to be wrong.
import {
  didYouMean,
  type Path,
  PipelineDocument,
  PipelineStep,
  STEP_SECTIONS,
  type StepSection,
} from '@mockops/contract';
import { isJsonObject, type JsonObject } from '../json.ts';
import { mergeConfig } from '../run/plan.ts';

export interface Draft {
  root: JsonObject;
  triggers: DraftTrigger[];
  vars: JsonObject | undefined;
  /** Names that `inputs.` may have: the pipeline's and those of its manual triggers. */
  inputs: string[] | undefined;
  secrets: string[] | undefined;
  /** Config per step type. */
  defaults: JsonObject | undefined;
  /** Of all sections, in their order. */
  steps: DraftStep[];
}

export interface DraftTrigger {
  data: JsonObject;
  /** Of what type the event is that expressions see: the one it listens to, or the one that stands for a fire or a start. */
  event: string | undefined;
  filters: unknown;
}

export interface DraftStep {
  section: StepSection;
  path: Path;
  /** As written. */
  data: JsonObject;
  name: string | undefined;
  type: string | undefined;
  /** As written in the step. */
  own: JsonObject;
  /** `own` over the defaults of the step's type. */
  config: JsonObject;
  /** False when `config` may lack members, because the place where they would be could not be read. */
  complete: boolean;
  /** As written; null when it says nothing, undefined when it cannot be read. */
  needs: string[] | null | undefined;
  /** It has cells, so its outputs are a list. */
  cells: boolean;
}

/** The schema's limit. Beyond it steps are not looked at: each reference is compared with all names. */
const MOST_STEPS = 200;

export function readDraft(data: unknown): Draft {
  const root = isJsonObject(data) ? data : {};
  const defaults = readMap(root, 'defaults', PipelineDocument.shape);
  const types = defaults && readMap(defaults, 'config', DEFAULTS);
  return {
    root,
    triggers: listOf(root.triggers).map(readTrigger),
    vars: readMap(root, 'vars', PipelineDocument.shape),
    inputs: readInputs(root),
    secrets: readNames(root, 'secrets', PipelineDocument.shape),
    defaults: types,
    steps: STEP_SECTIONS.flatMap((section) => {
      const steps = listOf(root[section]);
      return steps.length > MOST_STEPS ? [] : steps.map((step, index) => readStep(step, [section, index], types));
    }),
  };
}

const DEFAULTS = { retry: true, timeout: true, config: true };

function readTrigger(trigger: unknown): DraftTrigger {
  const data = isJsonObject(trigger) ? trigger : {};
  return { data, event: eventOf(data), filters: data.filters };
}

function eventOf(trigger: JsonObject): string | undefined {
  if (typeof trigger.event === 'string') return trigger.event;
  if (isJsonObject(trigger.schedule)) return 'schedule.fired';
  if (isJsonObject(trigger.pipeline)) return 'pipeline.run.completed';
  if (isJsonObject(trigger.webhook)) return 'webhook.received';
  if (trigger.manual === null) return 'pipeline.started';
  if (!isJsonObject(trigger.manual)) return undefined;
  const { as_event = 'pipeline.started' } = trigger.manual;
  return typeof as_event === 'string' ? as_event : undefined;
}

function readInputs(root: JsonObject): string[] | undefined {
  const own = readMap(root, 'inputs', PipelineDocument.shape);
  if (!own) return undefined;
  const names = Object.keys(own);
  for (const trigger of listOf(root.triggers)) {
    if (!isJsonObject(trigger) || !isJsonObject(trigger.manual)) continue;
    const manual = readMap(trigger.manual, 'inputs', { inputs: true, as_event: true });
    if (!manual) return undefined;
    names.push(...Object.keys(manual));
  }
  return names;
}

function readStep(data: unknown, path: Path, types: JsonObject | undefined): DraftStep {
  const step = isJsonObject(data) ? data : {};
  const type = PipelineStep.shape.type.safeParse(step.type).data;
  const own = isJsonObject(data) ? readMap(step, 'config', PipelineStep.shape) : undefined;
  const defaults = type === undefined || !types ? undefined : readDefaults(types, type);
  const section = STEP_SECTIONS.find((name) => name === path[0]) ?? 'steps';
  return {
    section,
    path,
    data: step,
    name: PipelineStep.shape.name.safeParse(step.name).data,
    type,
    own: own ?? {},
    config: mergeConfig(defaults, own ?? {}),
    complete: own !== undefined && defaults !== undefined,
    needs: isAbsent(step, 'needs', PipelineStep.shape) ? null : PipelineStep.shape.needs.safeParse(step.needs).data,
    cells: step.matrix !== undefined || step.foreach !== undefined,
  };
}

function readDefaults(types: JsonObject, type: string): JsonObject | undefined {
  if (!Object.hasOwn(types, type)) return {};
  const defaults = types[type];
  return isJsonObject(defaults) ? defaults : undefined;
}

/** What is absent is empty, unless a key that nobody knows may have been meant for it. */
function readMap(owner: JsonObject, key: string, shape: object): JsonObject | undefined {
  const value = owner[key];
  if (isJsonObject(value)) return value;
  return isAbsent(owner, key, shape) ? {} : undefined;
}

function readNames(owner: JsonObject, key: string, shape: object): string[] | undefined {
  const value = owner[key];
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string');
  return isAbsent(owner, key, shape) ? [] : undefined;
}

/** No other key is near enough to have been meant for it. */
function isAbsent(owner: JsonObject, key: string, shape: object): boolean {
  const words = [...Object.keys(shape), ...SPELLINGS.keys()];
  return (
    owner[key] === undefined &&
    Object.keys(owner).every((name) => {
      if (Object.hasOwn(shape, name)) return true;
      const near = didYouMean(name, words);
      return near === undefined || (SPELLINGS.get(near) ?? near) !== key;
    })
  );
}

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['step_defaults', 'defaults'],
  ['with', 'config'],
  ['depends_on', 'needs'],
]);

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
