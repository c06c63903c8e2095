// YAML (or JSON) text → the value that a zod schema reads in it, or every finding with file, line and column, in the order of the file.
import type { z } from 'zod';
import type { Issue, Position } from '../issue.ts';
import { type Path, readPath } from './path.ts';
import { type Dialect, readYaml, toData, tooDeep } from './read-yaml.ts';
import { toIssues } from './schema-issues.ts';
import { mapUnder, type SourceMap } from './source-map.ts';
import type { YamlDocument } from './traps.ts';

export interface ReadOptions extends Dialect {
  /** A key that may stand around the whole document; findings and places leave it out. */
  wrapper?: string;
  /** Changes the tree before it is read, so that every place still is what the user wrote. */
  rewrite?(document: YamlDocument, map: SourceMap): Issue[];
  /** Changes the data before the schema sees it; findings quote the data as written. */
  prepare?(data: unknown): unknown;
}

/** A `Result` that keeps the places, for findings made after reading. */
export type ReadDocument<T> =
  | { ok: true; value: T; issues: Issue[]; map: SourceMap; placeOf(path: Path): Position }
  | { ok: false; issues: Issue[] };

/** `file` is only shown. Never throws on what is in `text`. */
export function readDocument<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  options: ReadOptions = {},
): ReadDocument<z.output<S>> {
  try {
    return read(text, file, schema, options);
  } catch (error) {
    // Aliases can nest deeper than any text does; the stack is the limit there too.
    if (error instanceof RangeError) return { ok: false, issues: [tooDeep(file)] };
    throw error;
  }
}

function read<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  options: ReadOptions,
): ReadDocument<z.output<S>> {
  const yaml = readYaml(text, file, options);
  if (!yaml.ok) return refuse(yaml.issues);
  const { document } = yaml;
  const rewritten = options.rewrite?.(document, yaml.map) ?? [];
  if (rewritten.length > 0) return refuse(withEnds(rewritten, yaml.map));
  const plain = toData(document, yaml.map);
  if (!plain.ok) return refuse(plain.issues);
  const { wrapper } = options;
  const prefix = wrapper !== undefined && readPath(plain.data, [wrapper]) !== undefined ? [wrapper] : [];
  const data = readPath(plain.data, prefix);
  const map = mapUnder(yaml.map, prefix);
  const parsed = schema.safeParse(options.prepare ? options.prepare(data) : data);
  if (parsed.success) return { ok: true, value: parsed.data, issues: [], map, placeOf: map.at };
  const issues = toIssues(parsed.error.issues, { schema, data, prefix: [], at: map.at, atKey: map.atKey });
  return refuse(withEnds(issues, map));
}

/** Adds where each finding ends, for editors. */
export function withEnds(issues: Issue[], map: SourceMap): Issue[] {
  return issues.map((issue) => (issue.at && !issue.end ? { ...issue, end: map.endOf(issue.at) } : issue));
}

function refuse(issues: Issue[]): { ok: false; issues: Issue[] } {
  return { ok: false, issues: inOrder(issues) };
}

/** By place, and each once: what is used twice is checked twice. */
export function inOrder(issues: Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues
    .filter((issue) => {
      const key = `${issue.code} ${issue.at?.line}:${issue.at?.col} ${issue.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.col ?? 0) - (b.at?.col ?? 0));
}
