// JSON Schema's own addresses inside the given files: `$id`, `$anchor`, `$dynamicAnchor`, and OpenAPI's `$self`.
// Read only from files whose text mentions them, and only when a reference asks; an `$id` never leads to a read.
import { isObject, toPointer } from '../json.ts';
import type { SourceFile } from './files.ts';
import type { Location } from './resolver.ts';

export interface Anchors {
  /** The schema resource that a place belongs to: its pointer (empty for the file) and its absolute `$id`, if any. */
  resourceOf(location: Location): { pointer: string; id?: string };
  byId(id: string): Location | undefined;
  byName(file: string, resource: string, name: string): Location | undefined;
}

interface Index {
  ids: Map<string, Location>;
  names: Map<string, Location>;
  /** Pointers of the resources of a file, with their ids. */
  resources: Map<string, Map<string, string>>;
}

const MENTIONS = /["']?\$(id|self|anchor|dynamicAnchor)["']?\s*:/;

export function createAnchors(sources: ReadonlyMap<string, SourceFile>): Anchors {
  let index: Index | undefined;
  const get = (): Index => {
    index ??= readIndex(sources);
    return index;
  };
  return {
    resourceOf({ file, pointer }) {
      const resources = get().resources.get(file);
      for (let end = pointer.length; resources && end >= 0; end = end === 0 ? -1 : pointer.lastIndexOf('/', end - 1)) {
        const id = resources.get(pointer.slice(0, end));
        if (id !== undefined) return { pointer: pointer.slice(0, end), id };
      }
      return { pointer: '' };
    },
    byId: (id) => get().ids.get(id),
    byName: (file, resource, name) => get().names.get(`${file}#${resource}#${name}`),
  };
}

function readIndex(sources: ReadonlyMap<string, SourceFile>): Index {
  const index: Index = { ids: new Map(), names: new Map(), resources: new Map() };
  for (const [file, { text, value }] of sources) {
    if (!MENTIONS.test(text)) continue;
    const resources = new Map<string, string>();
    index.resources.set(file, resources);
    const open: { value: unknown; pointer: string; resource: string; base: string | undefined }[] = [
      { value, pointer: '', resource: '', base: undefined },
    ];
    for (let here = open.pop(); here; here = open.pop()) {
      let { resource, base } = here;
      if (isObject(here.value)) {
        const { $id, $self, $anchor, $dynamicAnchor } = here.value;
        const id = typeof $id === 'string' ? $id : here.pointer === '' ? $self : undefined;
        const absolute = typeof id === 'string' ? absoluteId(id, base) : undefined;
        if (absolute !== undefined) {
          resource = here.pointer;
          base = absolute;
          resources.set(resource, absolute);
          if (!index.ids.has(absolute)) index.ids.set(absolute, { file, pointer: resource });
        }
        for (const name of [$anchor, $dynamicAnchor])
          if (typeof name === 'string') index.names.set(`${file}#${resource}#${name}`, { file, pointer: here.pointer });
      }
      if (typeof here.value !== 'object' || here.value === null) continue;
      for (const [name, value] of Object.entries(here.value))
        if (typeof value === 'object' && value !== null)
          open.push({ value, pointer: here.pointer + toPointer(name), resource, base });
    }
  }
  return index;
}

/** Without fragment, against the id around it; undefined where that gives no absolute one. */
export function absoluteId(id: string, base: string | undefined): string | undefined {
  const url = URL.parse(id, base);
  return url ? url.href.replace(/#.*$/s, '') : undefined;
}
