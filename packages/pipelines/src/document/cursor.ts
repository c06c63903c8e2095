// Where the cursor stands in a text that is not finished: the line is cut at the cursor, a mark takes the place of the word, open brackets are closed, and
// what the YAML reader finds then tells the path.
import type { Path } from '@mockops/contract';
import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import { isJsonObject } from '../json.ts';

/** No name that anyone would write. */
const MARK = 'mark-of-the-cursor';

export type Cursor = {
  /** The word under the cursor. */
  from: number;
  to: number;
  /** Of the map that a key goes into, or of the value itself. Undefined: nowhere that could be made sense of. */
  path: Path | undefined;
  /** The rest of the document, as plain data, in our spellings. */
  data: unknown;
} & ({ kind: 'key' | 'value' } | { kind: 'expression' /** Up to the cursor. */; expression: string });

export function locateCursor(source: string, offset: number): Cursor {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const line = source.slice(start, offset);
  const word = /[\w-]*$/.exec(line)?.[0] ?? '';
  const span = { from: offset - word.length, to: offset + (/^[\w-]*/.exec(source.slice(offset))?.[0].length ?? 0) };
  const expression = expressionBefore(source, offset, line);
  if (expression !== undefined) {
    return { ...span, kind: 'expression', expression, ...read(source, offset, cutValue(line), MARK) };
  }
  const head = line.slice(0, line.length - word.length);
  // The dots of an event's type are part of it.
  const dotted = /[\w.-]*$/.exec(line)?.[0] ?? '';
  const kind = isKeyPlace(head) ? 'key' : 'value';
  if (kind === 'key') return { ...span, kind, ...read(source, offset, head, `${MARK}: `) };
  const value = line.slice(0, line.length - dotted.length).replace(/["']$/, '');
  return { ...span, from: offset - dotted.length, kind, ...read(source, offset, value, MARK) };
}

/** What stands between the last open braces, or behind `if:`, and the cursor. */
function expressionBefore(source: string, offset: number, line: string): string | undefined {
  const near = source.slice(Math.max(0, offset - 2_000), offset);
  const open = near.lastIndexOf('{{');
  if (open !== -1 && near.indexOf('}}', open) === -1) return near.slice(open + 2);
  return /(?:^|[\s{,])(?:if|refresh):\s+"?([^"\n]*)$/.exec(line)?.[1];
}

/** The line up to its last value, so that what follows cannot break it: the step that it belongs to is what matters. */
function cutValue(line: string): string {
  return /^\s*(?:-\s+)*(?:[\w.-]+:\s+)?/.exec(line)?.[0] ?? '';
}

function isKeyPlace(head: string): boolean {
  if (/^\s*(?:-\s+)*$/.test(head)) return true;
  return openBrackets(head).at(-1) === '{' && /[{,]\s*$/.test(head);
}

function openBrackets(text: string): string[] {
  const open: string[] = [];
  // What is quoted has no brackets.
  for (const [character] of text.replace(/"[^"]*"|'[^']*'/g, '').matchAll(/[[\]{}]/g)) {
    if (character === '{' || character === '[') open.push(character);
    else open.pop();
  }
  return open;
}

function read(source: string, offset: number, head: string, mark: string): { path: Path | undefined; data: unknown } {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', offset);
  const closers = openBrackets(head).map((bracket) => (bracket === '{' ? '}' : ']'));
  const rest = end === -1 ? '' : source.slice(end);
  const document = parseDocument(`${source.slice(0, start)}${head}${mark}${closers.reverse().join('')}${rest}`, {
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const path = findMark(document);
  const isWrapped = path?.[0] === 'definition';
  const data = plain(document);
  const root = isWrapped && isJsonObject(data) ? data.definition : data;
  const own = isWrapped ? path?.slice(1) : path;
  // The third part is a key of a step.
  return { path: own?.map((part, at) => (at === 2 ? (WORDS[part] ?? part) : part)), data: inOurWords(root) };
}

function findMark(document: Document): Path | undefined {
  let found: Path | undefined;
  visit(document, {
    Pair(_key, pair, ancestors) {
      if (isScalar(pair.key) && pair.key.value === MARK) {
        found = pathOf([...ancestors.filter(isPlace)]);
        return visit.BREAK;
      }
      return undefined;
    },
    Scalar(key, node, ancestors) {
      if (key !== 'key' && typeof node.value === 'string' && node.value.includes(MARK)) {
        found = pathOf([...ancestors.filter(isPlace), node]);
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

function isPlace(node: unknown): node is Node | Pair {
  return isPair(node) || isMap(node) || isSeq(node);
}

function pathOf(nodes: readonly (Node | Pair)[]): Path {
  return nodes.flatMap((node, index): Path => {
    if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
    const next = nodes[index + 1];
    return isSeq(node) && next ? [node.items.indexOf(next)] : [];
  });
}

function plain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias whose anchor is not written yet.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

const WORDS: Record<string, string> = { step_type: 'type', uses: 'type', with: 'config' };

/** Without the mark, and with the spellings of others read as ours. */
function inOurWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurWords);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([key, item]) => key !== MARK && item !== MARK);
  return Object.fromEntries(members.map(([key, item]) => [WORDS[key] ?? key, inOurWords(item)]));
}
