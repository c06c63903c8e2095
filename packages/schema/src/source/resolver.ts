// Follows `$ref` inside the given files, and only there: a reference to anything else is a finding, never a read.
// Our own rather than a bundler's: it follows a reference only where the caller knows that one may stand,
// so `$ref` inside examples, extensions or property names stays data.
import { didYouMean } from '@mockops/contract';
import { fromPointer, isObject, member, toPointer } from '../json.ts';
import { type Anchors, absoluteId, createAnchors } from './anchors.ts';
import { normalizeName, type SourceFile } from './files.ts';

export interface Location {
  /** Normalised file name. */
  file: string;
  pointer: string;
}

/** A place below another. */
export const within = ({ file, pointer }: Location, ...rest: (string | number)[]): Location => ({
  file,
  pointer: pointer + toPointer(...rest),
});

type Resolved =
  | { ok: true; value: unknown; location: Location }
  | { ok: false; message: string; hint: string; location: Location };

export interface Resolver {
  /** One step: what the reference points at. */
  resolve(ref: string, from: Location): Resolved;
  /** Follows a chain of references to something that is none. */
  follow(value: unknown, location: Location): Resolved;
  /** What stands at a place of the given files; undefined when nothing does. */
  valueAt(location: Location): unknown;
}

/** References in a row. */
const MAX_HOPS = 50;
/** References on the way to one target: pointers through references through references would multiply. */
const MAX_WALKS = 500;

export function createResolver(sources: ReadonlyMap<string, SourceFile>): Resolver {
  const anchors = createAnchors(sources);

  const walk = (ref: string, from: Location, way: { hops: number; walks: number }): Resolved => {
    const failed = (message: string, hint: string): Resolved => ({ ok: false, message, hint, location: from });
    way.walks += 1;
    if (way.hops > MAX_HOPS || way.walks > MAX_WALKS)
      return failed(`$ref "${ref}" leads through too many other references`, 'refer to the target itself');
    const start = findStart(ref, from, sources, anchors);
    if ('message' in start) return failed(start.message, start.hint);

    let { value, location } = start;
    for (const segment of start.segments) {
      let next = childOf(value, segment);
      if (next === undefined && isObject(value) && typeof value.$ref === 'string') {
        way.hops += 1;
        const through = walk(value.$ref, location, way);
        way.hops -= 1;
        if (!through.ok) return failed(through.message, through.hint);
        ({ value, location } = through);
        next = childOf(value, segment);
      }
      if (next === undefined) {
        const near = isObject(value) ? didYouMean(segment, Object.keys(value)) : undefined;
        return failed(
          `$ref "${ref}" does not resolve: there is no "${segment}" at "${location.pointer || '/'}" in ${sources.get(location.file)?.name}`,
          near ? `did you mean "${near}"?` : 'add it there, or correct the reference',
        );
      }
      value = next;
      location = { file: location.file, pointer: location.pointer + toPointer(segment) };
    }
    return { ok: true, value, location };
  };

  return {
    resolve: (ref, from) => walk(ref, from, { hops: 0, walks: 0 }),
    valueAt: ({ file, pointer }) => fromPointer(pointer).reduce(childOf, sources.get(file)?.value),
    follow(value, location) {
      let current: Resolved = { ok: true, value, location };
      const way = { hops: 0, walks: 0 };
      for (let hops = 0; hops < MAX_HOPS; hops += 1) {
        if (!current.ok || !isObject(current.value) || typeof current.value.$ref !== 'string') return current;
        current = walk(current.value.$ref, current.location, way);
      }
      return { ok: false, message: 'the chain of $ref has no end', hint: 'break the cycle of references', location };
    },
  };
}

type Start = { value: unknown; location: Location; segments: string[] };

/** The document, schema resource or anchor that a reference names, and the segments that are left to go. */
function findStart(
  ref: string,
  from: Location,
  sources: ReadonlyMap<string, SourceFile>,
  anchors: Anchors,
): Start | { message: string; hint: string } {
  const [filePart = '', fragment = ''] = splitRef(ref);
  const resource = anchors.resourceOf(from);
  const named = filePart === '' ? undefined : absoluteId(filePart, resource.id);
  const byId = named === undefined ? undefined : anchors.byId(named);
  if (!byId && (/^[a-z][a-z0-9+.-]+:/i.test(filePart) || filePart.startsWith('//')))
    return {
      message: `$ref "${ref}" leads outside the contract's files`,
      hint: 'add the file to the contract and refer to it by name',
    };
  const file =
    byId?.file ?? (filePart === '' ? from.file : normalizeName(`${directoryOf(from.file)}/${decode(filePart)}`));
  const source = sources.get(file);
  if (!source) {
    const others = [...sources.keys()].filter((name) => name !== from.file);
    const near = didYouMean(file, others);
    const one = 'the contract came as one file, and nothing is fetched: where its other files are, make one of them';
    const bundle = `${one} with \`mockops schema bundle\`, or give the folder or the Git path that holds them all`;
    return {
      message: `$ref "${ref}" names the file "${file}", which is not part of the contract`,
      hint: near ? `did you mean "${near}"?` : others.length === 0 ? bundle : 'add the file to the contract',
    };
  }
  const at = (pointer: string, segments: string[]): Start => ({
    value: fromPointer(pointer).reduce(childOf, source.value),
    location: { file, pointer },
    segments,
  });
  const base = byId?.pointer ?? (filePart === '' ? resource.pointer : '');
  const path = decode(fragment);
  if (path !== '' && !path.startsWith('/')) {
    const anchor = anchors.byName(file, base, path) ?? anchors.byName(file, '', path);
    if (anchor) return at(anchor.pointer, []);
    return {
      message: `$ref "${ref}" names the anchor "${path}", which ${source.name} does not have`,
      hint: 'add $anchor there, or write a JSON pointer such as "#/components/schemas/Name"',
    };
  }
  const segments = fromPointer(path);
  // Inside a schema with an $id, a pointer starts at that schema; most contracts mean the document all the same.
  if (base !== '' && filePart === '' && segments[0] !== undefined) {
    const inside = at(base, segments);
    if (childOf(inside.value, segments[0]) === undefined) return at('', segments);
    return inside;
  }
  return at(base, segments);
}

function childOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value[Number(segment)];
  return isObject(value) ? member(value, segment) : undefined;
}

function splitRef(ref: string): [string, string] {
  const hash = ref.indexOf('#');
  return hash < 0 ? [ref, ''] : [ref.slice(0, hash), ref.slice(hash + 1)];
}

const directoryOf = (file: string): string => file.split('/').slice(0, -1).join('/');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
