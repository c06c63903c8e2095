// Where a document may hold expressions, and where it holds templates that nothing will ever render.
import { formatPath, type Issue, type Path, type SourceMap } from '@mockops/contract';
import { findExpressions } from '../expressions/find-expressions.ts';
import { locateConfig } from './check-steps.ts';
import type { Draft } from './draft.ts';

/** A text with templates: what to show, where it is written, and the step that reads it (undefined for vars). */
export interface Site {
  shown: Path;
  written: Path;
  text: string;
  step: number | undefined;
}

export function templateSites(draft: Draft, map: SourceMap): Site[] {
  const vars = textsIn(draft.vars ?? {}).map(({ path, text }): Site => {
    const shown = ['vars', ...path];
    return { shown, written: shown, text, step: undefined };
  });
  const steps = draft.steps.flatMap((step, index) =>
    textsIn(step.config).map(({ path, text }): Site => {
      const written = locateConfig(map, index, step.type, path);
      return { shown: ['steps', index, 'config', ...path], written, text, step: index };
    }),
  );
  return [...vars, ...steps];
}

function textsIn(value: unknown, path: Path = []): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}

/** Filters are compared as written, and keys are kept as written: a template there would be read as plain text. */
export function misplacedTemplates(draft: Draft, map: SourceMap): Issue[] {
  const issues: Issue[] = [];
  for (const [index, trigger] of draft.triggers.entries()) {
    for (const { path, text } of textsIn(trigger.filters ?? {}, ['triggers', index, 'filters'])) {
      if (findExpressions(text).length === 0) continue;
      const message = `filters are compared as written; "${text}" is not rendered`;
      issues.push({
        code: 'FLT002',
        path: formatPath(path),
        at: map.at(path),
        message,
        hint: 'test it in a step: if: …',
      });
    }
  }
  for (const path of keysIn(draft.vars ?? {}, ['vars'])) issues.push(templateKey(path, map));
  for (const [index, step] of draft.steps.entries()) {
    for (const path of keysIn(step.own, ['steps', index, 'config'])) issues.push(templateKey(path, map));
  }
  return issues;
}

function templateKey(path: Path, map: SourceMap): Issue {
  const message = `key "${path.at(-1)}" is kept as written; templates are rendered in values only`;
  return {
    code: 'TPL002',
    path: formatPath(path),
    at: map.atKey(path),
    message,
    hint: 'move the template into a value',
  };
}

function keysIn(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(findExpressions(key).length > 0 ? [[...path, key]] : []),
    ...keysIn(item, [...path, key]),
  ]);
}
