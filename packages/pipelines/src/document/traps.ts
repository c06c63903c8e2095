// What the YAML reader accepts although nobody means it: unquoted templates, values swallowed by a comment, aliases of themselves. A document that
// was read without errors in, findings out.
import { didYouMean, type Issue } from '@mockops/contract';
import { type Document, isAlias, isCollection, isMap, isScalar, type ParsedNode, type Scalar, visit } from 'yaml';
import type { SourceMap } from './source-map.ts';

export type YamlDocument = Document.Parsed<ParsedNode>;

export const MOST_ALIASES = 100;

export const TEMPLATE_TRAP = {
  code: 'TPL001',
  path: '',
  message: 'an unquoted {{ }} is read as a YAML map',
  hint: 'quote the template: "{{ … }}"',
};

export function findTraps(document: YamlDocument, text: string, map: SourceMap): Issue[] {
  const issues: Issue[] = [];
  if (document.directives.yaml.version !== '1.2') {
    const message = `%YAML ${document.directives.yaml.version} reads yes, no, on and off as booleans`;
    issues.push({ code: 'YAML005', path: '', message, at: map.atOffset(0), hint: 'leave the directive out' });
  }
  if (countAliases(document) > MOST_ALIASES) return [aliasBomb(map)];
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

/** Before any is resolved: each look-up walks the document. */
function countAliases(document: YamlDocument): number {
  let count = 0;
  visit(document, {
    Alias() {
      count += 1;
    },
  });
  return count;
}

export function aliasBomb(map: SourceMap): Issue {
  const message = `the aliases of this document expand too often (limit ${MOST_ALIASES})`;
  return { code: 'YAML004', path: '', message, at: map.atOffset(0), hint: 'write the values out' };
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
