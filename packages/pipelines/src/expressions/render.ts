// Replaces the templates in a step's config (or in vars) by their values, once: what a value contains is never read again. Text that is exactly one
// template keeps the value's type; inside other text only text, numbers and booleans are allowed. Values are made harmless for the sink of their field.
import type { Issue, Path, Result } from '@mockops/contract';
import type { JsonObject, JsonValue } from '../json.ts';
import type { RunContext } from './context.ts';
import { evaluateExpression } from './evaluate.ts';
import { type FoundExpression, findExpressions, soleExpression } from './find-expressions.ts';
import { MAX_TEXT } from './problem.ts';
import {
  escapeFor,
  GUARDED,
  type Inserted,
  reachesHost,
  refusalOf,
  SINK_NAMES,
  type Sink,
  type Sinks,
  showPath,
  sinkAt,
} from './sinks.ts';
import { scopeOf, type TaintScope, taintOf, taintOfExpression } from './taint.ts';

export interface RenderOptions {
  sinks?: Sinks;
  /** Whether somebody answers for this value from outside, as `permissions` do. Of a URL it is asked for the host. Default: nobody. */
  allow?: (sink: Sink, value: string) => boolean;
}

interface Rendering {
  context: RunContext;
  taint: TaintScope;
  base: string;
  options: RenderOptions;
  issues: Issue[];
}

/** `path` is where the config stands, for messages: `steps[1].config`. All findings are collected, not only the first. */
export function renderConfig(
  config: JsonObject,
  context: RunContext,
  path = 'config',
  options: RenderOptions = {},
): Result<JsonObject> {
  const rendering: Rendering = { context, taint: scopeOf(context), base: path, options, issues: [] };
  const value = renderObject(config, [], rendering);
  const { issues } = rendering;
  return issues.length === 0 ? { ok: true, value, issues } : { ok: false, issues };
}

/** A key (group, cache, debounce): must come to text, a number or a boolean, and is given as text. */
export function renderText(template: string, context: RunContext, path: string): Result<string> {
  const rendering: Rendering = { context, taint: scopeOf(context), base: path, options: {}, issues: [] };
  const value = renderTemplates(template, findExpressions(template), [], rendering);
  const { issues } = rendering;
  return issues.length === 0 ? { ok: true, value, issues } : { ok: false, issues };
}

/** Vars with the names of those that came from outside, as a RunContext wants them. */
export function renderVars(
  vars: JsonObject,
  context: RunContext,
  path = 'vars',
): Result<{ vars: JsonObject; tainted_vars: string[] }> {
  const rendered = renderConfig(vars, context, path);
  if (!rendered.ok) return rendered;
  const own = Object.entries(vars).filter(([, value]) => taintOf(value, context) !== undefined);
  // A step's own var hides the pipeline's of the same name.
  const inherited = Object.keys(context.vars).filter((name) => !Object.hasOwn(vars, name));
  const tainted = inherited.filter((name) => context.tainted_vars?.includes(name) ?? true);
  const names = [...tainted, ...own.map(([name]) => name)];
  return { ok: true, value: { vars: { ...context.vars, ...rendered.value }, tainted_vars: names }, issues: [] };
}

function renderObject(source: JsonObject, path: Path, rendering: Rendering): JsonObject {
  return Object.fromEntries(
    Object.entries(source).map(([key, value]) => [key, renderValue(value, [...path, key], rendering)]),
  );
}

function renderValue(value: JsonValue, path: Path, rendering: Rendering): JsonValue {
  if (typeof value === 'string') return renderString(value, path, rendering);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => renderValue(item, [...path, index], rendering));
  return renderObject(value, path, rendering);
}

function renderString(text: string, path: Path, rendering: Rendering): JsonValue {
  const found = findExpressions(text);
  if (found.length === 0) return text;
  const sole = soleExpression(text, found);
  if (!sole) return renderTemplates(text, found, path, rendering);
  const result = evaluateExpression(sole.expression, rendering.context, showPath(rendering.base, path));
  if (!result.ok) {
    rendering.issues.push(...result.issues);
    return null;
  }
  return pour(result.value, path, taintOfExpression(sole.expression, rendering.taint), rendering);
}

/** A whole value, with a sink for each text in it. What is our own may be markup: a report that a step wrote. */
function pour(value: JsonValue, path: Path, origin: string | undefined, rendering: Rendering): JsonValue {
  if (!rendering.options.sinks) return value;
  if (Array.isArray(value)) return value.map((item, index) => pour(item, [...path, index], origin, rendering));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, pour(item, [...path, key], origin, rendering)]),
    );
  }
  if (typeof value !== 'string') return value;
  const sink = sinkAt(rendering.options.sinks, path);
  const inserted: Inserted = { value, before: '', tainted: origin !== undefined };
  checkSink({ sink, text: value, inserted: [inserted], origin, path }, rendering);
  // A whole JSON document or URL is what was asked for, not a part of one.
  return origin === undefined || sink === 'json' || sink === 'url' ? value : escapeFor(sink, inserted);
}

function renderTemplates(text: string, found: FoundExpression[], path: Path, rendering: Rendering): string {
  const sink = sinkAt(rendering.options.sinks, path);
  const inserted: Inserted[] = [];
  let origin: string | undefined;
  let rendered = '';
  let from = 0;
  for (const template of found) {
    rendered += text.slice(from, template.start);
    from = template.end;
    const value = renderTemplate(template, path, rendering);
    if (value === undefined) continue;
    const source = taintOfExpression(template.expression, rendering.taint);
    origin ??= source;
    const one: Inserted = { value, before: rendered, tainted: source !== undefined };
    inserted.push(one);
    rendered += escapeFor(sink, one);
  }
  rendered += text.slice(from);
  if (rendered.length > MAX_TEXT && found.length > 0) {
    rendering.issues.push({
      code: 'EXP005',
      path: showPath(rendering.base, path),
      message: 'the rendered text is longer than 1 MB',
      hint: 'shorten it with truncate(…)',
    });
  }
  if (inserted.length > 0) checkSink({ sink, text: rendered, inserted, origin, path }, rendering);
  return rendered;
}

function renderTemplate({ expression, closed }: FoundExpression, at: Path, rendering: Rendering): string | undefined {
  const path = showPath(rendering.base, at);
  if (!closed) {
    const message = `the template "{{ ${expression}" is not closed`;
    rendering.issues.push({ code: 'EXP001', path, message, hint: 'end it with }}' });
    return undefined;
  }
  const result = evaluateExpression(expression, rendering.context, path);
  if (!result.ok) {
    rendering.issues.push(...result.issues);
    return undefined;
  }
  if (isTextual(result.value)) return String(result.value);
  const kind = result.value === null ? 'null' : Array.isArray(result.value) ? 'a list' : 'an object';
  const hint =
    kind === 'null'
      ? `write default(${expression}, …)`
      : `write toJSON(${expression})${kind === 'a list' ? ' or join(…)' : ''}`;
  const message = `"${expression}" is ${kind}, which cannot stand inside text`;
  rendering.issues.push({ code: 'EXP002', path, message, hint });
  return undefined;
}

function isTextual(value: JsonValue): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}

interface Finished {
  sink: Sink;
  text: string;
  inserted: readonly Inserted[];
  /** The first tainted reference in it. */
  origin: string | undefined;
  path: Path;
}

/** Refuses what the sink must not get. */
function checkSink({ sink, text, inserted, origin, path: at }: Finished, rendering: Rendering): void {
  const path = showPath(rendering.base, at);
  const refusal = refusalOf(sink, text, inserted);
  if (refusal !== undefined) {
    const message = `${JSON.stringify(text.slice(0, 80))} is ${refusal}`;
    rendering.issues.push({ code: 'SEC003', path, message, hint: `check where the value comes from` });
    return;
  }
  const guarded = guardedPart(sink, text, inserted);
  if (origin === undefined || !guarded || rendering.options.allow?.(guarded.sink, guarded.text)) return;
  const message = `"${origin}" comes from outside, and ${SINK_NAMES[guarded.sink]} may not: ${JSON.stringify(guarded.text.slice(0, 80))}`;
  const hint = 'write it out, or name what is allowed in permissions';
  rendering.issues.push({ code: 'SEC003', path, message, hint });
}

/** What of it somebody must answer for: of a URL the host, when a value can change it. */
function guardedPart(
  sink: Sink,
  text: string,
  inserted: readonly Inserted[],
): { sink: Sink; text: string } | undefined {
  if (GUARDED.includes(sink)) return { sink, text };
  if (sink !== 'url' || !inserted.some(({ tainted, before }) => tainted && reachesHost(before))) return undefined;
  const url = URL.parse(text);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  // Not a URL of the web at all: no host that anybody could have named.
  return { sink: 'host', text: isWeb ? url.hostname : '' };
}
