// What expressions can see: the run so far, as data. In goes the RunContext that its keeper builds anew at every step, out comes what a name stands for.
import type { EventEnvelope, RunStatus, StepStatus } from '@mockops/contract';
import type { JsonObject, JsonValue } from '../json.ts';
import { ownKey } from './values.ts';

export interface StepSummary {
  /** Cells of a matrix or foreach; 1 for a step without. */
  total: number;
  passed: number;
  failed: number;
  skipped: number;
}

export interface CellResult {
  key: string;
  status: StepStatus;
  outputs: JsonObject;
  error: string | null;
}

export interface StepResult {
  status: StepStatus;
  outputs: JsonObject;
  /** Of a matrix or foreach: the outputs of the cells that succeeded, in input order. Expressions then read it as `outputs`. */
  outputs_list?: JsonObject[];
  summary: StepSummary;
  /** Tries that were made; of a matrix or foreach, the most that a cell needed. */
  attempts: number;
  cells?: CellResult[];
  /** A failure of this step does not make `success()` false. */
  continue_on_error?: boolean;
  /** Why it is `skipped`, in words: `its condition is false`. Named when an output of it is read. */
  skip_reason?: string;
  /** Its outputs came from outside (http, callback, wait_for_event): sinks that refuse tainted values refuse them. */
  tainted?: boolean;
}

export interface RunFacts {
  id: string;
  url: string;
  number: number;
  /** 1 for the first; re-runs count up. */
  attempt: number;
  revision: number;
  status: RunStatus;
  failed_step: string | null;
  seed: string;
  started_at: string;
  correlation_id: string;
  pipeline: string;
}

export interface RunContext {
  /** The newest event, or the only one. */
  event: EventEnvelope;
  /** All of a debounce or batch window, oldest first; otherwise the one event. */
  events: EventEnvelope[];
  inputs: JsonObject;
  /** Rendered already, see `renderConfig`: the pipeline's, under the step's own. */
  vars: JsonObject;
  /** Names of vars whose templates read something tainted, see `renderVars`. Absent: all of them count as such. */
  tainted_vars?: readonly string[];
  /** The cell of a matrix. */
  matrix?: JsonObject;
  /** The item of a foreach, under its `as` name. */
  item?: { name: string; value: JsonValue };
  /** The matrix or the item was made of tainted values. Absent: they count as such. */
  tainted_item?: boolean;
  /** Steps that came to an end, by name. */
  steps: Record<string, StepResult>;
  run: RunFacts;
  /** Values of the declared secrets; absent where none may be read, as in `if` and keys. */
  secrets?: Record<string, string>;
  workspace_id: string | null;
  workspace_name: string | null;
  org_id: string | null;
  /** Someone asked for the run to stop. */
  cancelled?: boolean;
  /** In hooks: how the steps before them ended, which `success()` and `failure()` then tell. */
  status?: RunStatus;
  /** The steps that `success()` and `failure()` look at: those that the step needs, directly or not. Absent: all. */
  ancestors?: readonly string[];
  /** A step of on_failure, on_cancel or finally: `success()` is not implied by its `if`. */
  hook?: boolean;
  /** Names that exist in one place only: `error` in retry.if, `outputs` in a step's outputs, `payload` in a webhook's map. */
  locals?: JsonObject;
}

export const RUN_FIELDS = [
  'id',
  'url',
  'number',
  'attempt',
  'revision',
  'status',
  'failed_step',
  'seed',
  'started_at',
  'correlation_id',
  'pipeline',
] as const satisfies readonly (keyof RunFacts)[];
export const STEP_FIELDS = ['outputs', 'status', 'summary', 'attempts', 'cells'] as const;
export const SUMMARY_FIELDS = [
  'total',
  'passed',
  'failed',
  'skipped',
] as const satisfies readonly (keyof StepSummary)[];
/** Names of an event that are read before its data. `event_type` is how MockForge called `type`. */
export const EVENT_FIELDS = [
  'id',
  'type',
  'event_type',
  'source',
  'subject',
  'time',
  'workspace_id',
  'actor',
  'correlation_id',
  'causation_id',
  'depth',
  'version',
  'replay_id',
  'data',
  'cursor',
] as const;
/** Names that stand alone, as in the plan's `{{workspace_id}}`. */
export const BARE_NAMES = ['workspace_id', 'workspace_name', 'org_id', 'event_type', 'timestamp', 'run_id'] as const;
export const ROOTS = ['event', 'events', 'inputs', 'vars', 'matrix', 'steps', 'run', 'secrets'] as const;
/** Names that exist in one place only. */
export const LOCAL_ROOTS = ['error', 'outputs', 'payload'] as const;
/** Never read from event data, so that nothing an event carries can pass for one. */
const RESERVED = ['secrets', 'events', 'inputs', 'matrix', ...LOCAL_ROOTS] as const;

/** What a first name stands for; undefined when it stands for nothing. */
export function createNames(context: RunContext): (name: string) => JsonValue | undefined {
  const event = eventObject(context.event);
  const names: JsonObject = {
    event,
    events: context.events.map(eventObject),
    inputs: context.inputs,
    vars: context.vars,
    steps: stepsObject(context.steps),
    run: { ...context.run },
    event_type: context.event.type,
    timestamp: context.run.started_at,
    run_id: context.run.id,
    ...withoutNulls({
      workspace_id: context.workspace_id,
      workspace_name: context.workspace_name,
      org_id: context.org_id,
    }),
    ...(context.matrix ? { matrix: context.matrix } : {}),
    ...(context.secrets ? { secrets: context.secrets } : {}),
    ...context.locals,
    ...(context.item ? { [context.item.name]: context.item.value } : {}),
  };
  return (name) => {
    const known = ownKey(names, name);
    if (known !== undefined) return names[known];
    if (RESERVED.some((reserved) => reserved === name.toLowerCase())) return undefined;
    const field = ownKey(context.event.data, name);
    return field === undefined ? undefined : context.event.data[field];
  };
}

/** The envelope over the data: `event.type` is the envelope's, any other name the data's. An envelope field that is null hides nothing. */
function eventObject(event: EventEnvelope): JsonObject {
  // The version of a scenario is what people mean; that of the data's schema is only read where the data has none.
  const { version, ...envelope } = event;
  return { ...withoutValues(event), version, ...event.data, ...withoutNulls(envelope), event_type: event.type };
}

function withoutValues(event: EventEnvelope): JsonObject {
  return {
    subject: event.subject,
    workspace_id: event.workspace_id,
    causation_id: event.causation_id,
    replay_id: event.replay_id,
  };
}

function withoutNulls(source: Record<string, JsonValue>): JsonObject {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null));
}

function stepsObject(steps: Record<string, StepResult>): JsonObject {
  return Object.fromEntries(
    Object.entries(steps).map(([name, { status, outputs, outputs_list, summary, attempts, cells }]) => [
      name,
      {
        status,
        outputs: outputs_list ?? outputs,
        summary: { ...summary },
        attempts,
        cells: (cells ?? []).map((cell) => ({ ...cell })),
      },
    ]),
  );
}
