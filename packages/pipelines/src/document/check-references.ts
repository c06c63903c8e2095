// What the names in one expression mean: findings with their offset in it. Steps may only be read after they ended; vars, inputs, secrets, outputs and run
// fields must exist; a field that no triggering event is known to have is a warning, because events may carry more than their schema says.
import { didYouMean } from '@mockops/contract';
import {
  BARE_NAMES,
  EVENT_FIELDS,
  LOCAL_ROOTS,
  ROOTS,
  RUN_FIELDS,
  STEP_FIELDS,
  SUMMARY_FIELDS,
} from '../expressions/context.ts';
import type { Call, Reference, Segment } from '../expressions/references.ts';
import { ownKey } from '../expressions/values.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Draft, DraftStep } from './draft.ts';
import { type Graph, unknownStep } from './graph.ts';
import { type KnownTypes, stepTypeOf } from './known.ts';
import type { Place } from './sites.ts';

export interface Finding {
  code: string;
  message: string;
  hint?: string;
  offset: number;
}

/** What the names of a document are held against. */
export interface Names {
  draft: Draft;
  graph: Graph;
  known: KnownTypes;
  /** Fields that the triggering events may have; undefined when one of them has no schema. */
  event_fields: readonly string[] | undefined;
}

export function checkReference(reference: Reference, place: Place, names: Names): Finding[] {
  const { segments, optional } = reference;
  const [root, member, ...rest] = segments;
  const name = root.name.toLowerCase();
  const item = itemOf(place, names);
  if (item !== undefined && item.toLowerCase() === name) return [];
  const misplaced = checkPlace(root, member, place) ?? checkItem(root, place, names);
  if (misplaced) return [misplaced];
  switch (name) {
    case 'steps':
      return member && !member.star ? checkStep(member, rest, place, names) : [];
    case 'vars':
      return checkVar(member, place, names);
    case 'inputs':
      return checkInput(member, names);
    case 'matrix':
      return checkMatrix(root, member, optional, place, names);
    case 'secrets':
      return checkSecret(root, member, place, names);
    case 'run':
      return member ? checkMember('run', member, RUN_FIELDS, 'REF005') : [];
    case 'event':
      return member && !optional ? checkEventField(member, EVENT_FIELDS, 'event', names) : [];
    case 'events':
      return rest[0] && !optional ? checkEventField(rest[0], EVENT_FIELDS, 'events[…]', names) : [];
    case 'error':
      return member ? checkMember('error', member, ['message', 'class'], 'REF005') : [];
    case 'outputs':
      return member ? checkOwnOutput(member, place, names) : [];
    case 'payload':
      return [];
    default:
      return checkBareName(root, optional, names);
  }
}

/** `status('name')` reads a step as `steps.name` does. */
export function checkCall(call: Call, place: Place, names: Names): Finding[] {
  const [name] = call.texts;
  const reads = call.name.toLowerCase() === 'status' && name;
  return reads ? (misplacedStep(name, place) ?? checkStep(name, [], place, names)) : [];
}

const NOT_YET: Partial<Record<Place['when'], string>> = {
  vars: 'vars are read before any step runs',
  start: 'this is read before any step runs',
  trigger: 'this is read before any step runs',
};

function misplacedStep({ offset }: Segment, { when }: Place): Finding[] | undefined {
  const message = NOT_YET[when];
  return message === undefined ? undefined : [{ code: 'REF002', message, hint: 'read it in a step', offset }];
}

/** Roots that exist, but not here. */
function checkPlace(root: Segment, member: Segment | undefined, { when, local }: Place): Finding | undefined {
  const name = root.name.toLowerCase();
  const { offset } = root;
  if (name === 'steps') return misplacedStep(member ?? root, { when })?.[0] ?? onlyIn(root, when);
  if (LOCAL_ROOTS.some((known) => known === name) && name !== local) {
    const where = { error: 'retry.if', outputs: "the step's own outputs", payload: 'the map of a webhook' }[name];
    return { code: 'REF005', message: `"${root.name}" is only there in ${where}`, hint: 'read it there', offset };
  }
  if (when === 'vars' && name === 'vars') {
    const hint = 'read the event, or put both in one text';
    return { code: 'REF005', message: 'a var cannot read vars', hint, offset };
  }
  if (when === 'trigger' && (name === 'run' || name === 'run_id')) {
    const message = `"${root.name}" is not there before a run begins`;
    return { code: 'REF005', message, hint: 'read the event', offset };
  }
  return onlyIn(root, when);
}

function onlyIn({ name, offset }: Segment, when: Place['when']): Finding | undefined {
  const only = when === 'payload' ? 'payload' : when === 'secret' ? 'secrets' : undefined;
  if (only === undefined || name.toLowerCase() === only) return undefined;
  const message = `"${name}" cannot be read here`;
  return { code: 'REF005', message, hint: `only ${only} is there: {{ ${only}.name }}`, offset };
}

function checkStep(name: Segment, rest: Segment[], { step: reader }: Place, names: Names): Finding[] {
  const { offset } = name;
  const { steps } = names.draft;
  const position = names.graph.position(name.name.toLowerCase());
  if (position === undefined) {
    const all = steps.flatMap((step) => step.name ?? []);
    // A step whose name cannot be read may be the one.
    return all.length < steps.length ? [] : [{ code: 'REF001', ...unknownStep(name.name, all), offset }];
  }
  const before = reader === undefined ? undefined : names.graph.before(reader);
  if (reader !== undefined && before && !before.has(position)) {
    return [{ ...notBefore(name.name, position, reader, names), offset }];
  }
  const target = steps[position];
  return target ? checkStepMember(name.name, target, rest, names) : [];
}

function notBefore(
  name: string,
  position: number,
  reader: number,
  { draft: { steps }, graph }: Names,
): Omit<Finding, 'offset'> {
  const code = 'REF002';
  if (position === reader)
    return { code, message: `step "${name}" is this step itself`, hint: 'read only earlier steps' };
  if (graph.before(position)?.has(reader)) {
    return { code, message: `step "${name}" runs later`, hint: 'read only earlier steps' };
  }
  const needs = [...(steps[reader]?.needs ?? []), name].join(', ');
  return { code, message: `this step does not wait for step "${name}"`, hint: `write needs: [${needs}]` };
}

function checkStepMember(name: string, target: DraftStep, rest: Segment[], names: Names): Finding[] {
  const [field, member, inner] = rest;
  if (!field || field.star) return [];
  const found = checkMember(`steps.${name}`, field, STEP_FIELDS, 'REF004');
  if (found.length > 0 || !member) return found;
  if (field.name.toLowerCase() === 'summary') {
    return member.star ? [] : checkMember(`steps.${name}.summary`, member, SUMMARY_FIELDS, 'REF004');
  }
  if (field.name.toLowerCase() !== 'outputs') return [];
  const outputs = outputsOf(target, names.known);
  const isItem = member.star || /^\d+$/.test(member.name);
  if (!target.cells) return outputs && !isItem ? checkMember(`steps.${name}.outputs`, member, outputs, 'REF004') : [];
  if (!isItem) {
    const message = `steps.${name}.outputs is a list with the outputs of each cell`;
    const hint = `write steps.${name}.outputs.*.${member.name}`;
    return [{ code: 'REF004', message, hint, offset: member.offset }];
  }
  return outputs && inner && !inner.star ? checkMember(`steps.${name}.outputs.*`, inner, outputs, 'REF004') : [];
}

/** Names of its outputs; undefined when there may be others. */
export function outputsOf(step: DraftStep, known: KnownTypes): string[] | undefined {
  const own = step.data.outputs;
  const typed = typeOutputs(step, known);
  if (!typed || (own !== undefined && !isJsonObject(own))) return undefined;
  return [...typed, ...Object.keys(own ?? {})];
}

function typeOutputs(step: DraftStep, known: KnownTypes): string[] | undefined {
  const schema = stepTypeOf(known, step.type)?.outputs;
  if (!schema || (schema.def.catchall && schema.def.catchall._zod.def.type !== 'never')) return undefined;
  return Object.keys(schema.shape);
}

function checkOwnOutput(member: Segment, { step }: Place, { draft, known }: Names): Finding[] {
  const own = step === undefined ? undefined : draft.steps[step];
  const outputs = own && typeOutputs(own, known);
  return outputs && !member.star ? checkMember('outputs', member, outputs, 'REF004') : [];
}

function checkMember(owner: string, member: Segment, known: readonly string[], code: string): Finding[] {
  const name = member.name.toLowerCase();
  if (member.star || known.some((candidate) => candidate.toLowerCase() === name)) return [];
  const near = didYouMean(member.name, known);
  const hint = near ? `did you mean "${near}"?` : known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
  return [{ code, message: `${owner} has no "${member.name}"`, hint, offset: member.offset }];
}

function checkVar(member: Segment | undefined, { step }: Place, { draft }: Names): Finding[] {
  const own = step === undefined ? {} : draft.steps[step]?.data.vars;
  if (!member || member.star || !draft.vars || (own !== undefined && !isJsonObject(own))) return [];
  const vars: JsonObject = { ...draft.vars, ...own };
  if (ownKey(vars, member.name) !== undefined) return [];
  const near = didYouMean(member.name, Object.keys(vars));
  const hint = near ? `did you mean "${near}"?` : `add it: vars: { ${member.name}: … }`;
  return [{ code: 'REF005', message: `there is no var "${member.name}"`, hint, offset: member.offset }];
}

function checkInput(member: Segment | undefined, { draft: { inputs } }: Names): Finding[] {
  if (!member || member.star || !inputs) return [];
  if (inputs.some((name) => name.toLowerCase() === member.name.toLowerCase())) return [];
  const near = didYouMean(member.name, inputs);
  const hint = near ? `did you mean "${near}"?` : `add it: inputs: { ${member.name}: { type: string } }`;
  return [{ code: 'REF005', message: `there is no input "${member.name}"`, hint, offset: member.offset }];
}

function checkMatrix(
  root: Segment,
  member: Segment | undefined,
  optional: boolean,
  place: Place,
  { draft }: Names,
): Finding[] {
  const matrix = place.step === undefined ? undefined : draft.steps[place.step]?.data.matrix;
  if (matrix === undefined || !place.inCell) {
    const message = matrix === undefined ? 'there is no matrix here' : 'this is read before the matrix has cells';
    return [
      { code: 'REF005', message, hint: 'add matrix: to the step, or read it in its config', offset: root.offset },
    ];
  }
  const axes = axesOf(matrix);
  if (!axes || !member || member.star || optional) return [];
  if (axes.some((name) => name.toLowerCase() === member.name.toLowerCase())) return [];
  const near = didYouMean(member.name, axes);
  const hint = near ? `did you mean "${near}"?` : `it has ${axes.join(', ')}`;
  return [{ code: 'REF005', message: `the matrix has no "${member.name}"`, hint, offset: member.offset }];
}

const CELL_LIMITS = ['max_parallel', 'fail_fast', 'include', 'exclude'];

/** Names of its axes and of what `include` adds; undefined when it cannot be read. */
export function axesOf(matrix: unknown): string[] | undefined {
  if (!isJsonObject(matrix)) return undefined;
  const include = Array.isArray(matrix.include)
    ? matrix.include.flatMap((cell) => (isJsonObject(cell) ? Object.keys(cell) : []))
    : [];
  return [...new Set([...Object.keys(matrix).filter((name) => !CELL_LIMITS.includes(name)), ...include])];
}

/** The name that a foreach gives its item, where it is there. */
export function itemOf({ step, inCell }: Place, { draft }: Pick<Names, 'draft'>): string | undefined {
  const foreach = step === undefined || !inCell ? undefined : draft.steps[step]?.data.foreach;
  if (foreach === undefined) return undefined;
  return isJsonObject(foreach) && typeof foreach.as === 'string' ? foreach.as : 'item';
}

/** In `if`, the item would be looked up in the event, and a comparison with nothing is quietly false. */
function checkItem(root: Segment, place: Place, names: Names): Finding | undefined {
  const item = place.inCell ? undefined : itemOf({ ...place, inCell: true }, names);
  if (item?.toLowerCase() !== root.name.toLowerCase() || names.event_fields?.includes(item)) return undefined;
  const message = `"${root.name}" is read before the foreach has cells`;
  return { code: 'REF005', message, hint: 'choose the items in foreach.items, with where()', offset: root.offset };
}

function checkSecret(
  root: Segment,
  member: Segment | undefined,
  place: Place,
  { draft: { secrets } }: Names,
): Finding[] {
  if (!place.secrets) {
    const message = 'a secret cannot be read here';
    const hint = 'read it in the config of a step, or as the secret of a webhook';
    return [{ code: 'SEC002', message, hint, offset: root.offset }];
  }
  if (!member || member.star) {
    const message = 'secrets are read by name';
    return [{ code: 'SEC002', message, hint: 'write secrets.<name>', offset: root.offset }];
  }
  if (!secrets || secrets.some((name) => name.toLowerCase() === member.name.toLowerCase())) return [];
  const near = didYouMean(member.name, secrets);
  const hint = near ? `did you mean "${near}"?` : `declare it: secrets: [${[...secrets, member.name].join(', ')}]`;
  const message = `secret "${member.name}" is not declared`;
  return [{ code: 'SEC002', message, hint, offset: member.offset }];
}

function checkBareName(root: Segment, optional: boolean, names: Names): Finding[] {
  const known = [...ROOTS, ...BARE_NAMES].some((name) => name === root.name.toLowerCase());
  if (known) return [];
  const found = optional ? [] : checkEventField(root, [...ROOTS, ...BARE_NAMES], '', names);
  if (found.length > 0) return found;
  const message = `"${root.name}" is read from the event`;
  return [{ code: 'EXP006', message, hint: `write event.${root.name}`, offset: root.offset }];
}

function checkEventField(name: Segment, also: readonly string[], owner: string, names: Names): Finding[] {
  const { event_fields, draft } = names;
  if (!event_fields || name.star) return [];
  const known = [...also, ...event_fields];
  if (known.some((candidate) => candidate.toLowerCase() === name.name.toLowerCase())) return [];
  const near = didYouMean(name.name, known);
  const events = [...new Set(draft.triggers.map((trigger) => trigger.event))].join(' and ');
  const thing = owner ? `${owner}.${name.name}` : name.name;
  const message = `"${thing}" is not a field of ${events || 'the event of a call'}`;
  const hint = near ? `did you mean "${near}"?` : `write default(${thing}, …) if it may be missing`;
  return [{ code: 'EXP004', message, hint, offset: name.offset }];
}
