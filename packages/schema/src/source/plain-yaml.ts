// Most contracts use little of YAML: block maps and lists, scalars, and small flow collections on one line. This reads just that,
// several times faster than a full parser. Whatever it does not know, anchors and tags and errors among it, makes it give up, and the
// full parser decides: it must never read a text otherwise than that one does.

import { giveUp, MAX_DEPTH, plainValue, QUOTED, readFlow, Unknown } from './plain-yaml-flow.ts';

interface Line {
  indent: number;
  /** Without indentation and trailing spaces; empty for a blank line. */
  content: string;
}

interface Reader {
  raw: string[];
  lines: Line[];
  at: number;
  depth: number;
}

// Tabs, other spaces and line ends, control characters, directives, and a second document.
const UNUSUAL = /[^\P{Cc}\n]|[^\P{White_Space} \n]|\ufeff|^%|^\.\.\.|\n---/mu;

export function readPlainYaml(text: string): { value: unknown } | undefined {
  const lined = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const body = lined.startsWith('---\n') ? lined.slice(4) : lined;
  if (UNUSUAL.test(body) || body.startsWith('---')) return undefined;
  const raw = body.split('\n');
  const lines = raw.map((line): Line => {
    const content = line.trim();
    return { indent: line.length - line.trimStart().length, content };
  });
  const reader: Reader = { raw, lines, at: 0, depth: 0 };
  try {
    const first = significant(reader);
    if (!first) return undefined;
    const value = readNode(reader, first.indent, -1);
    return significant(reader) ? undefined : { value };
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

/** The next line that is neither blank nor a comment; the reader then stands at it. */
function significant(reader: Reader): Line | undefined {
  for (; reader.at < reader.lines.length; reader.at += 1) {
    const line = reader.lines[reader.at];
    if (line && line.content !== '' && line.content[0] !== '#') return line;
  }
  return undefined;
}

function readNode(reader: Reader, indent: number, parent: number): unknown {
  const line = reader.lines[reader.at];
  if (!line) return giveUp();
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) giveUp();
  const value = isItem(line.content)
    ? readList(reader, indent)
    : splitKey(line.content)
      ? readMap(reader, indent)
      : readValue(reader, line.content, parent);
  reader.depth -= 1;
  return value;
}

const isItem = (content: string): boolean => content === '-' || content.startsWith('- ');

function readMap(reader: Reader, indent: number): { [name: string]: unknown } {
  const map: { [name: string]: unknown } = {};
  for (let line = significant(reader); line && line.indent >= indent; line = significant(reader)) {
    if (line.indent === indent && line.content.startsWith('? ')) {
      const name = readLongKey(reader, line);
      if (Object.hasOwn(map, name)) return giveUp();
      map[name] = readInline(reader, indent);
      continue;
    }
    const key = line.indent === indent && !isItem(line.content) ? splitKey(line.content) : undefined;
    if (!key || Object.hasOwn(map, key.name) || key.name === '__proto__') return giveUp();
    map[key.name] = readAfter(reader, key.rest, indent, true);
  }
  return map;
}

/** `? key`, which writers use for long ones; leaves the reader at `: value`. */
function readLongKey(reader: Reader, { content, indent }: Line): string {
  const name = content.slice(2).trim();
  reader.at += 1;
  const next = reader.lines[reader.at];
  const isPlain = /^\/[A-Za-z0-9_{}./-]*$/.test(name) && name.length < 1000;
  return isPlain && next?.indent === indent && next.content.startsWith(': ') ? name : giveUp();
}

/** What starts behind a dash or colon in the middle of a line. */
function readInline(reader: Reader, indent: number): unknown {
  const content = reader.lines[reader.at]?.content ?? '';
  const rest = content.slice(1).trimStart();
  if (rest === '' || rest[0] === '#') return giveUp();
  if (!isItem(rest) && !splitKey(rest)) return readValue(reader, rest, indent);
  const inner = indent + content.length - rest.length;
  reader.lines[reader.at] = { indent: inner, content: rest };
  return readNode(reader, inner, indent);
}

function readList(reader: Reader, indent: number): unknown[] {
  const list: unknown[] = [];
  for (let line = significant(reader); line && line.indent >= indent; line = significant(reader)) {
    if (line.indent > indent) return giveUp();
    if (!isItem(line.content)) break;
    const rest = line.content.slice(1).trimStart();
    if (rest === '' || rest[0] === '#') list.push(readAfter(reader, '', indent, false));
    else list.push(readInline(reader, indent));
  }
  return list;
}

/** What follows a key or a dash: on the same line, or as a block below. */
function readAfter(reader: Reader, rest: string, indent: number, mayHoldList: boolean): unknown {
  if (rest !== '') return readValue(reader, rest, indent);
  reader.at += 1;
  const next = significant(reader);
  if (!next || next.indent < indent) return null;
  if (next.indent > indent) return readNode(reader, next.indent, indent);
  return mayHoldList && isItem(next.content) ? readNode(reader, indent, indent) : null;
}

interface Key {
  name: string;
  /** After the colon; empty when nothing but a comment follows. */
  rest: string;
}

function splitKey(content: string): Key | undefined {
  const quote = content[0];
  let end: number;
  let name: string;
  if (quote === '"' || quote === "'") {
    const close = content.indexOf(quote, 1);
    name = content.slice(1, close);
    if (close < 0 || name.includes('\\') || content[close + 1] === quote) return undefined;
    end = close + 1;
    if (content[end] !== ':') return undefined;
  } else {
    end = content.indexOf(':');
    while (end >= 0 && end + 1 < content.length && content[end + 1] !== ' ') end = content.indexOf(':', end + 1);
    if (end < 0) return undefined;
    name = content.slice(0, end);
    if (/^[\s,[\]{}#&*!|>%@`?:]|^-(\s|$)| #|\s$/.test(name) || name === '' || name === '<<') return undefined;
  }
  if (name.length > 500) return giveUp();
  if (end + 1 < content.length && content[end + 1] !== ' ') return undefined;
  const rest = content.slice(end + 1).trimStart();
  return { name, rest: rest[0] === '#' ? '' : rest };
}

/** A scalar or flow collection that starts on the reader's line; leaves the reader behind it. */
function readValue(reader: Reader, text: string, parent: number): unknown {
  const first = text[0] ?? '';
  if (first === '|' || first === '>') return readBlockText(reader, text, parent);
  if (first === '"' || first === "'" || first === '{' || first === '[') {
    const isQuoted = first === '"' || first === "'";
    const flow = { text: isQuoted ? joinQuoted(reader, text, first, parent) : text, at: 0, depth: reader.depth };
    const value = readFlow(flow);
    if (!/^( +#.*| *)$/.test(flow.text.slice(flow.at))) giveUp();
    reader.at += 1;
    const next = significant(reader);
    if (next && next.indent > parent) giveUp();
    return value;
  }
  return readPlainText(reader, text, parent);
}

const MAX_QUOTED_TEXT = 20_000;

/** A quoted text of several lines as one line; leaves the reader on the last. */
function joinQuoted(reader: Reader, start: string, quote: string, parent: number): string {
  let text = start;
  let blanks = 0;
  while (!QUOTED[quote]?.test(text)) {
    reader.at += 1;
    const line = reader.lines[reader.at];
    // A backslash at the end of a line joins without a space; left to the full parser.
    if (!line || text.length > MAX_QUOTED_TEXT || text.endsWith('\\')) return giveUp();
    if (line.content === '') {
      blanks += 1;
      continue;
    }
    if (line.indent <= parent) return giveUp();
    const end = quote === '"' ? '\\n' : '\n';
    text += (blanks > 0 ? end.repeat(blanks) : ' ') + line.content;
    blanks = 0;
  }
  return text;
}

/** `a` or `a`, folded with the deeper lines after it. */
function readPlainText(reader: Reader, text: string, parent: number): unknown {
  checkPlain(text);
  const comment = text.search(/ #/);
  let whole = comment < 0 ? text : text.slice(0, comment).trimEnd();
  reader.at += 1;
  let blanks = 0;
  let lines = 1;
  for (let at = reader.at; at < reader.lines.length; at += 1) {
    const line = reader.lines[at];
    if (!line) break;
    if (line.content === '') {
      blanks += 1;
      continue;
    }
    if (line.indent <= parent) break;
    // A comment ends the text, and after one nothing may go on; a key cannot have several lines.
    if (line.content[0] === '#' || comment >= 0) return giveUp();
    checkMore(line.content);
    whole += (blanks > 0 ? '\n'.repeat(blanks) : ' ') + line.content;
    blanks = 0;
    lines += 1;
    reader.at = at + 1;
  }
  return lines === 1 ? plainValue(whole) : whole;
}

function checkPlain(text: string): void {
  if (/^[,\]}#&*!|>'"%@`]|^[-?:]( |$)/.test(text)) giveUp();
  checkMore(text.replace(/ #.*$/s, ''));
}

function checkMore(text: string): void {
  if (/:( |$)| #/.test(text)) giveUp();
}

function readBlockText(reader: Reader, header: string, parent: number): string {
  const [, kind, chomp] = /^([|>])([-+]?)( +#.*)?$/.exec(header) ?? giveUp();
  reader.at += 1;
  const lines: string[] = [];
  let indent = -1;
  for (; reader.at < reader.lines.length; reader.at += 1) {
    const line = reader.lines[reader.at];
    const raw = reader.raw[reader.at] ?? '';
    if (!line) break;
    if (line.content !== '') {
      if (line.indent <= parent) break;
      if (indent < 0) indent = line.indent;
      if (line.indent < indent) giveUp();
    } else if (indent < 0 && raw !== '') giveUp();
    lines.push(indent < 0 ? '' : raw.slice(indent));
  }
  if (indent < 0 || chomp === '+') giveUp();
  while (lines.at(-1) === '') lines.pop();
  if (lines.at(-1)?.trim() === '') giveUp();
  const end = chomp === '-' ? '' : '\n';
  return (kind === '|' ? lines.join('\n') : fold(lines)) + end;
}

/** Lines become one, except around blank and deeper ones. */
function fold(lines: string[]): string {
  const first = lines.findIndex((line) => line !== '');
  let text = '\n'.repeat(Math.max(first, 0));
  let separator = '';
  let isDeeper = false;
  for (const line of lines.slice(first)) {
    if (line.startsWith(' ')) {
      if (line.trim() === '') giveUp();
      if (separator === ' ') separator = '\n';
      else if (!isDeeper && separator === '\n') separator = '\n\n';
      text += separator + line;
      separator = '\n';
      isDeeper = true;
    } else if (line === '') {
      if (separator === '\n') text += '\n';
      else separator = '\n';
    } else {
      text += separator + line;
      separator = ' ';
      isDeeper = false;
    }
  }
  return text;
}
