// Where things stand in a YAML file: a path in, the line and column of its exact token out. Aliases are followed for what is under them.
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, visit } from 'yaml';
import type { Position } from '../issue.ts';
import type { Path } from './path.ts';

export interface SourceMap {
  has(path: Path): boolean;
  /** The value at a path; of something missing, the nearest thing around it. */
  at(path: Path): Position;
  /** The key of a member; of a list item, its value. */
  atKey(path: Path): Position;
  /** A place inside a text value, by its offset in the value. */
  within(path: Path, offset: number): Position;
  atOffset(offset: number): Position;
  /** Behind the key or the value that begins at a place; elsewhere behind the word. */
  endOf(at: Position): { line: number; col: number };
}

export function createSourceMap(document: Document, text: string, file: string): SourceMap {
  const starts = lineStarts(text);
  const atOffset = (offset: number): Position => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { file, line: line + 1, col: offset - (starts[line] ?? 0) + 1 };
  };
  const at = (path: Path): Position => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = entryAt(document, path.slice(0, length));
      const start = found && startOf(found);
      if (start !== undefined) return atOffset(start);
    }
    return atOffset(document.contents?.range?.[0] ?? 0);
  };
  let ends: Map<number, number> | undefined;
  return {
    atOffset,
    at,
    endOf: ({ line, col }) => {
      ends ??= endsByStart(document);
      const start = (starts[line - 1] ?? 0) + col - 1;
      const end = atOffset(Math.max(start, ends.get(start) ?? wordEnd(text, start)));
      return { line: end.line, col: end.col };
    },
    has: (path) => entryAt(document, path) !== undefined,
    atKey: (path) => {
      const found = entryAt(document, path);
      const key = isPair(found) && isScalar(found.key) ? found.key.range?.[0] : undefined;
      return key === undefined ? at(path) : atOffset(key);
    },
    within: (path, offset) => {
      const node = nodeOf(document, entryAt(document, path));
      const place = isScalar(node) ? sourceOffset(node, text, offset) : undefined;
      return place === undefined ? at(path) : atOffset(place);
    },
  };
}

/** The same places by paths that begin below `prefix`. */
export function mapUnder(map: SourceMap, prefix: Path): SourceMap {
  return {
    has: (path) => map.has([...prefix, ...path]),
    at: (path) => map.at([...prefix, ...path]),
    atKey: (path) => map.atKey([...prefix, ...path]),
    within: (path, offset) => map.within([...prefix, ...path], offset),
    atOffset: map.atOffset,
    endOf: map.endOf,
  };
}

/** Of what begins at the same place, the innermost: of a block its first key. */
function endsByStart(document: Document): Map<number, number> {
  const ends = new Map<number, number>();
  visit(document, {
    Node(_key, node) {
      if (!node.range || (isMap(node) && !node.flow) || (isSeq(node) && !node.flow)) return;
      ends.set(node.range[0], node.range[1]);
    },
  });
  return ends;
}

function wordEnd(text: string, start: number): number {
  const word = /[\w$-]+|\S/y;
  word.lastIndex = start;
  return start + (word.exec(text)?.[0].length ?? 0);
}

/** Counted here: the reader's own LineCounter misses line ends inside of some syntax errors. */
function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

type Entry = Pair | Node;

/** The pair of a member, the node of a list item or of the document. */
function entryAt(document: Document, path: Path): Entry | undefined {
  let entry: Entry | undefined = document.contents ?? undefined;
  for (const part of path) {
    const container = nodeOf(document, entry);
    if (isMap(container)) {
      entry = container.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part));
    } else if (isSeq(container) && typeof part === 'number') {
      const item = container.items[part];
      entry = isNode(item) ? item : undefined;
    } else return undefined;
    if (!entry) return undefined;
  }
  return entry;
}

function nodeOf(document: Document, entry: Entry | undefined): Node | undefined {
  const value = isPair(entry) ? entry.value : entry;
  if (!isNode(value)) return undefined;
  return isAlias(value) ? value.resolve(document) : value;
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value);
}

function startOf(entry: Entry): number | undefined {
  if (!isPair(entry)) return entry.range?.[0];
  if (isNode(entry.value) && entry.value.range) return entry.value.range[0];
  return isScalar(entry.key) ? entry.key.range?.[0] : undefined;
}

/**
 * Walks value and source together past quotes, indentation, folds and doubled quotes. Undefined where the two cannot be matched (backslash escapes),
 * and the caller then points at the start of the value.
 */
function sourceOffset(node: Scalar, text: string, offset: number): number | undefined {
  if (typeof node.value !== 'string' || !node.range) return undefined;
  const { value, range } = node;
  let place = range[0];
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') place += 1;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') place = text.indexOf('\n', place) + 1;
  for (let index = 0; place < range[1]; ) {
    const isMatch = text[place] === value[index];
    if (isMatch && index === offset) return place;
    if (isMatch) {
      index += 1;
      // A quote inside single quotes is written twice.
      place += node.type === 'QUOTE_SINGLE' && text[place] === "'" ? 2 : 1;
    } else if (isBlank(text[place])) {
      if (isBlank(value[index])) index += 1;
      while (isBlank(text[place])) place += 1;
    } else return undefined;
  }
  return undefined;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
