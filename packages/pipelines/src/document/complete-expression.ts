// Names inside of an expression: what can be read from this step, and the functions.
import type { Path } from '@mockops/contract';
import { BARE_NAMES, EVENT_FIELDS, RUN_FIELDS, STEP_FIELDS, SUMMARY_FIELDS } from '../expressions/context.ts';
import { FUNCTION_NAMES } from '../expressions/parse-expression.ts';
import { isJsonObject } from '../json.ts';
import { axesOf, itemOf, outputsOf } from './check-references.ts';
import { readableFields } from './check-triggers.ts';
import { stepAt } from './complete-yaml.ts';
import type { Completion } from './completions.ts';
import type { Draft, DraftStep } from './draft.ts';
import { createGraph } from './graph.ts';
import type { KnownTypes } from './known.ts';

interface Scope {
  draft: Draft;
  known: KnownTypes;
  step: DraftStep | undefined;
  inCell: boolean;
}

/** `expression` up to the cursor, `path` where it stands. */
export function completeExpression(expression: string, path: Path, draft: Draft, known: KnownTypes): Completion[] {
  const step = stepAt(path, draft);
  const scope: Scope = { draft, known, step, inCell: step !== undefined && path[2] !== 'if' && path[2] !== 'matrix' };
  const chain = /((?:[A-Za-z_][\w-]*(?:\[[^\]]*\])*|\*)(?:\.(?:[\w-]+(?:\[[^\]]*\])*|\*))*)\.[\w-]*$/.exec(
    expression,
  )?.[1];
  if (chain === undefined) return firstNames(scope);
  const segments = chain.replace(/\[[^\]]*\]/g, '.*').split('.');
  return membersOf(segments, scope).map((label) => ({ label, kind: 'field' }));
}

function firstNames(scope: Scope): Completion[] {
  const { draft, step, inCell } = scope;
  const item = step && itemOf({ when: 'step', step: draft.steps.indexOf(step), inCell }, { draft });
  const names = [
    ...(item === undefined ? [] : [item]),
    'event',
    'events',
    ...(step ? ['steps'] : []),
    'vars',
    'inputs',
    ...(inCell && step?.data.matrix !== undefined ? ['matrix'] : []),
    'run',
    ...(inCell ? ['secrets'] : []),
    ...BARE_NAMES,
  ];
  const functions = [...FUNCTION_NAMES].sort().map((label): Completion => ({ label, kind: 'function' }));
  return [...names.map((label): Completion => ({ label, kind: 'field' })), ...functions];
}

function membersOf([root, ...rest]: string[], { draft, known, step }: Scope): readonly string[] {
  const [first] = rest;
  switch (root) {
    case 'steps':
      return stepMembers(rest, { draft, known, step });
    case 'event':
      return first === undefined ? eventNames(draft, known) : [];
    case 'events':
      return first === '*' && rest.length === 1 ? eventNames(draft, known) : [];
    case 'vars':
      return [...Object.keys(draft.vars ?? {}), ...Object.keys(isJsonObject(step?.data.vars) ? step.data.vars : {})];
    case 'inputs':
      return draft.inputs ?? [];
    case 'secrets':
      return draft.secrets ?? [];
    case 'matrix':
      return axesOf(step?.data.matrix) ?? [];
    case 'run':
      return RUN_FIELDS;
    case 'error':
      return ['message', 'class'];
    default:
      return [];
  }
}

function eventNames(draft: Draft, known: KnownTypes): string[] {
  return [...new Set([...(readableFields(draft, known) ?? []), ...EVENT_FIELDS])];
}

function stepMembers(
  [name, field, cell, ...more]: string[],
  { draft, known, step }: Omit<Scope, 'inCell'>,
): readonly string[] {
  if (name === undefined) return step ? visible(step, draft) : draft.steps.flatMap((one) => one.name ?? []);
  if (field === undefined) return STEP_FIELDS;
  if (field === 'summary') return cell === undefined ? SUMMARY_FIELDS : [];
  const target = draft.steps.find((one) => one.name === name);
  if (!target || field !== 'outputs') return [];
  const outputs = outputsOf(target, known) ?? [];
  if (cell === undefined) return target.cells ? ['*'] : outputs;
  return target.cells && cell === '*' && more.length === 0 ? outputs : [];
}

function visible(step: DraftStep, draft: Draft): string[] {
  const before = createGraph(draft).before(draft.steps.indexOf(step));
  return draft.steps.flatMap((one, position) => (one.name !== undefined && before?.has(position) ? [one.name] : []));
}
