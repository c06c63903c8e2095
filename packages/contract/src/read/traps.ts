// What the YAML reader accepts although nobody means it: keys that are maps, values swallowed by a comment, aliases of themselves. A document that was read
// without errors in; findings out, each with its offset in the text.
import { type Document, isAlias, isCollection, isScalar, type ParsedNode, type Scalar, visit } from 'yaml';
import { didYouMean, type Issue } from '../issue.ts';

export type YamlDocument = Document.Parsed<ParsedNode>;
export type Trap = Omit<Issue, 'path' | 'at'> & { offset: number };

export const MOST_ALIASES = 100;

export function findTraps(document: YamlDocument, text: string): Trap[] {
  // Before any alias is resolved: each look-up walks the document. A text with fewer stars has fewer aliases.
  if (text.split('*').length > MOST_ALIASES && countAliases(document) > MOST_ALIASES) return [aliasBomb()];
  const traps: Trap[] = [];
  const { version } = document.directives.yaml;
  if (version !== '1.2') {
    const message = `%YAML ${version} reads yes, no, on and off as booleans`;
    traps.push({ code: 'YAML005', message, hint: 'leave the directive out', offset: 0 });
  }
  visit(document, {
    Pair(_key, pair) {
      if (!isCollection(pair.key)) return undefined;
      const offset = pair.key.range?.[0] ?? 0;
      traps.push({ code: 'YAML001', message: 'a key must be text, not a map or list', hint: 'quote it', offset });
      return visit.SKIP;
    },
    Scalar(_key, node) {
      const swallowed = swallowedValue(node, text);
      if (swallowed === undefined) return;
      const message = `"${swallowed}" is read as a comment, so the value is missing`;
      const offset = text.indexOf('#', node.range?.[0] ?? 0);
      traps.push({ code: 'YAML007', message, hint: `quote it: "${swallowed}"`, offset });
    },
    Alias(_key, node, ancestors) {
      const offset = node.range?.[0] ?? 0;
      const target = node.resolve(document);
      if (target && ancestors.some((ancestor) => ancestor === target)) {
        const message = `"*${node.source}" refers to what it is part of`;
        traps.push({ code: 'YAML004', message, hint: 'write the value out', offset });
      } else if (!target) {
        const near = didYouMean(node.source, anchorsOf(document));
        const hint = near ? `did you mean "*${near}"?` : 'quote it if it is text';
        traps.push({ code: 'YAML001', message: `"*${node.source}" is an alias without an anchor`, hint, offset });
      }
    },
  });
  return traps;
}

export function aliasBomb(): Trap {
  const message = `the aliases of this document expand too often (limit ${MOST_ALIASES})`;
  return { code: 'YAML004', message, hint: 'write the values out', offset: 0 };
}

/** `- #api-team` and `key: #x` leave an empty value with a comment on its line; `key: # a remark` is meant as one. */
function swallowedValue(node: Scalar, text: string): string | undefined {
  if (node.value !== null || !node.range || node.range[0] !== node.range[1]) return undefined;
  const comment = /[ \t]*(#[^\s#][^\r\n]*)/y;
  comment.lastIndex = node.range[0];
  return comment.exec(text)?.[1]?.trimEnd();
}

function countAliases(document: YamlDocument): number {
  let count = 0;
  visit(document, {
    Alias() {
      count += 1;
    },
  });
  return count;
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
