// Values that mean something else to YAML when they stand without quotes: one that begins with `{{` is a map in a map, a cron that begins with `*` is an
// alias. Says so in place of what the reader makes of them.
import type { Explanation } from '@mockops/contract';

/** `offset` is where the reader stumbled: on the inner brace, or anywhere on the line behind it. */
export function explainUnquoted(text: string, offset: number): Explanation | undefined {
  const start = text.slice(offset - 1, offset + 1) === '{{' ? offset - 1 : onLine(text, offset, TEMPLATE);
  if (start !== undefined) {
    const message = 'an unquoted {{ }} is read as a YAML map';
    return { code: 'TPL001', message, hint: 'quote the template: "{{ … }}"', offset: start };
  }
  const cron = onLine(text, offset, CRON);
  if (cron === undefined) return undefined;
  const message = 'text that begins with * is read as a YAML alias';
  return { code: 'YAML001', message, hint: 'quote the cron: "*/5 * * * *"', offset: cron };
}

/** Behind a colon, a comma, a bracket or a hyphen. */
const TEMPLATE = /(?:[:,[]|^\s*-)\s+(?=\{\{)/;
const CRON = /(?:[:,[]|^\s*-)\s+(?=\*(?:\/\d+)?(?:\s+[\d*,/-]+){4})/;

function onLine(text: string, offset: number, pattern: RegExp): number | undefined {
  const from = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  const found = pattern.exec(line);
  return found ? from + found.index + found[0].length : undefined;
}
