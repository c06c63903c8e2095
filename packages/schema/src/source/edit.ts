// Changes one member of one map in YAML or JSON text and leaves every other byte as it is.
// The result is parsed again and compared with the intended value; where the fine edit does not hold, the whole file is printed anew.
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  type Pair,
  parseDocument,
  type YAMLMap,
  Document as YamlDocument,
} from 'yaml';
import { fromPointer, isEqual, isObject, type JsonObject } from '../json.ts';
import { isJsonText, scanJson } from './json-scan.ts';
import { keyText, nodeAt } from './position.ts';

export interface MemberEdit {
  /** Pointer of the map. */
  pointer: string;
  /** Member to take out; absent: only add. */
  remove?: string;
  /** Member to put in, at the place of the removed one when there is one. */
  add?: { name: string; value: unknown };
}

/** The new text, or undefined when there is no map at the pointer (or it comes from a YAML merge). */
export function editMember(text: string, edit: MemberEdit): string | undefined {
  return isJsonText(text) ? editJson(text, edit) : editYaml(text, edit);
}

/** The one map is printed anew, with the indentation of the file. */
function editJson(text: string, edit: MemberEdit): string | undefined {
  const { start, end, found } = scanJson(text, fromPointer(edit.pointer));
  const current: unknown = found ? JSON.parse(text.slice(start, end)) : undefined;
  if (!isObject(current)) return undefined;
  const indent = /\n([ \t]+)"/.exec(text)?.[1];
  const printed = JSON.stringify(changeMembers(current, edit), null, indent);
  return text.slice(0, start) + printed.replaceAll('\n', `\n${marginAt(text, start)}`) + text.slice(end);
}

/** White space that the line of an offset starts with. */
const marginAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';

function editYaml(text: string, edit: MemberEdit): string | undefined {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const { node } = nodeAt(document, fromPointer(edit.pointer));
  if (!isMap(node)) return undefined;
  const before: unknown = document.toJS();
  const wanted = replaceAt(before, fromPointer(edit.pointer), (map) => changeMembers(map, edit));
  const fine = node.flow ? editFlow(text, document, node, edit) : editBlock(text, node, edit);
  if (fine !== undefined && isEqual(parse(fine), wanted)) return fine;
  return reprint(document, node, edit);
}

function parse(text: string): unknown {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  return document.errors.length > 0 ? undefined : document.toJS();
}

function changeMembers(map: JsonObject, { remove, add }: MemberEdit): JsonObject {
  const place = add?.name !== undefined && Object.hasOwn(map, add.name) ? add.name : remove;
  const entries = Object.entries(map).flatMap(([name, value]): [string, unknown][] => {
    if (name === place && add) return [[add.name, add.value]];
    return name === remove || name === add?.name ? [] : [[name, value]];
  });
  if (add && !entries.some(([name]) => name === add.name)) entries.push([add.name, add.value]);
  return Object.fromEntries(entries);
}

function replaceAt(value: unknown, [first, ...rest]: string[], change: (map: JsonObject) => JsonObject): unknown {
  if (first === undefined) return isObject(value) ? change(value) : value;
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(first) ? replaceAt(item, rest, change) : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === first ? replaceAt(item, rest, change) : item]),
  );
}

/** YAML's `{…}`: the one map is printed anew. */
function editFlow(text: string, document: Document, node: YAMLMap, edit: MemberEdit): string | undefined {
  if (!node.range) return undefined;
  const [start, end] = node.range;
  const current: unknown = node.toJS(document);
  if (!isObject(current)) return undefined;
  const printed = printFlow(text, changeMembers(current, edit));
  return text.slice(0, start) + printed.replaceAll('\n', `\n${marginAt(text, start)}`) + text.slice(end);
}

function printFlow(text: string, value: unknown): string {
  const document = new YamlDocument();
  document.contents = document.createNode(value, { flow: true });
  return print(text, document).trimEnd();
}

/** As the file pads `{ }` and `[ ]`; the library pads both alike, so lists are tightened afterwards. */
function print(text: string, document: Document, options: { indent?: number; indentSeq?: boolean } = {}): string {
  const printed = document.toString({ lineWidth: 0, flowCollectionPadding: /\{ \S/.test(text), ...options });
  return /\[\S[^\]\n]*\]/.test(text) ? printed.replace(/\[ ([^[\]\n]*) \]/g, '[$1]') : printed;
}

/** Indented YAML: whole lines are taken out and put in. */
function editBlock(text: string, node: YAMLMap, { remove, add }: MemberEdit): string | undefined {
  const pairOf = (name: string | undefined): Pair | undefined => node.items.find(({ key }) => keyText(key) === name);
  const kept = add ? pairOf(add.name) : undefined;
  const old = kept ?? pairOf(remove);
  const last = node.items.at(-1);
  const first = node.items[0];
  if (!last || !first || !isNode(first.key) || !first.key.range) return undefined;
  const column = first.key.range[0] - (text.lastIndexOf('\n', first.key.range[0] - 1) + 1);

  const [start, end] = old ? linesOf(text, old) : [endOfLines(text, last), endOfLines(text, last)];
  // A key after "- " or "? " shares its line with something else.
  if (old && text.slice(start, start + column).trim() !== '') return undefined;
  const margin = ' '.repeat(column);
  const lines = add ? margin + printPair(text, add, old).replaceAll(/\n(?=[^\n])/g, `\n${margin}`) : '';
  const gap = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  return text.slice(0, start) + gap + lines + text.slice(end);
}

function printPair(text: string, { name, value }: { name: string; value: unknown }, old: Pair | undefined): string {
  const document = new YamlDocument({});
  const flow = isCollection(old?.value) && old.value.flow === true;
  document.contents = document.createNode({ [name]: document.createNode(value, { flow }) });
  const indent = /\n( +)\S/.exec(text)?.[1]?.length ?? 2;
  const indentSeq = !/\n( *)[^\s#-][^\n]*:[ \t]*\n\1- /.test(text);
  return print(text, document, { indent, indentSeq });
}

function linesOf(text: string, pair: Pair): [number, number] {
  const keyStart = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return [text.lastIndexOf('\n', keyStart - 1) + 1, endOfLines(text, pair)];
}

/** Just after the last line of a pair's own content; comments and blank lines that follow belong to what comes next. */
function endOfLines(text: string, pair: Pair): number {
  const offset = lastOffset(pair);
  if (text[offset - 1] === '\n') {
    const body = text.slice(0, offset).trimEnd();
    return text.indexOf('\n', body.length) + 1 || text.length;
  }
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function lastOffset({ key, value }: { key: unknown; value?: unknown }): number {
  if (isCollection(value) && !value.flow) {
    const last: unknown = value.items.at(-1);
    if (isPair(last)) return lastOffset(last);
    if (isNode(last)) return lastOffset({ key: last, value: last });
  }
  const ends = [key, value].map((node) => (isNode(node) ? (node.range?.[1] ?? 0) : 0));
  return Math.max(...ends);
}

function reprint(document: Document, node: YAMLMap, { remove, add }: MemberEdit): string {
  node.items = node.items.filter(({ key }) => keyText(key) !== remove && keyText(key) !== add?.name);
  if (add) node.items.push(document.createPair(add.name, add.value));
  return document.toString({ lineWidth: 0 });
}
