// The case library as data: each file under cases/ becomes a pair of contracts with the verdicts that it must get. README.md says how to write one.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SchemaChangeLevel, SchemaPolicy } from '@mockops/contract';
import { parse } from 'yaml';
import { z } from 'zod';

const Edit = z.union([
  z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: z.string() }),
  z.strictObject({ op: z.enum(['move', 'copy']), from: z.string(), path: z.string() }),
]);
type Edit = z.infer<typeof Edit>;

const CaseFile = z.strictObject({
  title: z.string(),
  why: z.string(),
  /** What day the differ is told it is. */
  today: z.iso.date().optional(),
  policy: SchemaPolicy.partial().optional(),
  common: z.string().optional(),
  with: z.unknown().optional(),
  at: z.string().optional(),
  base: z.unknown().optional(),
  before: z.array(Edit).default([]),
  revision: z.unknown().optional(),
  revision_files: z.record(z.string(), z.unknown()).optional(),
  edits: z.array(Edit).default([]),
  expect: z.array(
    z.strictObject({
      rule: z.string(),
      level: SchemaChangeLevel,
      direction: z.enum(['request', 'response']).optional(),
      operations: z.array(z.string()).optional(),
      /** The end of the place. */
      place: z.string().optional(),
    }),
  ),
});

export interface Case extends z.infer<typeof CaseFile> {
  /** `limits/request-body-max-set`. */
  id: string;
  area: string;
  /** Files of both contracts, the root first. */
  files: { base: Record<string, unknown>; revision: Record<string, unknown> };
}

const FOLDER = import.meta.dirname;
const read = (file: string): unknown => parse(readFileSync(path.join(FOLDER, file), 'utf8'));

export function readCases(): Case[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.yaml') && file.includes('/') && !file.startsWith('common/'))
    .sort()
    .map(readCase);
}

function readCase(file: string): Case {
  const result = CaseFile.safeParse(read(file));
  if (!result.success) throw new Error(`cases/${file}: ${z.prettifyError(result.error)}`);
  const data = result.data;
  const common = data.common === undefined ? data.base : merge(read(`common/${data.common}.yaml`), data.with);
  const start = edited(common, data.before);
  const [base, revision] =
    data.at === undefined
      ? [start, edited(data.revision ?? start, data.edits)]
      : [put(start, data.at, data.base), put(start, data.at, data.revision)];
  return {
    ...data,
    id: file.replace(/\.yaml$/, ''),
    area: file.replace(/\/.*/, ''),
    files: { base: { 'openapi.yaml': base }, revision: data.revision_files ?? { 'openapi.yaml': revision } },
  };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

const put = (document: unknown, at: string, value: unknown): unknown =>
  value === undefined ? document : edited(document, [{ op: 'add', path: at, value }]);

function edited(document: unknown, edits: Edit[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const edit of edits) {
    if (edit.op === 'remove') take(copy, edit.path);
    else if (edit.op === 'move') write(copy, edit.path, take(copy, edit.from));
    else if ('from' in edit) write(copy, edit.path, structuredClone(holder(copy, edit.from).value));
    else if ('value' in edit) write(copy, edit.path, structuredClone(edit.value), edit.op === 'replace');
  }
  return copy;
}

function holder(document: unknown, pointer: string, create = false) {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keys.pop() ?? '';
  let parent = document;
  for (const step of keys) {
    if (isMap(parent) && parent[step] === undefined && create) parent[step] = {};
    parent = Array.isArray(parent) ? parent[Number(step)] : isMap(parent) ? parent[step] : undefined;
  }
  if (Array.isArray(parent)) return { parent, key, value: parent[Number(key)] as unknown };
  if (!isMap(parent)) throw new Error(`a case edits ${pointer}, which is not there`);
  return { parent, key, value: parent[key] };
}

function write(document: unknown, pointer: string, value: unknown, replace = false): void {
  const { parent, key } = holder(document, pointer, true);
  if (!Array.isArray(parent)) parent[key] = value;
  else parent.splice(key === '-' ? parent.length : Number(key), replace ? 1 : 0, value);
}

function take(document: unknown, pointer: string): unknown {
  const { parent, key, value } = holder(document, pointer);
  if (value === undefined) throw new Error(`a case takes ${pointer}, which is not there`);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return value;
}
