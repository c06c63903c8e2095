// ApiModel to the intermediate representation that every language reads. Pure; the same model gives the same result,
// whatever the order of its maps.

import type { ApiModel } from '@mockops/schema';
import { createConverter } from './convert.ts';
import { cutEndlessAliases, findDirectCycles, markRecursiveAliases } from './cycles.ts';
import { applyDirections } from './direction.ts';
import { discriminate } from './discriminate.ts';
import type { Group, Ir, Operation } from './model.ts';
import { createNameScope } from './names.ts';
import { convertOperation, findSharedErrors } from './operations.ts';
import { pascalCase } from './words.ts';

export function buildIr(api: ApiModel): Ir {
  const converter = createConverter(api.schemas);
  const operationNames = createNameScope();
  const sorted = [...api.operations].sort((a, b) => compare(a.key, b.key));
  const shared = findSharedErrors(sorted);
  const named = sorted.map((operation) => ({
    tag: operation.tags[0],
    operation: convertOperation(
      operation,
      operationNames.take(pascalCase(operation.operation_id ?? `${operation.method} ${operation.path}`)),
      converter,
      shared,
    ),
  }));
  const { types } = converter;
  cutEndlessAliases(types);
  markRecursiveAliases(types);
  discriminate(types, converter.written);
  applyDirections(
    types,
    named.map(({ operation }) => operation),
  );
  const server = api.servers.find((url) => /^https?:\/\/[^{}]+$/.test(url));
  return {
    title: api.title,
    version: api.version,
    description: api.description ?? '',
    digest: api.digest,
    ...(server === undefined ? {} : { server }),
    auth: [],
    types: new Map([...types].sort(([a], [b]) => compare(a, b))),
    groups: groupByTag(named),
    inSameCycle: findDirectCycles(types),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Operations without a tag stand on the client; so do all of them when there is only one tag. */
function groupByTag(named: { tag: string | undefined; operation: Operation }[]): Group[] {
  const byTag = new Map<string, Operation[]>();
  for (const { tag, operation } of named) byTag.set(tag ?? '', [...(byTag.get(tag ?? '') ?? []), operation]);
  const tags = [...byTag.keys()].sort(compare);
  const names = createNameScope();
  const single = tags.length === 1;
  return tags.map((tag) => {
    const operations = [...(byTag.get(tag) ?? [])].sort((a, b) => compare(a.name, b.name));
    return single || tag === '' ? { operations } : { name: names.take(pascalCase(tag)), operations };
  });
}
