// Contract files by name: text in, parsed values and syntax findings out. Nothing is read from disk or network.
// JSON goes through JSON.parse and plain YAML through our own reader because they are an order of magnitude faster;
// everything else through `yaml`, which refuses alias bombs.
import type { Issue } from '@mockops/contract';
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import { isObject } from '../json.ts';
import { countJsonMembers, findRepeatedMember } from './json-scan.ts';
import { MAX_FILES, MAX_NESTING, MAX_TEXT, MAX_VALUES, MAX_YAML_TEXT, measureValue } from './limits.ts';
import { describeNoText } from './no-text.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { keyText } from './position.ts';

export interface SourceFile {
  name: string;
  text: string;
  value: unknown;
  /** `info.version` as it is written: `1.10` where the value is the number 1.1. */
  version?: string;
}

export function readFiles(files: Record<string, string>): { sources: Map<string, SourceFile>; issues: Issue[] } {
  const sources = new Map<string, SourceFile>();
  const entries = Object.entries(files);
  const tooMuch = checkSize(entries);
  if (tooMuch) return { sources, issues: [tooMuch] };
  const issues: Issue[] = [];
  for (const [name, text] of entries) {
    const read = readFile(name, text);
    if (!('value' in read)) {
      // A text with one strange letter has a mistake in a place, which helps more.
      const none = text.includes('\0') || text.trim() === '' ? describeNoText(text) : undefined;
      if (!none) issues.push(...read.issues);
      else issues.push(issueAt('SCH007', name, 1, 1, `${name} ${none.what}`, none.hint));
    } else if (sources.has(normalizeName(name)))
      issues.push(issueAt('SCH006', name, 1, 1, `two files have the name "${normalizeName(name)}"`, 'rename one'));
    else sources.set(normalizeName(name), { name, text, ...read });
  }
  return { sources, issues };
}

const millions = (count: number): string => `${Math.round(count / 100_000) / 10} million`;

function checkSize(entries: [string, string][]): Issue | undefined {
  const hint = 'push only the files that belong to the contract, or split the contract';
  if (entries.length > MAX_FILES)
    return { code: 'SCH005', path: '', message: `${entries.length} files; at most ${MAX_FILES} are read`, hint };
  let all = 0;
  let yaml = 0;
  for (const [name, text] of entries) {
    all += text.length;
    if (!looksLikeJson(name, text)) yaml += text.length;
    const [given, limit, kind] = yaml > MAX_YAML_TEXT ? [yaml, MAX_YAML_TEXT, 'YAML'] : [all, MAX_TEXT, 'text'];
    if (given > limit)
      return issueAt(
        'SCH005',
        name,
        1,
        1,
        `${millions(given)} characters of ${kind}; at most ${millions(limit)} are read`,
        kind === 'YAML' ? `${hint}; as JSON it may have ${millions(MAX_TEXT)}` : hint,
      );
  }
  return undefined;
}

const looksLikeJson = (name: string, text: string): boolean => /\.json$/i.test(name) || /^\s*\{/.test(text);

type Read = { value: unknown; version?: string } | { issues: Issue[] };

const issueAt = (code: string, file: string, line: number, col: number, message: string, hint: string): Issue => ({
  code,
  path: '',
  message,
  at: { file, line: Math.max(line, 1), col: Math.max(col, 1) },
  hint,
});

function readFile(name: string, text: string): Read {
  if (!looksLikeJson(name, text)) return readYaml(name, text);
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    return /\.json$/i.test(name) ? { issues: [jsonIssue(name, text, error)] } : readYaml(name, text);
  }
  const measure = measureValue(value);
  if (!measure.ok) return { issues: [tooDeep(name, measure.reason)] };
  // JSON.parse keeps the last of equal names without a word; fewer members than names in the text tell.
  if (measure.members !== countJsonMembers(text)) {
    const repeated = findRepeatedMember(text);
    if (repeated) {
      const { line, col } = placeIn(text, repeated.offset);
      const message = `not valid JSON: the name "${repeated.name}" stands twice in one object`;
      return { issues: [issueAt('SCH001', name, line, col, message, 'remove one of the two')] };
    }
  }
  return { value };
}

function placeIn(text: string, offset: number): { line: number; col: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, col: (before.at(-1)?.length ?? 0) + 1 };
}

function tooDeep(name: string, reason: 'nesting' | 'values'): Issue {
  return reason === 'nesting'
    ? issueAt(
        'SCH005',
        name,
        1,
        1,
        `more than ${MAX_NESTING} maps and lists inside one another`,
        'name inner parts under components and refer to them with $ref',
      )
    : issueAt(
        'SCH003',
        name,
        1,
        1,
        `more than ${millions(MAX_VALUES)} values once every YAML alias is written out`,
        'use $ref instead of anchors that contain themselves or multiply',
      );
}

function jsonIssue(name: string, text: string, error: unknown): Issue {
  const message = error instanceof Error ? error.message : String(error);
  const { line, col } = placeIn(text, Number(/position (\d+)/.exec(message)?.[1] ?? text.length));
  return issueAt(
    'SCH001',
    name,
    line,
    col,
    `not valid JSON: ${message.replace(/ in JSON at position.*| at position.*/s, '')}`,
    'correct the syntax there, or name the file .yaml if it is YAML',
  );
}

function readYaml(name: string, text: string): Read {
  const plain = readPlainYaml(text);
  if (!plain) return readAnyYaml(name, text);
  const info = isObject(plain.value) && isObject(plain.value.info) ? plain.value.info : {};
  // A number does not tell how it was written.
  if (typeof info.version === 'number') return readAnyYaml(name, text);
  const measure = measureValue(plain.value);
  return measure.ok ? { value: plain.value } : { issues: [tooDeep(name, measure.reason)] };
}

function readAnyYaml(name: string, text: string): Read {
  const lines = new LineCounter();
  // The parser compares every key with every other one; with many keys that takes minutes, so we do it with a set.
  const options = {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
  } as const;
  const document = parseDocument(text, options);
  const broken = (message: string, offset: number, hint = 'correct the syntax there') => {
    const { line, col } = lines.linePos(offset);
    return issueAt('SCH002', name, line, col, `not valid YAML: ${message}`, hint);
  };
  if (document.errors.some(({ message }) => message.startsWith('Maximum call stack')))
    return { issues: [tooDeep(name, 'nesting')] };
  if (document.errors.length > 0)
    return {
      issues: document.errors
        .slice(0, 20)
        .map(({ code, message, pos }) =>
          code === 'NON_STRING_KEY'
            ? broken('a key must be text, not a list, a map or an alias', pos[0], 'write a plain name before the colon')
            : broken(message, pos[0]),
        ),
    };
  const repeated = findRepeatedKey(document);
  if (repeated) return { issues: [broken(`the key "${repeated.name}" stands twice in one map`, repeated.offset)] };
  try {
    const value: unknown = document.toJS();
    const measure = measureValue(value);
    if (!measure.ok) return { issues: [tooDeep(name, measure.reason)] };
    const version = document.getIn(['info', 'version'], true);
    return {
      value,
      ...(isObject(version) && typeof version.source === 'string' && { version: version.source }),
    };
  } catch (error) {
    const reason = error instanceof RangeError ? 'nested without end' : error instanceof Error ? error.message : error;
    return {
      issues: [
        issueAt(
          'SCH003',
          name,
          1,
          1,
          `the YAML aliases cannot be expanded: ${String(reason).split('\n')[0]}`,
          'use $ref instead of anchors that contain themselves or multiply',
        ),
      ],
    };
  }
}

function findRepeatedKey(document: Document): { name: string; offset: number } | undefined {
  const open: unknown[] = [document.contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) for (const item of node.items) open.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      if (seen.has(name) && name !== '<<') return { name, offset: (isNode(key) ? key.range?.[0] : undefined) ?? 0 };
      seen.add(name);
      open.push(value);
    }
  }
  return undefined;
}

/** `./schemas//a/../pet.yaml` → `schemas/pet.yaml`; never above the top. */
export function normalizeName(name: string): string {
  const parts: string[] = [];
  for (const part of name.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
