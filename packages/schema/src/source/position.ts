// From a JSON pointer to line and column in the source text. A file is parsed again for it, only when a finding needs a place.
import type { Position } from '@mockops/contract';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { fromPointer } from '../json.ts';
import { createJsonScan, isJsonText } from './json-scan.ts';

/** Where the pointer's member stands, or the nearest ancestor that exists. Lines and columns count from 1. */
export function positionOf(text: string, file: string, pointer: string): Position {
  return createPositions(() => text)(file, pointer);
}

/** `positionOf` over several files, each parsed once. */
export function createPositions(textOf: (file: string) => string): (file: string, pointer: string) => Position {
  const finders = new Map<string, (segments: string[]) => { line: number; col: number }>();
  return (file, pointer) => {
    const find = finders.get(file) ?? createFinder(textOf(file));
    finders.set(file, find);
    const { line, col } = find(fromPointer(pointer));
    return { file, line: Math.max(line, 1), col: Math.max(col, 1) };
  };
}

function createFinder(text: string): (segments: string[]) => { line: number; col: number } {
  const lines = new LineCounter();
  if (isJsonText(text)) {
    lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
    const scan = createJsonScan(text);
    return (segments) => lines.linePos(scan(segments).key);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  return (segments) => lines.linePos(nodeAt(document, segments).offset);
}

/** The node at a pointer, and where its key or item starts; without a node, the start of the nearest ancestor. */
export function nodeAt(document: Document, segments: string[]): { node: unknown; offset: number } {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const segment of segments) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === segment);
      if (!pair) return { node: undefined, offset };
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (!isNode(node)) return { node: undefined, offset };
      offset = node.range?.[0] ?? offset;
    } else return { node: undefined, offset };
  }
  return { node: isAlias(node) ? node.resolve(document) : node, offset };
}

/** Keys are text for us, also where YAML reads a number: `200:`. */
export const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key);
