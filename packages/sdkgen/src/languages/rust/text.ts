// Text of a contract inside Rust: string literals and doc comments.

import { docLines } from '../header.ts';

const PLAIN = /^[ !#-[\]-~]*$/;

export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const body = [...text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')].map((char) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(char) ? escapeCode(char.codePointAt(0) ?? 0) : char,
  );
  return `"${body.join('')}"`;
}

/** A lone surrogate is no character of Rust. */
const escapeCode = (code: number): string =>
  code >= 0xd800 && code <= 0xdfff ? '\\u{fffd}' : `\\u{${code.toString(16)}}`;

/** Invisible characters that turn the direction of text are an error to rustc, also in comments. */
export const withoutControls = (text: string): string => text.replace(/\p{Cf}/gu, '');

export const docComment = (text: string, indent = ''): string =>
  docLines(withoutControls(text))
    .map((line) => `${indent}/// ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
