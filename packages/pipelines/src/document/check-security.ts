// Secrets written out (SEC001) or where they would be shown (SEC006), values from outside where nobody bounds them (SEC003), and permissions that are
// missing (SEC004) or without use (SEC005).
import { formatPath, type Issue, Permissions, type SourceMap } from '@mockops/contract';
import { findExpressions } from '../expressions/find-expressions.ts';
import { outsideSteps, type SourceStep, scopeOfStep } from '../expressions/outside.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { mentionsOf } from '../expressions/references.ts';
import { GUARDED, reachesHost, SINK_NAMES, type Sink, sinkAt } from '../expressions/sinks.ts';
import { taintOfExpression } from '../expressions/taint.ts';
import { isJsonObject } from '../json.ts';
import { hasTemplate, locateConfig } from './check-steps.ts';
import type { Draft, DraftStep } from './draft.ts';
import { type KnownTypes, type Need, stepTypeOf } from './known.ts';
import { ACCESS, isPermitted, showNeed } from './permissions.ts';
import { textsIn } from './sites.ts';

const TOKENS = [
  /\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,})/,
  /\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/,
  /\b(sk|rk|pk)_(live|test)_\w{10,}|\bsk-[\w-]{20,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bwhsec_\S{16,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(Bearer|Basic)\s+[\w.~+/=-]{12,}/i,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i,
];
const SECRET_KEY = /(^|[_-])(password|passwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|authorization)$/i;

export function checkLiterals(draft: Draft, map: SourceMap): Issue[] {
  const places = [
    ...draft.steps.flatMap((step) =>
      textsIn(step.config).map(({ path, text }) => ({
        shown: [...step.path, 'config', ...path],
        written: () => locateConfig(map, step, path),
        text,
      })),
    ),
    ...textsIn({ vars: draft.vars ?? {}, triggers: draft.triggers.map(({ data }) => ({ webhook: data.webhook })) }).map(
      ({ path, text }) => ({ shown: path, written: () => path, text }),
    ),
  ];
  return places.flatMap(({ shown, written, text }): Issue[] => {
    const named = SECRET_KEY.test(String(shown.at(-1))) && text.length >= 6 && findExpressions(text).length === 0;
    if (!named && !TOKENS.some((token) => token.test(text))) return [];
    const message = 'this looks like a secret, and everyone who may read the pipeline can read it';
    const hint = 'store it, declare it under secrets, and write {{ secrets.name }}';
    return [{ code: 'SEC001', path: formatPath(shown), at: map.at(written()), message, hint }];
  });
}

/** A run refuses a secret wherever it would be shown; here that is found when the pipeline is saved. */
export function checkSecretSinks(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  return draft.steps.flatMap((step) => {
    const type = stepTypeOf(known, step.type);
    if (!type) return [];
    return textsIn(step.config).flatMap(({ path, text }): Issue[] => {
      const found = text.includes('secrets') ? findExpressions(text).find(readsSecret) : undefined;
      if (!found || sinkAt(type.sinks, path) === 'secret_ok') return [];
      const fields = Object.entries(type.sinks ?? {}).flatMap(([field, sink]) => (sink === 'secret_ok' ? [field] : []));
      const shown = formatPath([...step.path, 'config', ...path]);
      const message = `a secret in "${formatPath(path)}" would be shown`;
      const hint =
        fields.length > 0 ? `${step.type} takes secrets in ${fields.join(', ')}` : `${step.type} takes no secrets`;
      return [{ code: 'SEC006', path: shown, at: map.within(locateConfig(map, step, path), found.at), message, hint }];
    });
  });
}

function readsSecret({ expression }: { expression: string }): boolean {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return false;
  return mentionsOf(expression, parsed.expression).references.some(
    ({ segments }) => segments[0].name.toLowerCase() === 'secrets',
  );
}

/** Kinds of permission that bound a value of the sink. */
const BOUNDS: Partial<Record<Sink, readonly (keyof Permissions)[]>> = {
  host: ['git', 'http', 'notify'],
  git_ref: ['git'],
  connection: ['git', 'http', 'notify'],
};

export function checkTaint(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  const permissions = Permissions.safeParse(draft.root.permissions).data;
  const vars = draft.vars ?? {};
  const outside = outsideSteps(draft.steps.map(sourceOf), vars);
  return draft.steps.flatMap((step) => {
    const sinks = stepTypeOf(known, step.type)?.sinks;
    if (!sinks) return [];
    const scope = scopeOfStep(sourceOf(step), vars, outside);
    return textsIn(step.config).flatMap(({ path, text }): Issue[] => {
      for (const { expression, start, at } of findExpressions(text)) {
        const sink = guardedSink(sinkAt(sinks, path), text.slice(0, start));
        const origin = sink && taintOfExpression(expression, scope);
        if (!sink || origin === undefined || BOUNDS[sink]?.some((kind) => permissions?.[kind] !== undefined)) continue;
        const shown = formatPath([...step.path, 'config', ...path]);
        const message = `"${origin}" comes from outside, and nothing says which ${SINK_NAMES[sink].replace(/^(a|the) /, '')} is allowed`;
        const hint = `write it out, or add permissions: { ${BOUNDS[sink]?.[0]}: [ … ] }`;
        return [{ code: 'SEC003', path: shown, at: map.within(locateConfig(map, step, path), at), message, hint }];
      }
      return [];
    });
  });
}

function guardedSink(sink: Sink, before: string): Sink | undefined {
  if (sink === 'url') return reachesHost(before) ? 'host' : undefined;
  return GUARDED.includes(sink) ? sink : undefined;
}

function sourceOf({ name, type, config, data }: DraftStep): SourceStep {
  const { vars, outputs, matrix, foreach } = data;
  const own = { vars: isJsonObject(vars) ? vars : {}, outputs: isJsonObject(outputs) ? outputs : {} };
  return { name, type, config, ...own, matrix, foreach };
}

/** What steps without templates need, held against what the pipeline grants. */
export function checkPermissions(
  draft: Draft,
  known: KnownTypes,
  map: SourceMap,
): { missing: Issue[]; unused: Issue[] } {
  const permissions = Permissions.safeParse(draft.root.permissions).data;
  if (!permissions) return { missing: [], unused: [] };
  const missing: Issue[] = [];
  const needed: Need[] = [];
  let isComplete = true;
  for (const step of draft.steps) {
    const needs = needsOf(step, known);
    isComplete &&= needs !== undefined;
    for (const need of needs ?? []) {
      needed.push(need);
      if (isPermitted(permissions, need)) continue;
      const path = [...step.path, 'type'];
      const shown = showNeed(need, permissions);
      const message = `step "${step.name ?? ''}" needs ${shown}, which the permissions do not grant`;
      missing.push({
        code: 'SEC004',
        path: formatPath(path),
        at: map.at(path),
        message,
        hint: `add permissions: { ${shown} }`,
      });
    }
  }
  return { missing, unused: isComplete ? unusedGrants(permissions, needed, map) : [] };
}

/** Undefined when only the run can know. */
function needsOf({ type: name, config }: DraftStep, known: KnownTypes): Need[] | undefined {
  const type = stepTypeOf(known, name);
  if (!type?.needs) return type ? [] : undefined;
  if (hasTemplate(config)) return undefined;
  const parsed = type.config.safeParse(config);
  return parsed.success ? type.needs(parsed.data, { workspace_id: null }) : undefined;
}

/** Of what is granted by name, a default of the workspace may use what no config names: only names beside one that is used are told. */
function unusedGrants(permissions: Permissions, needed: readonly Need[], map: SourceMap): Issue[] {
  return Object.entries(permissions).flatMap(([kind, granted]): Issue[] => {
    const own = needed.filter((need) => need.kind === kind);
    const unused = (path: (string | number)[], what: string): Issue => {
      const message = `no step of this pipeline uses ${what}`;
      return { code: 'SEC005', path: formatPath(path), at: map.at(path), message, hint: 'remove it' };
    };
    if (typeof granted === 'string') {
      const isAccess = [...ACCESS].some((access) => access === kind);
      return isAccess && granted !== 'none' && own.length === 0
        ? [unused(['permissions', kind], `${kind}: ${granted}`)]
        : [];
    }
    if (own.length === 0 || !Array.isArray(granted)) return [];
    return granted.flatMap((glob, index) => {
      const isUsed = own.some((need) => isPermitted({ [kind]: [glob] }, need));
      return isUsed ? [] : [unused(['permissions', kind, index], `${kind} "${glob}"`)];
    });
  });
}
