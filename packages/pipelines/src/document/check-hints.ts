// What is right and may still be meant otherwise: told only when asked for. A group for all runs (CON001), a pipeline that fails in silence (NTF001), a
// called pipeline that may change (VER001).
import { formatPath, type Issue, type Path, readPath, type SourceMap } from '@mockops/contract';
import { findExpressions } from '../expressions/find-expressions.ts';
import { hasTemplate } from './check-steps.ts';
import type { Draft } from './draft.ts';
import { type KnownTypes, stepTypeOf } from './known.ts';

export function checkHints(draft: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  const groups = [{ path: [] as Path, data: draft.root }, ...draft.steps];
  return [
    ...groups.flatMap(({ data, path }) => plainGroup(data, path, map)),
    ...silence(draft, known, map),
    ...draft.steps.flatMap(({ type, config, path }): Issue[] => {
      const { pipeline } = config;
      if (type !== 'call' || typeof pipeline !== 'string' || hasTemplate(pipeline) || /@\d+$/.test(pipeline)) return [];
      const where = [...path, 'config', 'pipeline'];
      const message = `"${pipeline}" may be another tomorrow`;
      const hint = `name a revision of it: "${pipeline}@1"`;
      return [{ code: 'VER001', path: formatPath(where), at: map.at(where), message, hint }];
    }),
  ];
}

function plainGroup(data: unknown, owner: Path, map: SourceMap): Issue[] {
  const group = readPath(data, ['concurrency', 'group']);
  if (typeof group !== 'string' || findExpressions(group).length > 0) return [];
  const path = [...owner, 'concurrency', 'group'];
  const message = `all runs share the one group "${group}"`;
  const hint = 'put what must not overlap into it: "sdk:{{ workspace_id }}"';
  return [{ code: 'CON001', path: formatPath(path), at: map.at(path), message, hint }];
}

function silence({ steps, root }: Draft, known: KnownTypes, map: SourceMap): Issue[] {
  const effect = steps.find((step) => stepTypeOf(known, step.type)?.effect === 'effect');
  const tells = steps.some(
    ({ section, type }) => (section === 'on_failure' || section === 'finally') && type === 'notify',
  );
  if (!effect || tells) return [];
  const message = 'nobody is told when this pipeline fails';
  const path = root.name === undefined ? [] : ['name'];
  const hint = 'add on_failure: with a notify step';
  return [{ code: 'NTF001', path: formatPath(path), at: map.at(path), message, hint }];
}
