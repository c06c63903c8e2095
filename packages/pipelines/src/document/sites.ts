// Where a document may hold expressions, what each of these places may read, and where it holds templates that nothing will ever render.
import { formatPath, type Issue, type Path, type SourceMap } from '@mockops/contract';
import { findExpressions } from '../expressions/find-expressions.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { locateConfig } from './check-steps.ts';
import type { Draft, DraftStep } from './draft.ts';

export interface Place {
  /**
   * vars: before everything · start: when a run begins · trigger: before there is a run · payload: only what a sender sent · secret: only secrets ·
   * step: in a step · end: when all steps have ended.
   */
  when: 'vars' | 'start' | 'trigger' | 'payload' | 'secret' | 'step' | 'end';
  /** Position of the step that reads. */
  step?: number;
  /** `matrix` and the item of a foreach are there. */
  inCell?: boolean;
  /** Names that exist here only. */
  local?: 'error' | 'outputs' | 'payload';
  secrets?: boolean;
}

/** A text with templates, or a condition: what to show, where it is written (asked only when there is something to say), and what may be read there. */
export interface Site {
  shown: Path;
  written: () => Path;
  text: string;
  kind: 'templates' | 'condition';
  place: Place;
}

export function findSites(draft: Draft, map: SourceMap): Site[] {
  const { root } = draft;
  return [
    ...sitesAt(root, [], ['vars'], { when: 'vars' }),
    ...sitesAt(root, [], ['concurrency', 'group'], { when: 'start' }),
    ...sitesAt(root, [], ['limits', 'rate', 'key'], { when: 'start' }),
    ...draft.triggers.flatMap(({ data }, index) => triggerSites(data, ['triggers', index])),
    ...draft.steps.flatMap((step, position) => stepSites(step, position, map)),
    ...sitesAt(root, [], ['outputs'], { when: 'end' }),
  ];
}

function triggerSites(trigger: JsonObject, path: Path): Site[] {
  const place: Place = { when: 'trigger' };
  return [
    ...conditionAt(trigger, path, ['if'], place),
    ...['debounce', 'batch', 'dedupe'].flatMap((name) => sitesAt(trigger, path, [name, 'key'], place)),
    ...sitesAt(trigger, path, ['webhook', 'secret'], { when: 'secret', secrets: true }),
    ...sitesAt(trigger, path, ['webhook', 'map'], { when: 'payload', local: 'payload' }),
  ];
}

function stepSites(step: DraftStep, position: number, map: SourceMap): Site[] {
  const { data, path } = step;
  const before: Place = { when: 'step', step: position };
  const inCell: Place = { ...before, inCell: true };
  const config = textsIn(step.config).map(({ path: inner, text }): Site => {
    const place = { ...inCell, secrets: true };
    const written = () => locateConfig(map, step, inner);
    return { shown: [...path, 'config', ...inner], written, text, kind: 'templates', place };
  });
  const cellsOnly = [['concurrency', 'group'], ['cache', 'key'], ['idempotency_key'], ['foreach', 'key'], ['vars']];
  return [
    ...conditionAt(data, path, ['if'], before),
    ...['matrix', 'foreach'].flatMap((name) => sitesAt(data, path, [name], before)).filter(isNoKey),
    ...config,
    ...cellsOnly.flatMap((inner) => sitesAt(data, path, inner, inCell)),
    ...conditionAt(data, path, ['cache', 'refresh'], inCell),
    ...conditionAt(data, path, ['retry', 'if'], { ...inCell, local: 'error' }),
    ...sitesAt(data, path, ['outputs'], { ...inCell, local: 'outputs' }),
  ];
}

/** The key of a foreach is read in its cell. */
function isNoKey({ shown }: Site): boolean {
  return !(shown.at(-2) === 'foreach' && shown.at(-1) === 'key');
}

function sitesAt(owner: JsonObject, base: Path, inner: Path, place: Place): Site[] {
  return textsIn(valueAt(owner, inner)).map(({ path, text }): Site => {
    const shown = [...base, ...inner, ...path];
    return { shown, written: () => shown, text, kind: 'templates', place };
  });
}

function conditionAt(owner: JsonObject, base: Path, inner: Path, place: Place): Site[] {
  const value = valueAt(owner, inner);
  if (typeof value !== 'string' && typeof value !== 'boolean') return [];
  const shown = [...base, ...inner];
  return [{ shown, written: () => shown, text: String(value), kind: 'condition', place }];
}

function valueAt(owner: unknown, path: Path): unknown {
  let value = owner;
  for (const part of path) value = isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return value;
}

export function textsIn(value: unknown, path: Path = []): { path: Path; text: string }[] {
  const found: { path: Path; text: string }[] = [];
  collectTexts(value, path, found);
  return found;
}

function collectTexts(value: unknown, path: Path, found: { path: Path; text: string }[]): void {
  if (typeof value === 'string') found.push({ path, text: value });
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) collectTexts(item, [...path, index], found);
  else if (isJsonObject(value)) for (const key of Object.keys(value)) collectTexts(value[key], [...path, key], found);
}

/** Filters are compared as written, and keys are kept as written: a template there would be read as plain text. */
export function misplacedTemplates(draft: Draft, map: SourceMap): Issue[] {
  const issues: Issue[] = [];
  for (const [index, trigger] of draft.triggers.entries()) {
    for (const { path, text } of textsIn(trigger.filters ?? {}, ['triggers', index, 'filters'])) {
      if (findExpressions(text).length === 0) continue;
      const message = `filters are compared as written; "${text}" is not rendered`;
      const hint = 'test it in the trigger: if: …';
      issues.push({ code: 'FLT002', path: formatPath(path), at: map.at(path), message, hint });
    }
  }
  for (const path of keysIn(draft.vars ?? {}, ['vars'])) issues.push(templateKey(path, map));
  for (const step of draft.steps) {
    for (const path of keysIn(step.own, [...step.path, 'config'])) issues.push(templateKey(path, map));
  }
  return issues;
}

function templateKey(path: Path, map: SourceMap): Issue {
  const message = `key "${path.at(-1)}" is kept as written; templates are rendered in values only`;
  const hint = 'move the template into a value';
  return { code: 'TPL002', path: formatPath(path), at: map.atKey(path), message, hint };
}

function keysIn(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(findExpressions(key).length > 0 ? [[...path, key]] : []),
    ...keysIn(item, [...path, key]),
  ]);
}
