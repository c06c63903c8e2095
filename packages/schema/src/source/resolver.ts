// Follows `$ref` inside the given files, and only there: a reference to anything else is a finding, never a read.
// Our own rather than a bundler's: it follows a reference only where the caller knows that one may stand,
// so `$ref` inside examples, extensions or property names stays data.
import { didYouMean } from '@mockops/contract';
import { fromPointer, isObject, member, toPointer } from '../json.ts';
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

const MAX_HOPS = 50;

export function createResolver(sources: ReadonlyMap<string, SourceFile>): Resolver {
  const walk = (ref: string, from: Location, hops: number): Resolved => {
    const failed = (message: string, hint: string): Resolved => ({ ok: false, message, hint, location: from });
    const [filePart = '', fragment = ''] = splitRef(ref);
    if (/^[a-z][a-z0-9+.-]+:/i.test(filePart) || filePart.startsWith('//'))
      return failed(
        `$ref "${ref}" leads outside the contract's files`,
        'add the file to the contract and refer to it by name',
      );
    const file = filePart === '' ? from.file : normalizeName(`${directoryOf(from.file)}/${decode(filePart)}`);
    const source = sources.get(file);
    if (!source) {
      const near = didYouMean(file, sources.keys());
      return failed(
        `$ref "${ref}" names the file "${file}", which is not part of the contract`,
        near ? `did you mean "${near}"?` : 'add the file to the contract',
      );
    }
    if (fragment !== '' && !fragment.startsWith('/'))
      return failed(`$ref "${ref}" uses an anchor`, 'write it as a JSON pointer such as "#/components/schemas/Name"');

    let value: unknown = source.value;
    let location: Location = { file, pointer: '' };
    for (const segment of fromPointer(decode(fragment))) {
      let next = childOf(value, segment);
      if (next === undefined && isObject(value) && typeof value.$ref === 'string' && hops < MAX_HOPS) {
        const through = walk(value.$ref, location, hops + 1);
        if (!through.ok) return failed(through.message, through.hint);
        ({ value, location } = through);
        next = childOf(value, segment);
      }
      if (next === undefined) {
        const near = isObject(value) ? didYouMean(segment, Object.keys(value)) : undefined;
        return failed(
          `$ref "${ref}" does not resolve: there is no "${segment}" at "${location.pointer || '/'}" in ${source.name}`,
          near ? `did you mean "${near}"?` : 'add it there, or correct the reference',
        );
      }
      value = next;
      location = { file: location.file, pointer: location.pointer + toPointer(segment) };
    }
    return { ok: true, value, location };
  };

  return {
    resolve: (ref, from) => walk(ref, from, 0),
    valueAt: ({ file, pointer }) => fromPointer(pointer).reduce(childOf, sources.get(file)?.value),
    follow(value, location) {
      let current: Resolved = { ok: true, value, location };
      for (let hops = 0; hops < MAX_HOPS; hops += 1) {
        if (!current.ok || !isObject(current.value) || typeof current.value.$ref !== 'string') return current;
        current = walk(current.value.$ref, current.location, 0);
      }
      return { ok: false, message: 'the chain of $ref has no end', hint: 'break the cycle of references', location };
    },
  };
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
