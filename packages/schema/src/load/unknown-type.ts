// A `type` that JSON Schema does not have says nothing: any value would fit. Its words and place in, one warning out.
import { didYouMean, type Issue, type SourcePlace } from '@mockops/contract';
import { TYPES } from './canonical.ts';

/** What other languages call them. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...['int', 'int32', 'int64', 'long', 'short'].map((word) => [word, 'integer'] as const),
  ...['float', 'double', 'decimal'].map((word) => [word, 'number'] as const),
  ...['str', 'text', 'char'].map((word) => [word, 'string'] as const),
  ...['list', 'set'].map((word) => [word, 'array'] as const),
  ...['map', 'dict', 'hash', 'json'].map((word) => [word, 'object'] as const),
  ...['nil', 'none'].map((word) => [word, 'null'] as const),
]);
const FORMATS = new Set(['binary', 'byte', 'date', 'date-time', 'email', 'password', 'time', 'uri', 'url', 'uuid']);
const MOST_SHOWN = 60;

export function warnOfType(type: string, { file, pointer, line, col }: SourcePlace): Issue {
  return {
    code: 'SCH020',
    path: pointer,
    message: `"${type.slice(0, MOST_SHOWN)}" is no type of JSON Schema, so any value is allowed here`,
    severity: 'warning',
    at: { file, line, col },
    hint: hintFor(type),
  };
}

function hintFor(type: string): string {
  const word = type.toLowerCase();
  if (word === 'any') return 'leave "type" out where any value is meant';
  if (word === 'null') return 'write "null" in quotes';
  if (FORMATS.has(word)) return `did you mean type: string with format: ${word === 'url' ? 'uri' : word}?`;
  const near = MEANT.get(word) ?? didYouMean(word, TYPES);
  return near ? `did you mean ${near}?` : `use one of ${[...TYPES].join(', ')}`;
}
