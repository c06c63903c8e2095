// A witness as it is told, from what was found.
import type { SchemaWitness } from '@mockops/contract';
import type { Draft } from '../gather.ts';

export type Cause = NonNullable<Draft['cause']>;

export interface Shown {
  part: string;
  value: unknown;
  errors: string[];
}

const MOST_ERRORS = 5;

/** Undefined for what JSON has no text for. Read back from its text, since parsers of types leave a member named `__proto__` out. */
export function toWitness(operation: string, { part, value, errors }: Shown): SchemaWitness | undefined {
  const text = JSON.stringify(value);
  if (text === undefined) return undefined;
  return { operation, part, value: JSON.parse(text), errors: errors.slice(0, MOST_ERRORS) };
}
