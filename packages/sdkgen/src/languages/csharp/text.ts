// Text of a contract inside C#: string literals and XML documentation.

import { docLines } from '../header.ts';

const PLAIN = /^[ !#-[\]-~]*$/;

export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let body = '';
  for (let index = 0; index < text.length; index += 1) body += letter(text.charAt(index));
  return `"${body}"`;
}

function letter(char: string): string {
  if (char === '\\' || char === '"') return `\\${char}`;
  const plain = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(char);
  return plain ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export const escapeXml = (text: string): string =>
  text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** `<summary>`, in one line where it fits; `tags` are whole lines of XML. */
export function docComment(text: string, indent = '', tags: readonly string[] = []): string {
  const lines = docLines(text).map(escapeXml);
  const [only = ''] = lines;
  const summary =
    lines.length === 0
      ? []
      : lines.length === 1
        ? [`<summary>${only}</summary>`]
        : ['<summary>', ...lines, '</summary>'];
  return [...summary, ...tags].map((line) => `${`${indent}/// ${line}`.trimEnd()}\n`).join('');
}

export const paramTag = (name: string, text: string): string =>
  `<param name="${name}">${escapeXml(docLines(text).join(' '))}</param>`;
