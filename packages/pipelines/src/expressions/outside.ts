// Which steps have outputs that came from outside: those whose type asks strangers, and those that pass on what they were given. Read from the templates
// alone, so that the linter and a run agree.
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { findExpressions } from './find-expressions.ts';
import { firstIn, type TaintScope, taintOfExpression } from './taint.ts';

/** What is read of a step; absent is what cannot be read. */
export interface SourceStep {
  name: string | undefined;
  type: string | undefined;
  config: JsonObject;
  vars: JsonObject;
  /** Templates over the outputs of its type. */
  outputs: JsonObject;
  matrix: JsonValue | undefined;
  foreach: JsonValue | undefined;
}

/** Their outputs are what strangers, or people, say. */
const FROM_OUTSIDE: readonly string[] = ['http', 'callback', 'wait_for_event', 'approval', 'call'];
/** Their outputs are made of their config. */
const PASSES_ON: readonly string[] = ['transform'];

/** Names, lower-case. */
export function outsideSteps(steps: readonly SourceStep[], vars: JsonObject): ReadonlySet<string> {
  const outside = new Set<string>();
  // In the order of the file, which is that of the needs except for the rare one that points ahead: hence until nothing is new.
  for (let before = -1; before < outside.size; ) {
    before = outside.size;
    for (const step of steps) {
      if (step.name === undefined || outside.has(step.name)) continue;
      const passed = PASSES_ON.includes(step.type ?? '') ? [step.outputs, step.config] : [step.outputs];
      const isOutside = FROM_OUTSIDE.includes(step.type ?? '');
      if (isOutside || (hasAny(passed) && isTainted(passed, scopeOfStep(step, vars, outside)))) outside.add(step.name);
    }
  }
  return outside;
}

function hasAny(values: readonly JsonObject[]): boolean {
  return values.some((value) => Object.keys(value).length > 0);
}

/** What the templates of a step read, as far as the document tells. */
export function scopeOfStep(step: SourceStep, vars: JsonObject, outside: ReadonlySet<string>): TaintScope {
  const item = itemName(step.foreach);
  const known = { ...vars, ...step.vars };
  const scope: TaintScope = {
    // A var that reads a var is refused elsewhere.
    var: (name) =>
      Object.entries(known).some(
        ([key, value]) =>
          (name === undefined || key.toLowerCase() === name) && isTainted(value, { ...scope, var: () => true }),
      ),
    step: (name) => (name === undefined ? outside.size > 0 : outside.has(name)),
    item: { name: undefined, tainted: false },
    // Only the run knows an event without a workspace.
    workspace: true,
  };
  const source = step.matrix ?? step.foreach;
  return { ...scope, item: { name: item, tainted: source !== undefined && isTainted(source, scope) } };
}

function itemName(foreach: JsonValue | undefined): string | undefined {
  if (foreach === undefined) return undefined;
  return isJsonObject(foreach) && typeof foreach.as === 'string' ? foreach.as : 'item';
}

function isTainted(value: JsonValue, scope: TaintScope): boolean {
  const found = firstIn(value, (text) =>
    findExpressions(text).some(({ expression }) => taintOfExpression(expression, scope) !== undefined)
      ? true
      : undefined,
  );
  return found === true;
}
