// zod's findings → ours: code, path, words and the position of the exact token. Unions are reduced to the branch that the value was meant for.
import type { z } from 'zod';
import { didYouMean, type Issue, type Position } from '../issue.ts';
import { formatPath, type Path, readPath } from './path.ts';
import { MOST_FINDINGS } from './read-yaml.ts';
import { keysAt, requiredKeys } from './schema-keys.ts';

type SchemaIssue = z.core.$ZodIssue;
type Words = Pick<Issue, 'code' | 'message' | 'hint'>;

export interface Checked {
  schema: z.core.$ZodType;
  /** What was checked, as it was written. */
  data: unknown;
  /** In front of zod's paths, for what is shown. */
  prefix: Path;
  at(path: Path): Position;
  atKey(path: Path): Position;
}

export function toIssues(found: readonly SchemaIssue[], checked: Checked): Issue[] {
  return found
    .slice(0, MOST_FINDINGS)
    .flatMap((issue) => reduceUnion(issue))
    .flatMap((issue) => toIssue(issue, checked));
}

function toIssue(issue: SchemaIssue, checked: Checked): Issue[] {
  const path = cleanPath(issue.path);
  const show = (shown: Path) => formatPath([...checked.prefix, ...shown]);
  const unknownKey = (parent: Path, key: string): Issue => {
    const where = [...parent, key];
    const words = { code: 'SCH001', message: `unknown key "${key}"`, ...hintFor(key, keysAt(checked.schema, parent)) };
    return { path: show(where), at: checked.atKey(where), ...words };
  };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MOST_FINDINGS).map((key) => unknownKey(path, key));
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    if (inner?.code === 'invalid_value') return [unknownKey(path.slice(0, -1), String(path.at(-1)))];
    const message = lowerFirst(inner?.message ?? issue.message);
    return [{ code: 'SCH002', path: show(path), message, at: checked.atKey(path) }];
  }
  return [{ path: show(path), at: checked.at(path), ...describe(issue, path, checked) }];
}

function hintFor(key: string | undefined, allowed: readonly string[]): { hint?: string } {
  const near = key === undefined ? undefined : didYouMean(key, allowed);
  if (near) return { hint: `did you mean "${near}"?` };
  return allowed.length > 0 ? { hint: `use one of ${allowed.join(', ')}` } : {};
}

function describe(issue: SchemaIssue, path: Path, { schema, data }: Checked): Words {
  const value = readPath(data, path);
  const key = path.at(-1);
  if (key === undefined && (value === null || value === undefined)) {
    const needed = requiredKeys(schema);
    const hint = needed.length > 0 ? { hint: `write ${inWords(needed)}` } : hintFor(undefined, keysAt(schema, []));
    return { code: 'SCH003', message: 'the document is empty', ...hint };
  }
  if (value === undefined) return { code: 'SCH003', message: `"${key}" is missing`, hint: `add ${key}: …` };
  switch (issue.code) {
    case 'invalid_type':
      return describeKind(issue, value);
    case 'invalid_value': {
      const options = issue.values.map((option) => (typeof option === 'string' ? option : String(option)));
      const near = typeof value === 'string' ? didYouMean(value, options) : undefined;
      const message = `${quote(value)} is not one of ${options.join(', ')}`;
      return { code: 'SCH002', message, ...(near ? { hint: `did you mean "${near}"?` } : {}) };
    }
    case 'invalid_format':
      return describeFormat(issue, value);
    case 'invalid_union':
      return { code: 'SCH002', message: `expected ${expectations(issue).join(' or ')}, found ${nameOfValue(value)}` };
    default:
      return { code: 'SCH002', message: lowerFirst(issue.message) };
  }
}

function describeKind(issue: z.core.$ZodIssueInvalidType, value: unknown): Words {
  if (issue.expected === 'boolean' && isOldBoolean(value)) {
    return { code: 'YAML005', message: `"${value}" is text in YAML 1.2, not a boolean`, hint: 'write true or false' };
  }
  // A schema with words of its own says more than the kind.
  if (!issue.message.startsWith('Invalid input')) return { code: 'SCH002', message: lowerFirst(issue.message) };
  return { code: 'SCH002', message: `expected ${nameOf(issue.expected)}, found ${nameOfValue(value)}` };
}

/** Words that the schema brings along say what to write. */
function describeFormat(issue: Extract<SchemaIssue, { code: 'invalid_format' }>, value: unknown): Words {
  const rule = /^Invalid string: (.*)/s.exec(issue.message)?.[1];
  if (rule) return { code: 'SCH002', message: `${quote(value)} ${rule}` };
  if (!issue.message.startsWith('Invalid')) {
    return { code: 'SCH002', message: `${quote(value)} does not fit`, hint: issue.message };
  }
  if (issue.format !== 'url') return { code: 'SCH002', message: `${quote(value)} is no ${issue.format}` };
  const hint = 'write all of it, such as https://example.com';
  return { code: 'SCH002', message: `${quote(value)} is no URL that can be used here`, hint };
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

function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return nameOfValue(value);
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}

function inWords(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');
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
