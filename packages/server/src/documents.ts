// Reads a YAML (or JSON) document against a zod schema; every finding has the line and column of the exact place.
import type { Issue, Result } from '@mockops/contract';
import { didYouMean } from '@mockops/contract';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export function readDocument<S extends z.ZodType>(text: string, file: string, schema: S): Result<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings].map(
    (error): Issue => ({ code: 'YAML001', path: '', message: error.message, at: place(error.pos[0]) }),
  );
  if (syntax.length > 0) return { ok: false, issues: syntax };
  const read = schema.safeParse(document.toJS());
  if (read.success) return { ok: true, value: read.data, issues: [] };
  return { ok: false, issues: read.error.issues.flatMap((issue) => describe(issue, document, schema, place)) };
}

/** zod says what is wrong; the document says where. */
function describe(
  issue: z.core.$ZodIssue,
  document: Document.Parsed,
  schema: z.ZodType,
  place: (offset: number) => Issue['at'],
): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const near = didYouMean(key, siblings(schema, issue.path));
      return withPlace(
        {
          code: 'SCH001',
          path: formatPath(path),
          message: `unknown key "${key}"`,
          ...(near && { hint: `did you mean "${near}"?` }),
        },
        place(keyOffset(document, path)),
      );
    });
  }
  if (issue.code === 'invalid_union') {
    // The alternative that came furthest is the one that the writer meant.
    const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
    if (closest && closest.length > 0)
      return closest.flatMap((inner) =>
        describe({ ...inner, path: [...issue.path, ...inner.path] }, document, schema, place),
      );
  }
  return [
    withPlace(
      { code: 'SCH002', path: formatPath(issue.path), message: issue.message },
      place(valueOffset(document, issue.path)),
    ),
  ];
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));

function withPlace(issue: Issue, at: Issue['at']): Issue {
  return at ? { ...issue, at } : issue;
}

/** `steps[0].type` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** Start of the value, or of the nearest ancestor that is there. */
function valueOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(path.at(-1))) : undefined;
  const key: unknown = pair?.key;
  if (typeof key === 'object' && key !== null && 'range' in key && Array.isArray(key.range))
    return Number(key.range[0]);
  return valueOffset(document, path);
}

/** Keys that the schema knows at a path, for suggestions; empty where the schema is not a plain object. */
function siblings(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const part of path)
    current = typeof part === 'number' ? member(current, 'element') : shapeOf(current)?.[String(part)];
  return Object.keys(shapeOf(current) ?? {});
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const bare = unwrap(schema);
  const shape = member(bare, 'shape');
  return typeof shape === 'object' && shape !== null ? (shape as Record<string, unknown>) : undefined;
}

/** Through optional, default, transform and preprocess to the object inside. */
function unwrap(schema: unknown): unknown {
  let current = schema;
  for (let step = 0; step < 8 && current !== undefined && member(current, 'shape') === undefined; step += 1) {
    const definition = member(current, 'def');
    current =
      member(definition, 'innerType') ??
      (member(member(definition, 'in'), 'shape') ? member(definition, 'in') : member(definition, 'out'));
  }
  return current;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
