// zod's findings → ours: code, path, words and the position of the exact token. Unions are reduced to the branch that the value was meant for.
import { didYouMean, type Issue, type Position } from '@mockops/contract';
import type { z } from 'zod';
import { formatPath, type Path } from '../path.ts';
import { MOST_FINDINGS } from './source-map.ts';

type SchemaIssue = z.core.$ZodIssue;

export interface SchemaPlaces {
  /** In front of zod's paths, for what is shown. */
  prefix: Path;
  at(path: Path): Position;
  atKey(path: Path): Position;
  /** The value at a path of the checked input. */
  read(path: Path): unknown;
  /** Keys that an object at this path may have, for did-you-mean. */
  keysAt(path: Path): readonly string[];
}

export function toIssues(found: readonly SchemaIssue[], places: SchemaPlaces): Issue[] {
  return found
    .slice(0, MOST_FINDINGS)
    .flatMap((issue) => reduceUnion(issue))
    .flatMap((issue) => toIssue(issue, places));
}

function toIssue(issue: SchemaIssue, places: SchemaPlaces): Issue[] {
  const path = cleanPath(issue.path);
  const show = (extra: Path = []) => formatPath([...places.prefix, ...path, ...extra]);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MOST_FINDINGS).map((key) => {
      const allowed = places.keysAt(path);
      const near = didYouMean(key, allowed);
      const hint = near
        ? `did you mean "${near}"?`
        : allowed.length > 0
          ? `use one of ${allowed.join(', ')}`
          : undefined;
      const at = places.atKey([...path, key]);
      return { code: 'SCH001', path: show([key]), message: `unknown key "${key}"`, at, ...(hint ? { hint } : {}) };
    });
  }
  const value = places.read(path);
  if (value === undefined) {
    const key = path.at(-1) ?? '';
    const message = `"${key}" is missing`;
    return [{ code: 'SCH003', path: show(), message, at: places.at(path), hint: `add ${key}: …` }];
  }
  if (issue.code === 'invalid_key') {
    return [
      {
        code: 'SCH002',
        path: show(),
        message: lowerFirst(issue.issues[0]?.message ?? issue.message),
        at: places.atKey(path),
      },
    ];
  }
  return [{ path: show(), at: places.at(path), ...describe(issue, value) }];
}

function describe(issue: SchemaIssue, value: unknown): { code: string; message: string; hint?: string } {
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'boolean' && isOldBoolean(value)) {
      return { code: 'YAML005', message: `"${value}" is text in YAML 1.2, not a boolean`, hint: 'write true or false' };
    }
    // A schema with words of its own says more than the kind.
    if (!issue.message.startsWith('Invalid input')) return { code: 'SCH002', message: lowerFirst(issue.message) };
    return { code: 'SCH002', message: `expected ${nameOf(issue.expected)}, found ${nameOfValue(value)}` };
  }
  if (issue.code === 'invalid_value') {
    const options = issue.values.map((option) => (typeof option === 'string' ? option : String(option)));
    const near = typeof value === 'string' ? didYouMean(value, options) : undefined;
    const message = `${JSON.stringify(value)} is not one of ${options.join(', ')}`;
    return { code: 'SCH002', message, ...(near ? { hint: `did you mean "${near}"?` } : {}) };
  }
  if (issue.code === 'invalid_union') {
    return { code: 'SCH002', message: `expected ${expectations(issue).join(' or ')}, found ${nameOfValue(value)}` };
  }
  return { code: 'SCH002', message: lowerFirst(issue.message) };
}

/** A branch that refuses the kind of the value was not meant; of the others, the first speaks. */
function reduceUnion(issue: SchemaIssue): SchemaIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((branch) => branch.length > 0 && !branch.some((inner) => isAboutKind(inner)));
  if (!meant) return [issue];
  return meant.flatMap((inner) => reduceUnion({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isAboutKind(issue: SchemaIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_type') return true;
  return issue.code === 'invalid_union' && issue.errors.every((branch) => branch.some(isAboutKind));
}

function expectations(issue: SchemaIssue): string[] {
  if (issue.code === 'invalid_type') return [nameOf(issue.expected)];
  if (issue.code !== 'invalid_union') return [];
  return [...new Set(issue.errors.flatMap((branch) => branch.flatMap(expectations)))];
}

const NAMES: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'null',
};

function nameOf(expected: string): string {
  return NAMES[expected] ?? expected;
}

function nameOfValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text "${value.slice(0, 60)}"` : String(value);
}

function isOldBoolean(value: unknown): value is string {
  return typeof value === 'string' && /^(yes|no|on|off|y|n)$/i.test(value);
}

function cleanPath(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
