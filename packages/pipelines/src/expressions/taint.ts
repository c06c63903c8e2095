// What came from outside: values of events, inputs, answers of strangers, and whatever was made of them. In: the references of an expression and what is
// known of the run (or, when a pipeline is saved, of the document). Out: the first tainted reference by name, for the message.
import type { JsonValue } from '../json.ts';
import { BARE_NAMES, type RunContext } from './context.ts';
import { findExpressions } from './find-expressions.ts';
import { parseExpression } from './parse-expression.ts';
import { mentionsOf, type Reference } from './references.ts';
import { ownKey } from './values.ts';

/** What is said of names whose value depends on the run. */
export interface TaintScope {
  var: (name: string | undefined) => boolean;
  step: (name: string | undefined) => boolean;
  item: { name: string | undefined; tainted: boolean };
  /** The event's workspace was written by the server, not by who sent the data. */
  workspace: boolean;
}

/** Written by the server for every event. The rest of an event is what its sender says. */
const OWN_EVENT_FIELDS: readonly string[] = [
  'id',
  'type',
  'event_type',
  'time',
  'correlation_id',
  'causation_id',
  'depth',
  'replay_id',
  'cursor',
];
const OUTSIDE: readonly string[] = ['events', 'inputs', 'payload', 'error'];
const OWN: readonly string[] = ['run', 'secrets', 'outputs', ...BARE_NAMES];

function taintedReference(references: readonly Reference[], scope: TaintScope): string | undefined {
  const found = references.find((reference) => isTainted(reference, scope));
  return found?.segments.map(({ name }) => name).join('.');
}

function isTainted({ segments: [root, member, field] }: Reference, scope: TaintScope): boolean {
  const name = root.name.toLowerCase();
  if (scope.item.name?.toLowerCase() === name || name === 'matrix') return scope.item.tainted;
  if (OUTSIDE.includes(name)) return true;
  if (OWN.includes(name)) return false;
  const inner = member?.name.toLowerCase();
  if (name === 'event') {
    if (inner === 'workspace_id') return !scope.workspace;
    return inner === undefined || !OWN_EVENT_FIELDS.includes(inner);
  }
  if (name === 'vars') return scope.var(inner);
  if (name !== 'steps') return true;
  const part = field?.name.toLowerCase();
  return (part === undefined || part === 'outputs' || part === 'cells') && scope.step(inner);
}

/** The first tainted reference in the templates of a value. What is not known of vars and items counts as tainted. */
export function taintOf(value: JsonValue, context: RunContext): string | undefined {
  const scope = scopeOf(context);
  return firstIn(value, (text) => {
    for (const { expression } of findExpressions(text)) {
      const found = taintOfExpression(expression, scope);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

export function taintOfExpression(expression: string, scope: TaintScope): string | undefined {
  const parsed = parseExpression(expression);
  return parsed.ok ? taintedReference(mentionsOf(expression, parsed.expression).references, scope) : undefined;
}

export function scopeOf(context: RunContext): TaintScope {
  const { tainted_vars, steps, item, event } = context;
  return {
    var: (name) => !tainted_vars || tainted_vars.some((known) => name === undefined || known.toLowerCase() === name),
    step: (name) => {
      const key = name === undefined ? undefined : ownKey(steps, name);
      return key === undefined ? Object.values(steps).some(({ tainted }) => tainted) : steps[key]?.tainted === true;
    },
    item: { name: item?.name, tainted: context.tainted_item ?? true },
    workspace: event.workspace_id !== null,
  };
}

/** The first text of a value that something is said about. */
export function firstIn<T>(value: JsonValue, ask: (text: string) => T | undefined): T | undefined {
  if (typeof value === 'string') return ask(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = firstIn(inner, ask);
    if (found !== undefined) return found;
  }
  return undefined;
}
