// Reads MockForge's and GitHub's spellings as ours, on the tree, so that every position still points at what the user wrote: the wrapper `definition:`
// is lifted, `step_defaults` becomes `defaults.config`; in steps `step_type` and `uses` become `type` and `with` becomes `config`; `cancel_in_progress`
// becomes `on_conflict`. A `timeout` of a step without a unit is MockForge's seconds.
import {
  formatPath,
  type Issue,
  type Path,
  readPath,
  type SourceMap,
  STEP_SECTIONS,
  type YamlDocument,
} from '@mockops/contract';
import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap } from 'yaml';
import { isJsonObject } from '../json.ts';

const STEP_SPELLINGS: ReadonlyMap<unknown, string> = new Map([
  ['step_type', 'type'],
  ['uses', 'type'],
  ['with', 'config'],
]);

/** Changes `document`; the findings are keys that say the same thing twice. */
export function normaliseSpellings(document: YamlDocument, map: SourceMap): Issue[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const issues = [...liftDefinition(root, map), ...moveDefaults(root, map), ...readCancel(root, '', map)];
  for (const section of STEP_SECTIONS) {
    const steps = root.get(section, true);
    if (!isSeq(steps)) continue;
    for (const [index, step] of steps.items.entries()) {
      if (!isMap(step)) continue;
      const path = `${section}[${index}]`;
      issues.push(...renameKeys(step, path, map), ...readCancel(step, path, map));
    }
  }
  return issues;
}

function liftDefinition(root: YAMLMap, map: SourceMap): Issue[] {
  const wrapper = root.get('definition', true);
  if (!isMap(wrapper)) return [];
  const issues: Issue[] = [];
  root.delete('definition');
  for (const pair of wrapper.items) {
    if (root.has(keyOf(pair))) issues.push(twice(pair, 'definition', String(keyOf(pair)), map));
    else root.items.push(pair);
  }
  return issues;
}

function moveDefaults(root: YAMLMap, map: SourceMap): Issue[] {
  const pair = root.items.find((item) => keyOf(item) === 'step_defaults');
  if (!pair || !isScalar(pair.key)) return [];
  const defaults = root.get('defaults', true);
  if (isMap(defaults) ? defaults.has('config') : defaults !== undefined) {
    return [twice(pair, '', 'defaults.config', map)];
  }
  root.delete('step_defaults');
  pair.key.value = 'config';
  if (isMap(defaults)) defaults.items.push(pair);
  else {
    const made = new YAMLMap();
    made.items.push(pair);
    root.items.push(new Pair(new Scalar('defaults'), made));
  }
  return [];
}

function renameKeys(step: YAMLMap, path: string, map: SourceMap): Issue[] {
  const issues: Issue[] = [];
  for (const pair of step.items) {
    const name = STEP_SPELLINGS.get(keyOf(pair));
    if (name === undefined || !isScalar(pair.key)) continue;
    if (step.has(name)) issues.push(twice(pair, path, name, map));
    else pair.key.value = name;
  }
  return issues;
}

/** GitHub's `cancel_in_progress: true`. Its `false` is what we do anyway. */
function readCancel(owner: YAMLMap, path: string, map: SourceMap): Issue[] {
  const settings = owner.get('concurrency', true);
  if (!isMap(settings)) return [];
  const pair = settings.items.find((item) =>
    ['cancel_in_progress', 'cancel-in-progress'].includes(String(keyOf(item))),
  );
  if (!pair || !isScalar(pair.key) || !isScalar(pair.value) || typeof pair.value.value !== 'boolean') return [];
  const where = path ? `${path}.concurrency` : 'concurrency';
  if (settings.has('on_conflict')) return [twice(pair, where, 'on_conflict', map)];
  pair.key.value = 'on_conflict';
  pair.value.value = pair.value.value ? 'cancel_in_progress' : 'queue';
  return [];
}

/** On the data, because an anchored number may have other users than timeouts. */
export function readSeconds(data: unknown): unknown {
  if (!isJsonObject(data)) return data;
  const sections = STEP_SECTIONS.flatMap((section) => {
    const steps = data[section];
    if (!Array.isArray(steps)) return [];
    const read = steps.map((step) => {
      if (!isJsonObject(step) || typeof step.timeout !== 'number') return step;
      return { ...step, timeout: step.timeout * 1_000 };
    });
    return [[section, read] as const];
  });
  return { ...data, ...Object.fromEntries(sections) };
}

const RETRY = ['initial', 'max', 'max_elapsed'];
/** Paths of durations, from the document or from a step; `*` is every item of a list. */
const DURATIONS: readonly Path[] = [
  ['limits', 'timeout'],
  ['limits', 'rate', 'per'],
  ['defaults', 'timeout'],
  ...RETRY.map((key) => ['defaults', 'retry', key]),
  ['concurrency', 'max_wait'],
  ...['jitter', 'catchup_window'].map((key) => ['triggers', '*', 'schedule', key]),
  ...['period', 'max_wait'].map((key) => ['triggers', '*', 'debounce', key]),
  ['triggers', '*', 'batch', 'max_wait'],
  ['triggers', '*', 'dedupe', 'window'],
  ...STEP_SECTIONS.flatMap((section) => [
    ...RETRY.map((key) => [section, '*', 'retry', key]),
    [section, '*', 'cache', 'ttl'],
    [section, '*', 'concurrency', 'max_wait'],
  ]),
];

/** A number without a unit would be a guess; only nothing has none. */
export function bareDurations(data: unknown, map: SourceMap): Issue[] {
  return DURATIONS.flatMap((pattern) => pathsOf(data, pattern)).flatMap((path): Issue[] => {
    const value = readPath(data, path);
    if (typeof value !== 'number' || value === 0) return [];
    const hint = 'write a duration such as "30s" or "5m"';
    return [{ code: 'SCH002', path: formatPath(path), at: map.at(path), message: `${value} has no unit`, hint }];
  });
}

function pathsOf(data: unknown, pattern: Path): Path[] {
  const star = pattern.indexOf('*');
  if (star === -1) return [pattern];
  const list = readPath(data, pattern.slice(0, star));
  if (!Array.isArray(list)) return [];
  return list.map((_, index) => [...pattern.slice(0, star), index, ...pattern.slice(star + 1)]);
}

function keyOf(pair: { key: unknown }): unknown {
  return isScalar(pair.key) ? pair.key.value : undefined;
}

function twice(pair: { key: unknown }, path: string, name: string, map: SourceMap): Issue {
  const at = map.atOffset(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
  const message = `"${String(keyOf(pair))}" says "${name}" a second time`;
  return { code: 'YAML002', path, message, at, hint: 'keep one of the two' };
}
