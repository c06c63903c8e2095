// Replaces the templates in a step's config (or in vars) by their values, once: what a value contains is never read again. Text that is exactly one
// template keeps the value's type; inside other text only text, numbers and booleans are allowed.
import { formatPath, type Issue, type Result } from '@mockops/contract';
import type { JsonObject, JsonValue } from '../json.ts';
import type { RunContext } from './context.ts';
import { evaluateExpression } from './evaluate.ts';
import { type FoundExpression, findExpressions, soleExpression } from './find-expressions.ts';
import { MAX_TEXT } from './problem.ts';

/** `path` is where the config stands, for messages: `steps[1].config`. All findings are collected, not only the first. */
export function renderConfig(config: JsonObject, context: RunContext, path = 'config'): Result<JsonObject> {
  const issues: Issue[] = [];
  const value = renderObject(config, context, path, issues);
  return issues.length === 0 ? { ok: true, value, issues } : { ok: false, issues };
}

function renderObject(source: JsonObject, context: RunContext, path: string, issues: Issue[]): JsonObject {
  return Object.fromEntries(
    Object.entries(source).map(([key, value]) => [
      key,
      renderValue(value, context, `${path}${formatPath([key], true)}`, issues),
    ]),
  );
}

function renderValue(value: JsonValue, context: RunContext, path: string, issues: Issue[]): JsonValue {
  if (typeof value === 'string') return renderText(value, context, path, issues);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => renderValue(item, context, `${path}[${index}]`, issues));
  return renderObject(value, context, path, issues);
}

function renderText(text: string, context: RunContext, path: string, issues: Issue[]): JsonValue {
  const found = findExpressions(text);
  const sole = soleExpression(text, found);
  if (sole) {
    const result = evaluateExpression(sole.expression, context, path);
    if (result.ok) return result.value;
    issues.push(...result.issues);
    return null;
  }
  let rendered = '';
  let from = 0;
  for (const template of found) {
    rendered += text.slice(from, template.start) + renderTemplate(template, context, path, issues);
    from = template.end;
  }
  rendered += text.slice(from);
  if (rendered.length > MAX_TEXT && found.length > 0) {
    issues.push({
      code: 'EXP005',
      path,
      message: 'the rendered text is longer than 1 MB',
      hint: 'shorten it with truncate(…)',
    });
  }
  return rendered;
}

function renderTemplate(template: FoundExpression, context: RunContext, path: string, issues: Issue[]): string {
  const { expression, closed } = template;
  if (!closed) {
    issues.push({
      code: 'EXP001',
      path,
      message: `the template "{{ ${expression}" is not closed`,
      hint: 'end it with }}',
    });
    return '';
  }
  const result = evaluateExpression(expression, context, path);
  if (!result.ok) {
    issues.push(...result.issues);
    return '';
  }
  if (isTextual(result.value)) return String(result.value);
  const kind = result.value === null ? 'null' : Array.isArray(result.value) ? 'a list' : 'an object';
  const hint =
    kind === 'null'
      ? `write default(${expression}, …)`
      : `write toJSON(${expression})${kind === 'a list' ? ' or join(…)' : ''}`;
  issues.push({ code: 'EXP002', path, message: `"${expression}" is ${kind}, which cannot stand inside text`, hint });
  return '';
}

function isTextual(value: JsonValue): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}
