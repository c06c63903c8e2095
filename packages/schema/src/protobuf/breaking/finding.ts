// One broken rule, before it is known which operations it reaches.
import type { SourcePlace } from '@mockops/contract';
import type { ProtoFile } from '../descriptor.ts';
import { toPlace } from '../locate.ts';
import type { Place } from '../syntax.ts';

export interface ProtoFinding {
  rule: string;
  /** Full name of the message, enum, service or method that it is about; the path of a file; a package. */
  owner: string;
  /** Within the owner: a field's name, a value's. Empty: the owner itself. */
  part: string;
  /** Of the field or value that it is about. */
  number?: number;
  message: string;
  before: SourcePlace | null;
  after: SourcePlace | null;
}

export type Found = (finding: ProtoFinding) => void;

/** A declaration with the file that it stands in. */
export interface At<T> {
  file: ProtoFile;
  item: T;
}

interface HasPlaces {
  places: Record<string, Place>;
}

/** The named part of it (`type`, an option), else its beginning. */
export const placeIn = ({ file, item }: At<HasPlaces>, part = 'name'): SourcePlace =>
  toPlace(file.file, item.places[part] ?? item.places['']);

export const byFullName = <T extends { full_name: string }>(items: Iterable<At<T>>): Map<string, At<T>> =>
  new Map([...items].map((at) => [at.item.full_name, at]));

export function* pairs<T>(before: Map<string, T>, after: Map<string, T>): Generator<[before: T, after: T]> {
  for (const [name, item] of before) {
    const now = after.get(name);
    if (now !== undefined) yield [item, now];
  }
}
