// Text of a contract inside Python: string literals, docstrings and comments that cannot be ended from within.

import { docLines } from '../header.ts';

/** What everybody can tell apart stays: ASCII and Latin letters. */
const ESCAPED = /[\u007f-\u00a0\u00ad\u0250-\uffff]/g;

/** JSON's escapes are Python's too. In double quotes, or in single ones where these need fewer escapes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(ESCAPED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g, (_, high: string, low: string) => {
      const code = (Number.parseInt(high, 16) - 0xd800) * 0x400 + (Number.parseInt(low, 16) - 0xdc00) + 0x10000;
      return `\\U${code.toString(16).padStart(8, '0')}`;
    });
  if (text.split('"').length <= text.split("'").length) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}

export function docstring(text: string, indent: string): string {
  // Of quotes in a row only the last stays as it is, so no three of them end the docstring.
  const lines = docLines(text.replaceAll('\t', '    ')).map((line) =>
    line.replaceAll('\\', '\\\\').replaceAll(/"(?=")/g, '\\"'),
  );
  const last = lines.length - 1;
  if (last < 0) return '';
  // Indentation that all lines but the first share is none of the text's own.
  const shared = Math.min(
    ...lines.slice(1).flatMap((line) => (line === '' ? [] : [line.length - line.trimStart().length])),
  );
  const body = lines.map((line, index) => (index === last && line.endsWith('"') ? `${line.slice(0, -1)}\\"` : line));
  const [first = '', ...rest] = body;
  const start = `${indent}"""${first.startsWith('"') ? ' ' : ''}${first}`;
  if (rest.length === 0) return `${start}${first.endsWith('"') ? ' ' : ''}"""\n`;
  const more = rest.map((line) => (line === '' ? '' : indent + line.slice(shared)));
  return `${start}\n${more.join('\n')}\n${indent}"""\n`;
}

/** Words by which tools take a comment for an order. */
const ORDERS = /^\s*(type|fmt|mypy|yapf|isort|pylint|ruff|flake8|pyright|noqa|nosec|pragma)\b/i;

export const comment = (text: string, indent: string): string =>
  docLines(text)
    .map((line) => (ORDERS.test(line) ? `| ${line}` : line))
    .map((line) => `${indent}# ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
