// Reads MockForge's and GitHub's spellings as ours, on the tree, so that every position still points at what the user wrote: the wrapper `definition:`
// is lifted, and in steps `step_type` and `uses` become `type`, `with` becomes `config`, a `timeout` without a unit is MockForge's seconds.
import { formatPath, type Issue, readPath, type SourceMap, type YamlDocument } from '@mockops/contract';
import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
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
  const issues = liftDefinition(root, map);
  const steps = root.get('steps', true);
  if (!isSeq(steps)) return issues;
  for (const [index, step] of steps.items.entries()) {
    if (isMap(step)) issues.push(...renameKeys(step, `steps[${index}]`, map));
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

/** On the data, because an anchored number may have other users than timeouts. */
export function readSeconds(data: unknown): unknown {
  if (!isJsonObject(data) || !Array.isArray(data.steps)) return data;
  const steps = data.steps.map((step) => {
    if (!isJsonObject(step) || typeof step.timeout !== 'number') return step;
    return { ...step, timeout: step.timeout * 1_000 };
  });
  return { ...data, steps };
}

/** Elsewhere a number without a unit would be a guess. */
export function bareDurations(data: unknown, map: SourceMap): Issue[] {
  if (!isJsonObject(data) || !Array.isArray(data.steps)) return [];
  return data.steps.flatMap((_, index) =>
    ['initial', 'max'].flatMap((key): Issue[] => {
      const path = ['steps', index, 'retry', key];
      const value = readPath(data, path);
      if (typeof value !== 'number') return [];
      const hint = 'write a duration such as "30s" or "5m"';
      return [{ code: 'SCH002', path: formatPath(path), at: map.at(path), message: `${value} has no unit`, hint }];
    }),
  );
}

function keyOf(pair: Pair): unknown {
  return isScalar(pair.key) ? pair.key.value : undefined;
}

function twice(pair: Pair, path: string, name: string, map: SourceMap): Issue {
  const at = map.atOffset(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
  const message = `"${String(keyOf(pair))}" says "${name}" a second time`;
  return { code: 'YAML002', path, message, at, hint: 'keep one of the two' };
}
