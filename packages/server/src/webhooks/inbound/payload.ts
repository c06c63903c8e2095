// The body of an inbound webhook as data: a JSON object of bounded depth, what the sender calls the event, and the fields that a trigger's `map` makes of it.
import type { EventEnvelope } from '@mockops/contract';
import { type JsonObject, type RunContext, renderConfig } from '@mockops/pipelines';
import { z } from 'zod';

const MAX_DEPTH = 64;

const JsonRecord = z.record(z.string(), z.json());

/** Undefined when it is no JSON object, or nested too deeply for anybody to mean it. */
export function readPayload(body: Buffer): JsonObject | undefined {
  const text = body.toString('utf8');
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const read = JsonRecord.safeParse(parsed);
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Of brackets outside of strings, before anything is built of them. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') index += 1;
    else if (!quoted && (character === '{' || character === '[')) depth += 1;
    else if (!quoted && (character === '}' || character === ']')) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** All names that a trigger's `events` may know the event by; the first is the one that is shown. */
export function namesOf(header: string | undefined, payload: JsonObject): [string, ...string[]] {
  const { action, object_kind, type, event } = payload;
  const said = [header, object_kind, type, event].filter((name) => typeof name === 'string' && name !== '');
  const [first = 'webhook', ...others] = said.map(String);
  return [first, ...others, ...(typeof action === 'string' ? [`${first}.${action}`] : [])];
}

/** A field whose template finds nothing is left out, so that a filter on it fails and `exists: false` holds. */
export function mapFields(map: JsonObject | undefined, payload: JsonObject, event: EventEnvelope): JsonObject {
  const context = mapContext(payload, event);
  const fields: JsonObject = {};
  for (const [name, template] of Object.entries(map ?? {})) {
    const rendered = renderConfig({ value: template }, context, `map.${name}`);
    if (rendered.ok && rendered.value.value !== undefined) fields[name] = rendered.value.value;
  }
  return fields;
}

function mapContext(payload: JsonObject, event: EventEnvelope): RunContext {
  return {
    event,
    events: [event],
    locals: { payload },
    inputs: {},
    vars: {},
    steps: {},
    run: {
      id: event.id,
      number: 0,
      url: '',
      pipeline: '',
      attempt: 1,
      revision: 0,
      status: 'queued',
      failed_step: null,
      seed: event.id,
      started_at: event.time,
      correlation_id: event.correlation_id,
    },
    workspace_id: event.workspace_id,
    workspace_name: event.workspace_id,
    org_id: null,
  };
}
