// Text of a contract inside Go: string literals, struct tags and doc comments that gofmt leaves alone.
// gofmt reads lists, code and link definitions in comments and moves them; lines here never look like one.

import { docLines } from '../header.ts';

const PLAIN = /^[ !#-[\]-~]*$/;

export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const body = [...text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')].map((char) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u.test(char) ? escapeCode(char.codePointAt(0) ?? 0) : char,
  );
  return `"${body.join('')}"`;
}

/** A lone surrogate is no character of Go. */
function escapeCode(code: number): string {
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A literal inside a tag between backquotes. */
export const quoteInTag = (text: string): string => quote(text).replaceAll('`', '\\x60');

export const docComment = (text: string, indent = ''): string =>
  commentLines(text)
    .map((line) => `${indent}//${line === '' ? '' : ` ${line}`}\n`)
    .join('');

function commentLines(text: string): string[] {
  const lines = docLines(text).map((line) => plain(line.trim()));
  const kept = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  return kept.map((line, index) => (isAlone(kept, index) && /[\p{L}\p{N}]$/u.test(line) ? `${line}.` : line));
}

/** One line between blank ones is a heading to gofmt, unless it ends like a sentence. */
const isAlone = (lines: readonly string[], index: number): boolean =>
  (index === 0 || lines[index - 1] === '') && lines[index + 1] === '';

/** What tools look for in any comment. */
export const withoutDirectives = (line: string): string =>
  line
    .replace(/\p{Cf}/gu, '')
    .replaceAll('+build', 'build')
    .replaceAll('//go:', 'go:');

const plain = (line: string): string =>
  withoutDirectives(line)
    .replace(/\s+/g, ' ')
    .replace(/^(\[[^\]]*\]):/, '$1 :')
    .replace(/^#+\s*/, '')
    .replaceAll('``', '"')
    .replaceAll("''", '"');
