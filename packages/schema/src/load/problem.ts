// What is wrong with a part of a contract, and who collects it: an operation, or a named schema that operations reach.
import type { Location } from '../source/resolver.ts';

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
