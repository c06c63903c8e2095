// YAML text → document tree and source map, or findings YAML001–YAML007. Every warning of the reader is an error: it returns partial documents for both,
// and some traps (a comment that swallows a value, a map as a key) it does not report at all.
import { parseDocument, type YAMLError } from 'yaml';
import type { Issue } from '../issue.ts';
import { createSourceMap, type SourceMap } from './source-map.ts';
import { aliasBomb, findTraps, MOST_ALIASES, type YamlDocument } from './traps.ts';

/** More are not looked for: each costs a walk through the document, and nobody reads them. */
export const MOST_FINDINGS = 200;

export interface Dialect {
  /** What one file holds, for messages; default "document". */
  thing?: string;
  /** What a syntax finding at an offset of the text really is, where a language inside the YAML knows better. */
  explain?(text: string, offset: number): Explanation | undefined;
}
export interface Explanation {
  code: string;
  message: string;
  hint: string;
  /** Where it begins, which may be before the place at which the reader stumbled. */
  offset: number;
}

type ReadYaml = { ok: true; document: YamlDocument; map: SourceMap } | { ok: false; issues: Issue[] };

export function readYaml(text: string, file: string, dialect: Dialect): ReadYaml {
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, prettyErrors: false });
  const map = createSourceMap(document, text, file);
  const syntax = [...document.errors, ...document.warnings];
  // The reader turns its own stack overflow into one error per level.
  if (syntax.some(({ message }) => message.startsWith('Maximum call stack'))) {
    return { ok: false, issues: [tooDeep(file)] };
  }
  const found =
    syntax.length > 0
      ? syntax.slice(0, MOST_FINDINGS).map((error) => ({ ...describe(error, text, dialect), offset: error.pos[0] }))
      : findTraps(document, text);
  if (found.length === 0) return { ok: true, document, map };
  const issues = found.map(({ offset, ...issue }): Issue => {
    const { offset: start, ...rest } = dialect.explain?.(text, offset) ?? { ...issue, offset };
    const at = map.atOffset(start);
    return { path: '', at, end: map.endOf(at), ...rest };
  });
  return { ok: false, issues };
}

/** The document as plain data. The reader throws on aliases that expand too far. */
export function toData(
  document: YamlDocument,
  map: SourceMap,
): { ok: true; data: unknown } | { ok: false; issues: Issue[] } {
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const { offset, ...issue } = aliasBomb();
    return { ok: false, issues: [{ path: '', at: map.atOffset(offset), ...issue }] };
  }
}

export function tooDeep(file: string): Issue {
  const at = { file, line: 1, col: 1 };
  return { code: 'YAML001', path: '', message: 'the document is nested too deeply', at, hint: 'flatten it' };
}

function describe(error: YAMLError, text: string, { thing = 'document' }: Dialect): Omit<Issue, 'path' | 'at'> {
  const [start, end] = error.pos;
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^:\s]+/.exec(text.slice(start))?.[0] ?? '';
      return { code: 'YAML002', message: `key "${key}" is here twice`, hint: 'keep one' };
    }
    case 'TAB_AS_INDENT':
      return { code: 'YAML003', message: 'a tab cannot indent', hint: 'use spaces' };
    case 'TAG_RESOLVE_FAILED':
      return { code: 'YAML006', message: `"${text.slice(start, end)}" is read as a YAML tag`, hint: 'quote it' };
    case 'MULTIPLE_DOCS':
      return { code: 'YAML001', message: 'a second document starts here', hint: `write one file per ${thing}` };
    default:
      return { code: 'YAML001', message: error.message.charAt(0).toLowerCase() + error.message.slice(1) };
  }
}
