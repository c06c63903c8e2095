// A value that begins with an unquoted `{{` is a map in a map to YAML. Says so in place of what the reader makes of it.
import type { Explanation } from '@mockops/contract';

/** `offset` is where the reader stumbled: on the inner brace, or anywhere on the line behind it. */
export function explainTemplate(text: string, offset: number): Explanation | undefined {
  const start = text.slice(offset - 1, offset + 1) === '{{' ? offset - 1 : templateOnLine(text, offset);
  if (start === undefined) return undefined;
  const message = 'an unquoted {{ }} is read as a YAML map';
  return { code: 'TPL001', message, hint: 'quote the template: "{{ … }}"', offset: start };
}

function templateOnLine(text: string, offset: number): number | undefined {
  const from = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  const found = /(?:[:,[]|^\s*-)\s+\{\{/.exec(line);
  return found ? from + found.index + found[0].length - 2 : undefined;
}
