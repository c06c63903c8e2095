// YAML text → document tree and source map, or findings YAML001–YAML007 and TPL001. Every warning of the reader is an error: it returns partial documents
// for both, and some traps (a comment that swallows a value, an unquoted template) it does not report at all.
import { didYouMean, type Issue } from '@mockops/contract';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type ParsedNode,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { createSourceMap, type SourceMap } from './source-map.ts';

export type YamlDocument = Document.Parsed<ParsedNode>;
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
  if (syntax.some(({ message }) => message.startsWith('Maximum call stack')))
    return { ok: false, issues: [tooDeep(file)] };
  if (syntax.length > 0) return { ok: false, issues: syntax.map((error) => syntaxIssue(error, text, map)) };
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

/** The document as plain data. The reader throws on alias bombs; cycles it would return. */
export function toData(
  document: YamlDocument,
  map: SourceMap,
): { ok: true; data: unknown } | { ok: false; issue: Issue } {
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'the aliases of this document expand too often (limit 100)';
    return {
      ok: false,
      issue: { code: 'YAML004', path: '', message, at: map.atOffset(0), hint: 'write the values out' },
    };
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

const TEMPLATE_TRAP = {
  code: 'TPL001',
  path: '',
  message: 'an unquoted {{ }} is read as a YAML map',
  hint: 'quote the template: "{{ … }}"',
};

/** Offset of a value on the line of `offset` that begins with `{{`. */
function unquotedTemplate(text: string, offset: number): number | undefined {
  const from = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  const found = /(?:[:,[]|^\s*-)\s+\{\{/.exec(line);
  return found ? from + found.index + found[0].length - 2 : undefined;
}

function findTraps(document: YamlDocument, text: string, map: SourceMap): Issue[] {
  const issues: Issue[] = [];
  if (document.directives.yaml.version !== '1.2') {
    const message = `%YAML ${document.directives.yaml.version} reads yes, no, on and off as booleans`;
    issues.push({ code: 'YAML005', path: '', message, at: map.atOffset(0), hint: 'leave the directive out' });
  }
  visit(document, {
    Map(_key, node) {
      const first = node.items[0]?.key;
      if (node.flow && isMap(first) && first.flow) {
        issues.push({ ...TEMPLATE_TRAP, at: map.atOffset(node.range?.[0] ?? 0) });
        return visit.SKIP;
      }
      return undefined;
    },
    Pair(_key, pair) {
      if (isCollection(pair.key)) {
        const at = map.atOffset(pair.key.range?.[0] ?? 0);
        issues.push({
          code: 'YAML001',
          path: '',
          message: 'a key must be text, not a map or list',
          at,
          hint: 'quote it',
        });
      }
    },
    Scalar(_key, node) {
      const swallowed = swallowedValue(node, text);
      if (swallowed !== undefined) {
        const message = `"${swallowed}" is read as a comment, so the value is missing`;
        const at = map.atOffset(text.indexOf('#', node.range?.[0] ?? 0));
        issues.push({ code: 'YAML007', path: '', message, at, hint: `quote it: "${swallowed}"` });
      }
    },
    Alias(_key, node, ancestors) {
      const at = map.atOffset(node.range?.[0] ?? 0);
      const target = node.resolve(document);
      if (target && ancestors.some((ancestor) => ancestor === target)) {
        const message = `"*${node.source}" refers to what it is part of`;
        issues.push({ code: 'YAML004', path: '', message, at, hint: 'write the value out' });
      } else if (!target) {
        const near = didYouMean(node.source, anchorsOf(document));
        const hint = near ? `did you mean "*${near}"?` : 'quote it if it is text';
        issues.push({
          code: 'YAML001',
          path: '',
          message: `"*${node.source}" is an alias without an anchor`,
          at,
          hint,
        });
      }
    },
  });
  return issues;
}

/** `- #api-team` and `key: #x` leave an empty value with a comment on its line. */
function swallowedValue(node: Scalar, text: string): string | undefined {
  if (node.value !== null || !node.range || node.range[0] !== node.range[1]) return undefined;
  return /^[ \t]*(#[^\r\n]*)/.exec(text.slice(node.range[0]))?.[1]?.trimEnd();
}

function anchorsOf(document: YamlDocument): string[] {
  const anchors: string[] = [];
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node) && (isScalar(node) || isCollection(node)) && node.anchor) anchors.push(node.anchor);
    },
  });
  return anchors;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
