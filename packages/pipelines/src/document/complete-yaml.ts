// Keys and values of the document itself, from its schema and from those of the step types.
import { keysAt, type Path, PipelineDocument, readPath, STEP_SECTIONS, schemasAt } from '@mockops/contract';
import { z } from 'zod';
import { isJsonObject } from '../json.ts';
import type { Completion } from './completions.ts';
import type { Draft, DraftStep } from './draft.ts';
import { fieldsOf, schemasOf } from './event-fields.ts';
import { type KnownTypes, stepTypeOf } from './known.ts';

export function completeKey(path: Path, draft: Draft, known: KnownTypes): Completion[] {
  // `needs:` and other lists of names: what looks like a key is an item.
  const parent = path.at(-1);
  if (typeof parent === 'number' && path.at(-2) === 'needs') return completeValue(path, draft, known);
  const there = readPath(draft.root, path);
  const own = isJsonObject(there) ? Object.keys(there) : [];
  const details = stepTypeDetails(path, known);
  return keysFor(path, draft, known)
    .filter((key) => !own.includes(key))
    .map((label) => ({ label, kind: 'key', ...details(label) }));
}

function keysFor(path: Path, draft: Draft, known: KnownTypes): readonly string[] {
  const [root, index, member, ...rest] = path;
  if (root === 'defaults' && index === 'config') {
    if (member === undefined) return Object.keys(known.step_types).sort();
    const type = stepTypeOf(known, String(member));
    return type ? keysAt(type.config, rest) : [];
  }
  const step = stepAt(path, draft);
  if (step && member === 'config') {
    const type = stepTypeOf(known, step.type);
    return type ? keysAt(type.config, rest) : [];
  }
  if (root === 'triggers' && member === 'filters' && typeof index === 'number') {
    const operators = rest.at(-1) !== undefined && typeof rest.at(-1) === 'string' && rest.at(-1) !== 'not';
    if (operators) return keysAt(PipelineDocument, path);
    return [...(fieldsOf(draft.triggers[index]?.event, known) ?? []), ...(rest.length === 0 ? ['any_of', 'not'] : [])];
  }
  return keysAt(PipelineDocument, path);
}

function stepTypeDetails(path: Path, known: KnownTypes): (label: string) => { detail?: string } {
  if (path[0] !== 'defaults' || path[1] !== 'config' || path.length > 2) return () => ({});
  return (label) => {
    const summary = known.step_types[label]?.summary;
    return summary === undefined ? {} : { detail: summary };
  };
}

export function completeValue(path: Path, draft: Draft, known: KnownTypes): Completion[] {
  const [root, index, member, field] = path;
  const last = path.at(-1);
  const step = stepAt(path, draft);
  if (step && member === 'type' && path.length === 3) {
    return Object.entries(known.step_types)
      .map(
        ([label, { summary }]): Completion => ({
          label,
          kind: 'step_type',
          ...(summary === undefined ? {} : { detail: summary }),
        }),
      )
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  }
  if (step && member === 'needs') return otherSteps(step, draft);
  if (root === 'triggers' && (last === 'event' || last === 'as_event')) {
    return [...known.event_types].sort().map((label) => ({ label, kind: 'event' }));
  }
  if (root === 'triggers' && member === 'filters' && typeof index === 'number' && typeof field === 'string') {
    const schemas = schemasOf(draft.triggers[index]?.event, known) ?? [];
    return valuesOf(schemas.flatMap((schema) => schemasAt(schema, [field])));
  }
  if (step && member === 'config') {
    const type = stepTypeOf(known, step.type);
    return type ? valuesOf(schemasAt(type.config, path.slice(3))) : [];
  }
  return valuesOf(schemasAt(PipelineDocument, path));
}

function otherSteps(step: DraftStep, { steps }: Draft): Completion[] {
  return steps
    .filter(({ section, name }) => section === step.section && name !== step.name && !step.needs?.includes(name ?? ''))
    .flatMap(({ name, type }): Completion[] =>
      name === undefined ? [] : [{ label: name, kind: 'step', ...(type === undefined ? {} : { detail: type }) }],
    );
}

export function stepAt([section, index]: Path, { steps }: Draft): DraftStep | undefined {
  if (!STEP_SECTIONS.some((name) => name === section)) return undefined;
  return steps.find(({ path }) => path[0] === section && path[1] === index);
}

function valuesOf(schemas: readonly z.core.$ZodType[]): Completion[] {
  const values = schemas.flatMap((schema): string[] => {
    if (schema instanceof z.ZodEnum) return schema.options.map(String);
    if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
    if (schema instanceof z.ZodBoolean) return ['true', 'false'];
    return schema instanceof z.ZodArray ? valuesOf(schemasAt(schema.element, [])).map(({ label }) => label) : [];
  });
  return [...new Set(values)].map((label) => ({ label, kind: 'value' }));
}
