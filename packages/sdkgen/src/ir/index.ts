// ApiModel to the intermediate representation that every language reads. Pure; the same model gives the same result,
// whatever the order of its maps.

import type { ApiModel } from '@mockops/schema';
import { planTour } from '../tour/tour.ts';
import { type Auth, readAuth } from './auth.ts';
import { type Converter, createConverter } from './convert.ts';
import { cutEndlessAliases, findDirectCycles, markRecursiveAliases } from './cycles.ts';
import { applyDirections } from './direction.ts';
import { discriminate } from './discriminate.ts';
import type { Group, Ir, Operation } from './model.ts';
import { byCodeUnit, createNameScope } from './names.ts';
import { convertOperation, findSharedErrors } from './operations.ts';
import { findPagination } from './pagination.ts';
import { pascalCase } from './words.ts';

export function buildIr(api: ApiModel): Ir {
  const auth = readAuth(api);
  const { converter, named } = convert(api, auth, convert(api, auth).converter);
  const { types } = converter;
  cutEndlessAliases(types);
  markRecursiveAliases(types);
  discriminate(types, converter.written);
  applyDirections(
    types,
    named.map(({ operation }) => operation),
  );
  for (const { source, operation } of named) {
    const pagination = findPagination(source, operation, types);
    if (pagination !== undefined) operation.pagination = pagination;
  }
  const groups = groupByTag(named);
  const sources = new Map(named.map(({ source, operation }) => [operation, source]));
  const stops = groups.flatMap(({ name, operations }) =>
    operations.flatMap((operation) => {
      const source = sources.get(operation);
      return source === undefined ? [] : [{ source, operation, group: name }];
    }),
  );
  const server = api.servers.find((url) => /^https?:\/\/[^{}]+$/.test(url));
  return {
    title: api.title,
    version: api.version,
    description: api.description ?? '',
    digest: api.digest,
    ...(server === undefined ? {} : { server }),
    auth: auth.schemes,
    ...licenseOf(api),
    types: new Map([...types].sort(([a], [b]) => byCodeUnit(a, b))),
    groups,
    tour: planTour(stops, types, api.schemas),
    inSameCycle: findDirectCycles(types),
  };
}

function convert(api: ApiModel, auth: Auth, before?: Converter) {
  const converter = createConverter(api.schemas, before);
  const names = createNameScope();
  const sorted = [...api.operations].sort((a, b) => byCodeUnit(a.key, b.key));
  const shared = findSharedErrors(sorted);
  const named = sorted.map((source) => {
    const name = names.take(pascalCase(source.operation_id ?? `${source.method} ${source.path}`));
    const operation = convertOperation(source, name, converter, shared, auth.alternativesOf(source));
    return { tag: source.tags[0], source, operation };
  });
  return { converter, named };
}

function licenseOf({ license }: ApiModel): Pick<Ir, 'license'> {
  if (license === undefined) return {};
  const { identifier, name, url } = license;
  return { license: { name: identifier ?? name, ...(url === undefined ? {} : { url }) } };
}

/** Operations without a tag stand on the client; so do all of them when there is only one tag. */
function groupByTag(named: { tag: string | undefined; operation: Operation }[]): Group[] {
  const byTag = new Map<string, Operation[]>();
  for (const { tag, operation } of named) byTag.set(tag ?? '', [...(byTag.get(tag ?? '') ?? []), operation]);
  const tags = [...byTag.keys()].sort(byCodeUnit);
  const names = createNameScope();
  const single = tags.length === 1;
  return tags.map((tag) => {
    const operations = [...(byTag.get(tag) ?? [])].sort((a, b) => byCodeUnit(a.name, b.name));
    return single || tag === '' ? { operations } : { name: names.take(pascalCase(tag)), operations };
  });
}
