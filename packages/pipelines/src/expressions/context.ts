// What expressions can see: the run so far, as data. In goes the RunContext that the server keeps, out comes what a name stands for.
import type { EventEnvelope, StepStatus } from '@mockops/contract';
import type { JsonObject, JsonValue } from '../json.ts';
import { ownKey } from './values.ts';

export interface StepResult {
  status: StepStatus;
  outputs: JsonObject;
  /** A failure of this step does not make `success()` false. */
  continue_on_error?: boolean;
}

export interface RunContext {
  event: EventEnvelope;
  /** Rendered already, see `renderConfig`. */
  vars: JsonObject;
  /** Steps that came to an end, by name. */
  steps: Record<string, StepResult>;
  run: { id: string; number: number; url: string; pipeline: string; started_at: string };
  workspace_id: string | null;
  workspace_name: string | null;
  org_id: string | null;
  /** Someone asked for the run to stop. */
  cancelled?: boolean;
}

export const RUN_FIELDS = ['id', 'number', 'url', 'pipeline', 'started_at'] as const;
export const STEP_FIELDS = ['outputs', 'status'] as const;
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
  'data',
  'cursor',
] as const;
/** Names that stand alone, as in the plan's `{{workspace_id}}`. */
export const BARE_NAMES = ['workspace_id', 'workspace_name', 'org_id', 'event_type', 'timestamp', 'run_id'] as const;
export const ROOTS = ['event', 'vars', 'steps', 'run'] as const;
/** Never read from event data, so that nothing an event carries can pass for one. */
export const RESERVED = ['secrets'] as const;

/** What a first name stands for; undefined when it stands for nothing. */
export function createNames(context: RunContext): (name: string) => JsonValue | undefined {
  const event = eventObject(context.event);
  const names: JsonObject = {
    event,
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
  return { ...withoutValues(event), ...event.data, ...withoutNulls(event), event_type: event.type };
}

function withoutValues(event: EventEnvelope): JsonObject {
  return { subject: event.subject, workspace_id: event.workspace_id, causation_id: event.causation_id };
}

function withoutNulls(source: Record<string, JsonValue>): JsonObject {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null));
}

function stepsObject(steps: Record<string, StepResult>): JsonObject {
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => [name, { status: step.status, outputs: step.outputs }]),
  );
}
