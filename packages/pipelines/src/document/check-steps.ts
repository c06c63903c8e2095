// Checks of steps that the document's schema cannot make: names used once, known step types, and each step's config against the schema of its
// type. A value with a template is only known when the run renders it, so it is exempt here.
import { didYouMean, formatPath, type Issue, type Path, readPath, type SourceMap, toIssues } from '@mockops/contract';
import type { z } from 'zod';
import { findExpressions } from '../expressions/find-expressions.ts';
import type { JsonObject } from '../json.ts';
import type { Draft, DraftStep } from './draft.ts';
import { type KnownTypes, stepTypeOf } from './known.ts';

export function checkSteps(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  const issues = unknownDefaults(draft, known, map);
  // Defaults under a wrong name are missing where they belong.
  const isComplete = issues.length === 0;
  const seen = new Map<string, Path>();
  for (const step of draft.steps) {
    issues.push(...checkName(step, seen, map), ...checkCells(step, map));
    issues.push(...checkConfig({ ...step, complete: step.complete && isComplete }, known, map));
  }
  return issues;
}

function unknownDefaults(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  return Object.keys(draft.defaults ?? {})
    .filter((type) => !stepTypeOf(known, type))
    .map((type) => {
      const path = ['defaults', 'config', type];
      return { ...unknownType(type, known), path: formatPath(path), at: map.atKey(path) };
    });
}

/** Enters the name in `seen`. */
function checkName({ name, path }: DraftStep, seen: Map<string, Path>, map: SourceMap): Issue[] {
  if (name === undefined) return [];
  const first = seen.get(name);
  seen.set(name, first ?? path);
  if (first === undefined) return [];
  const message = `step name "${name}" is used twice, first by ${formatPath(first)}`;
  const hint = 'give each step its own name';
  return [{ code: 'STP002', ...place(map, [...path, 'name']), message, hint }];
}

function checkCells({ data, path }: DraftStep, map: SourceMap): Issue[] {
  if (data.matrix === undefined || data.foreach === undefined) return [];
  const where = [...path, 'foreach'];
  const message = 'a step has cells by matrix or by foreach, not by both';
  return [{ code: 'STP003', path: formatPath(where), at: map.atKey(where), message, hint: 'keep one of them' }];
}

function checkConfig(step: DraftStep, known: KnownTypes, map: SourceMap): Issue[] {
  const { type: name, config } = step;
  if (name === undefined) return [];
  const type = stepTypeOf(known, name);
  if (!type) return [{ ...unknownType(name, known), ...place(map, [...step.path, 'type']) }];
  const checked = type.config.safeParse(config);
  if (checked.success) return [];
  const locate = (path: Path) => locateConfig(map, step, path);
  const certain = checked.error.issues.filter((issue) => !isExempt(issue, config) && !isAboutAbsent(issue, step));
  return toIssues(certain, {
    schema: type.config,
    data: config,
    prefix: [...step.path, 'config'],
    at: (path) => map.at(locate(path)),
    atKey: (path) => map.atKey(locate(path)),
  });
}

function unknownType(type: string, known: KnownTypes): { code: string; message: string; hint: string } {
  const names = Object.keys(known.step_types).sort();
  const near = didYouMean(type, names);
  const hint = near ? `did you mean "${near}"?` : `use one of ${names.join(', ')}`;
  return { code: 'STP001', message: `unknown step type "${type}"`, hint };
}

/** Where a config value was written: in the step, or in the defaults of its type. */
export function locateConfig(map: SourceMap, { path: step, type }: DraftStep, path: Path): Path {
  const own = [...step, 'config', ...path];
  const inherited = ['defaults', 'config', type ?? '', ...path];
  return path.length > 0 && !map.has(own) && map.has(inherited) ? inherited : own;
}

/** Where members may be lacking, a finding must be about one that is there. */
function isAboutAbsent({ code, path }: z.core.$ZodIssue, { complete, config }: DraftStep): boolean {
  if (complete || code === 'unrecognized_keys') return false;
  const [member] = path;
  return member === undefined || !Object.hasOwn(config, member);
}

/** Findings about a value that is a template, or about something as a whole with a template in it. Its own kind and keys are known all the same. */
function isExempt(issue: z.core.$ZodIssue, config: JsonObject): boolean {
  const value = readPath(
    config,
    issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  );
  if (typeof value === 'string') return hasTemplate(value);
  return issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_type' && hasTemplate(value);
}

export function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return findExpressions(value).length > 0;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
}

function place(map: SourceMap, path: Path): Pick<Issue, 'path'> & { at: ReturnType<SourceMap['at']> } {
  return { path: formatPath(path), at: map.at(path) };
}
