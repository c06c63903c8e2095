// YAML text → document tree and source map, or findings YAML001–YAML007 and TPL001. Every warning of the reader is an error: it returns partial documents
// for both, and some traps (a comment that swallows a value, an unquoted template) it does not report at all.
import type { Issue } from '@mockops/contract';
import { parseDocument, type YAMLError } from 'yaml';
import { createSourceMap, MOST_FINDINGS, type SourceMap } from './source-map.ts';
import { aliasBomb, findTraps, MOST_ALIASES, TEMPLATE_TRAP, type YamlDocument } from './traps.ts';

export type ReadYaml = { ok: true; document: YamlDocument; map: SourceMap } | { ok: false; issues: Issue[] };

export function readYaml(text: string, file: string): ReadYaml {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    prettyErrors: false,
  });
  const map = createSourceMap(document, text, file);
  const syntax = [...document.errors, ...document.warnings];
  // The reader turns its own stack overflow into one error per level.
  const overflow = syntax.some(({ message }) => message.startsWith('Maximum call stack'));
  if (overflow) return { ok: false, issues: [tooDeep(file)] };
  if (syntax.length > 0) {
    return { ok: false, issues: syntax.slice(0, MOST_FINDINGS).map((error) => syntaxIssue(error, text, map)) };
  }
  if (document.contents === null) {
    const message = 'the document is empty';
    return {
      ok: false,
      issues: [{ code: 'SCH003', path: '', message, at: map.atOffset(0), hint: 'write name, triggers and steps' }],
    };
  }
  const traps = findTraps(document, text, map);
  if (traps.length > 0) return { ok: false, issues: traps };
  return { ok: true, document, map };
}

/** The document as plain data. The reader throws on aliases that expand too far. */
export function toData(
  document: YamlDocument,
  map: SourceMap,
): { ok: true; data: unknown } | { ok: false; issue: Issue } {
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { ok: false, issue: aliasBomb(map) };
  }
}

export function tooDeep(file: string): Issue {
  const at = { file, line: 1, col: 1 };
  return { code: 'YAML001', path: '', message: 'the document is nested too deeply', at, hint: 'flatten it' };
}

function syntaxIssue(error: YAMLError, text: string, map: SourceMap): Issue {
  const [start, end] = error.pos;
  const template = unquotedTemplate(text, start);
  if (template !== undefined) return { ...TEMPLATE_TRAP, at: map.atOffset(template) };
  const at = map.atOffset(start);
  const source = text.slice(start, end);
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^:\s]+/.exec(text.slice(start))?.[0] ?? '';
      return { code: 'YAML002', path: '', message: `key "${key}" is here twice`, at, hint: 'keep one' };
    }
    case 'TAB_AS_INDENT':
      return { code: 'YAML003', path: '', message: 'a tab cannot indent', at, hint: 'use spaces' };
    case 'TAG_RESOLVE_FAILED':
      return { code: 'YAML006', path: '', message: `"${source}" is read as a YAML tag`, at, hint: 'quote it' };
    case 'MULTIPLE_DOCS':
      return {
        code: 'YAML001',
        path: '',
        message: 'a second document starts here',
        at,
        hint: 'write one file per pipeline',
      };
    default:
      return { code: 'YAML001', path: '', message: lowerFirst(error.message), at };
  }
}

/** Offset of a value on the line of `offset` that begins with `{{`. */
function unquotedTemplate(text: string, offset: number): number | undefined {
  const from = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  const found = /(?:[:,[]|^\s*-)\s+\{\{/.exec(line);
  return found ? from + found.index + found[0].length - 2 : undefined;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
