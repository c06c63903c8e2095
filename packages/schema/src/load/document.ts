// The document around the operations: what it is called, where it is served, under which licence and with which tags.
import { byText, isObject, type JsonObject } from '../json.ts';
import type { ApiModel } from '../model.ts';
import { text } from './problem.ts';

/** `versionText` is the version as YAML has it: `1.10` is not the number 1.1. */
export function readDocument(
  document: JsonObject,
  versionText: string | undefined,
): Pick<ApiModel, 'title' | 'version' | 'description' | 'servers' | 'tags' | 'license'> {
  const info = isObject(document.info) ? document.info : {};
  const servers = Array.isArray(document.servers) ? document.servers.filter(isObject) : [];
  return {
    title: typeof info.title === 'string' ? info.title : '',
    version: versionText ?? String(info.version ?? ''),
    ...text('description', info.description),
    servers: servers.flatMap(({ url }) => (typeof url === 'string' ? [url.replace(/\/+$/, '')] : [])),
    tags: readTags(document.tags),
    ...readLicense(info.license),
  };
}

/** The first of a name counts. */
function readTags(value: unknown): ApiModel['tags'] {
  const tags = new Map<string, ApiModel['tags'][number]>();
  for (const tag of Array.isArray(value) ? value : [])
    if (isObject(tag) && typeof tag.name === 'string' && !tags.has(tag.name))
      tags.set(tag.name, { name: tag.name, ...text('description', tag.description) });
  return [...tags.values()].sort((a, b) => byText(a.name, b.name));
}

function readLicense(value: unknown): Pick<ApiModel, 'license'> {
  if (!isObject(value) || typeof value.name !== 'string') return {};
  return { license: { name: value.name, ...text('identifier', value.identifier), ...text('url', value.url) } };
}
