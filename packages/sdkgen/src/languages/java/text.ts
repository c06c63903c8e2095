// Text of a contract inside Java, and lines that break as google-java-format breaks them. `\u` means a character
// anywhere in Java, comments included, so no backslash of a contract reaches a comment.

import { docLines } from '../header.ts';

/** A constant of a class file holds at most 65 535 bytes. */
const LONGEST_LITERAL = 15_000;

const PLAIN = /^[ !#-[\]-~]*$/;

export function quote(text: string): string {
  if (PLAIN.test(text) && text.length <= LONGEST_LITERAL) return `"${text}"`;
  if (text.length <= LONGEST_LITERAL) return literal(text);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += LONGEST_LITERAL) {
    pieces.push(literal(text.slice(start, start + LONGEST_LITERAL)));
  }
  return `String.join("", ${pieces.join(', ')})`;
}

function literal(text: string): string {
  let body = '';
  for (let index = 0; index < text.length; index += 1) body += letter(text.charAt(index), text.charAt(index + 1));
  return `"${body}"`;
}

function letter(char: string, next: string): string {
  if (char === '\\' || char === '"') return `\\${char}`;
  const code = char.charCodeAt(0);
  // Octal, because `\u000a` would end the line before anybody sees a string.
  if (code < 0x20 || code === 0x7f) return octal(code, next);
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(char) ? `\\u${code.toString(16).padStart(4, '0')}` : char;
}

const octal = (code: number, next: string): string =>
  `\\${/[0-7]/.test(next) ? code.toString(8).padStart(3, '0') : code.toString(8)}`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '\\': '&#92;',
  '{': '&#123;',
  '}': '&#125;',
};

const escapeDoc = (line: string): string =>
  line.replace(/[&<>@\\{}]/g, (char) => ENTITIES[char] ?? char).replaceAll('*/', '*&#47;');

/** `tags` are lines that are Java already, like `@param name what it is`. */
export function docComment(text: string, indent = '', tags: readonly string[] = []): string {
  const lines = docLines(text).map(escapeDoc);
  const paragraphs = lines.map((line, index) => (index > 0 && lines[index - 1] === '' ? `<p>${line}` : line));
  const all = [...paragraphs, ...(paragraphs.length > 0 && tags.length > 0 ? [''] : []), ...tags];
  if (all.length === 0) return '';
  const [only] = all;
  if (all.length === 1 && indent.length + (only?.length ?? 0) <= 92) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${all.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** One tag of a comment: its text in one line. */
export const docTag = (tag: string, text: string): string =>
  `${tag} ${escapeDoc(docLines(text).join(' ')).trim()}`.trimEnd();

/** `head(items)tail` in 100 columns: in one line, else the items in the next one, else each in its own. */
export function fill(indent: string, head: string, items: readonly string[], tail: string): string {
  const flat = `${indent}${head}(${items.join(', ')})${tail}`;
  if (flat.length <= 100 || items.length === 0) return `${flat}\n`;
  const inner = `${indent}    `;
  const second = `${inner}${items.join(', ')})${tail}`;
  if (second.length <= 100) return `${indent}${head}(\n${second}\n`;
  return `${indent}${head}(\n${inner}${items.join(`,\n${inner}`)})${tail}\n`;
}

/** Each item in a line of its own, however short, so that one more changes one line. */
export function each(indent: string, head: string, items: readonly string[], tail: string): string {
  if (items.length === 0) return `${indent}${head}()${tail}\n`;
  const inner = `${indent}    `;
  return `${indent}${head}(\n${inner}${items.join(`,\n${inner}`)})${tail}\n`;
}
