// What the names in one expression mean: findings with their offset in it. Steps may only be read after they ran, vars and run fields must exist; a field
// that no triggering event is known to have is a warning, because events may carry more than their schema says.
import { didYouMean } from '@mockops/contract';
import { BARE_NAMES, EVENT_FIELDS, RESERVED, ROOTS, RUN_FIELDS, STEP_FIELDS } from '../expressions/context.ts';
import type { Call, Reference, Segment } from '../expressions/references.ts';
import { ownKey } from '../expressions/values.ts';
import { fieldsOf } from './check-triggers.ts';
import type { Draft } from './draft.ts';

export interface Finding {
  code: string;
  message: string;
  hint?: string;
  offset: number;
  warning?: boolean;
}

export interface Scope {
  draft: Draft;
  /** Index of the step that reads; undefined in vars. */
  step: number | undefined;
}

export function checkReference({ segments, optional }: Reference, scope: Scope): Finding[] {
  const [root, member, field] = segments;
  switch (root.name.toLowerCase()) {
    case 'steps':
      return member ? checkStepReference(member, field, scope) : [];
    case 'vars':
      return checkVar(root, member, scope);
    case 'run':
      return member ? checkMember('run', member, RUN_FIELDS, 'REF005') : [];
    case 'event':
      return member && !optional ? checkEventField(member, EVENT_FIELDS, 'event', scope) : [];
    default:
      return checkBareName(root, optional, scope);
  }
}

/** `status('name')` reads a step as `steps.name` does. */
export function checkCall(call: Call, scope: Scope): Finding[] {
  const [name] = call.texts;
  return call.name.toLowerCase() === 'status' && name ? checkStepReference(name, undefined, scope) : [];
}

function checkStepReference(name: Segment, field: Segment | undefined, scope: Scope): Finding[] {
  const { offset } = name;
  const { steps } = scope.draft;
  const index = steps.findIndex((step) => step.name === name.name.toLowerCase());
  if (scope.step === undefined) {
    return [{ code: 'REF002', message: 'vars are read before any step runs', hint: 'read it in a step', offset }];
  }
  if (index === -1) {
    const names = steps.flatMap((step) => step.name ?? []);
    // A step whose name cannot be read may be the one.
    if (names.length < steps.length) return [];
    const near = didYouMean(name.name, names);
    const hint = near ? `did you mean "${near}"?` : `steps are ${names.join(', ')}`;
    return [{ code: 'REF001', message: `there is no step "${name.name}"`, hint, offset }];
  }
  if (index >= scope.step) {
    const what = index === scope.step ? 'is this step itself' : 'runs later';
    return [{ code: 'REF002', message: `step "${name.name}" ${what}`, hint: 'read only earlier steps', offset }];
  }
  return field ? checkMember(`steps.${name.name}`, field, STEP_FIELDS, 'REF004') : [];
}

function checkMember(owner: string, member: Segment, known: readonly string[], code: string): Finding[] {
  if (known.includes(member.name.toLowerCase())) return [];
  const near = didYouMean(member.name, known);
  const hint = near ? `did you mean "${near}"?` : `it has ${known.join(', ')}`;
  return [{ code, message: `${owner} has no "${member.name}"`, hint, offset: member.offset }];
}

function checkVar(root: Segment, member: Segment | undefined, { draft: { vars }, step }: Scope): Finding[] {
  if (step === undefined) {
    const hint = 'read the event, or put both in one text';
    return [{ code: 'REF005', message: 'a var cannot read vars', hint, offset: root.offset }];
  }
  if (!member || !vars || ownKey(vars, member.name) !== undefined) return [];
  const near = didYouMean(member.name, Object.keys(vars));
  const hint = near ? `did you mean "${near}"?` : `add it: vars: { ${member.name}: … }`;
  return [{ code: 'REF005', message: `there is no var "${member.name}"`, hint, offset: member.offset }];
}

function checkBareName(root: Segment, optional: boolean, scope: Scope): Finding[] {
  if (RESERVED.some((reserved) => reserved === root.name.toLowerCase())) {
    const message = `"${root.name}" cannot be read in a pipeline`;
    return [
      { code: 'SEC002', message, hint: 'keep secrets in a connection and name the connection', offset: root.offset },
    ];
  }
  return optional ? [] : checkEventField(root, [...ROOTS, ...BARE_NAMES], '', scope);
}

function checkEventField(name: Segment, also: readonly string[], owner: string, { draft }: Scope): Finding[] {
  const known: string[] = [...also];
  for (const trigger of draft.triggers) {
    const fields = fieldsOf(trigger.event);
    if (!fields) return [];
    known.push(...fields);
  }
  if (known.some((candidate) => candidate.toLowerCase() === name.name.toLowerCase())) return [];
  const near = didYouMean(name.name, known);
  const events = [...new Set(draft.triggers.map((trigger) => trigger.event))].join(' and ');
  const thing = owner ? `${owner}.${name.name}` : name.name;
  const message = `"${thing}" is not a field of ${events}`;
  const hint = near ? `did you mean "${near}"?` : `write default(${thing}, …) if it may be missing`;
  return [{ code: 'EXP004', message, hint, offset: name.offset, warning: true }];
}
