// What is wrong with a part of a contract, and who collects it: an operation, or a named schema that operations reach.
import type { Location, Resolver } from '../source/resolver.ts';
import type { SchemaBook } from './schemas.ts';

export interface Problem {
  code: string;
  message: string;
  location: Location;
  hint: string;
}

/** Everything one operation or component has read so far. */
export interface Scope {
  problems: Problem[];
  /** Components it mentions. */
  names: Set<string>;
}

export const createScope = (): Scope => ({ problems: [], names: new Set() });

/** What every reader of a part needs. */
export interface Reading {
  book: SchemaBook;
  resolver: Resolver;
  scope: Scope;
}

/** A member of the model where the source has text, nothing otherwise. */
export const text = <N extends string>(name: N, value: unknown): { [K in N]?: string } | object =>
  typeof value === 'string' ? { [name]: value } : {};
