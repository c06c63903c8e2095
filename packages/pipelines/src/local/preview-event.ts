// A pipeline and one event, made up or real: would a run start, and what would it do? In: the document, step types, an event. Out: the decision in words
// and the preview of the run.
import type { EventEnvelope, PipelineDocument } from '@mockops/contract';
import { evaluateCondition } from '../expressions/condition.ts';
import type { RunContext } from '../expressions/context.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { planRun } from '../run/plan.ts';
import type { PipelineMatch } from '../trigger/match.ts';
import { matchEvent } from '../trigger/match-event.ts';
import { defaultInputs, readInputs } from '../trigger/read-inputs.ts';
import { type Preview, previewRun } from './preview.ts';
import { startContext } from './start-context.ts';
import type { EffectClass } from './types.ts';

export interface EventPreview extends Preview {
  would_run: boolean;
  decision: string;
}

export interface PreviewRequest {
  document: PipelineDocument;
  event: EventEnvelope;
  /** Given by hand; filled up with defaults. */
  inputs?: JsonObject | undefined;
  effectOf: (type: string) => EffectClass;
  show: (config: JsonObject) => JsonValue;
  workspace_name?: string | undefined;
}

export function previewEvent(given: PreviewRequest): EventPreview {
  const { document, event, effectOf, show } = given;
  const manual = document.triggers.find((trigger) => trigger.manual)?.manual;
  const inputs = inputsOf(document, manual?.inputs, given.inputs);
  if (!inputs.ok) return { would_run: false, decision: inputs.why, steps: [], effects: [] };
  const hand = document.triggers.findIndex((trigger) => trigger.manual && trigger.enabled);
  const match: PipelineMatch =
    given.inputs !== undefined && hand !== -1
      ? { matched: true, trigger: hand, reason: `triggers[${hand}]: started by hand` }
      : matchEvent(event, document);
  const context = contextOf(given, inputs.value);
  if (!context.ok)
    return {
      would_run: false,
      decision: match.matched ? context.why : `filtered: ${match.reason}`,
      steps: [],
      effects: [],
    };
  const preview = previewRun({
    plan: planRun(document),
    context: context.value,
    secrets: document.secrets ?? [],
    effectOf,
    show,
  });
  if (!document.enabled) return { ...preview, would_run: false, decision: 'disabled: the pipeline is disabled' };
  if (!match.matched) return { ...preview, would_run: false, decision: `filtered: ${match.reason}` };
  const condition = document.triggers[match.trigger]?.if;
  if (condition === undefined) return { ...preview, would_run: true, decision: match.reason };
  const held = evaluateCondition(String(condition), context.value, `triggers[${match.trigger}].if`);
  if (held.ok && held.value) return { ...preview, would_run: true, decision: match.reason };
  const why = held.ok ? `"${String(condition)}" is false` : held.issues.map(({ message }) => message).join('; ');
  return { ...preview, would_run: false, decision: `condition: triggers[${match.trigger}].if: ${why}` };
}

function contextOf(
  { document, event, workspace_name }: PreviewRequest,
  inputs: JsonObject,
): { ok: true; value: RunContext } | { ok: false; why: string } {
  try {
    const value = startContext({
      document,
      event,
      events: [event],
      inputs,
      number: 1,
      now: event.time,
      workspace_name,
    });
    return { ok: true, value };
  } catch (error) {
    return { ok: false, why: `failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function inputsOf(
  document: PipelineDocument,
  manual: PipelineDocument['inputs'],
  given: JsonObject | undefined,
): { ok: true; value: JsonObject } | { ok: false; why: string } {
  if (given === undefined) return { ok: true, value: defaultInputs({ ...document.inputs, ...manual }) };
  const read = readInputs({ ...document.inputs, ...manual }, given);
  if (read.ok) return { ok: true, value: read.value };
  return { ok: false, why: read.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
}
