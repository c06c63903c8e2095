// How a method asks for the next page, as the literal that the runtime follows.

import type { Pagination } from '../../ir/model.ts';
import { quote } from './naming.ts';

/** `nameOf` spells the argument of a query parameter. */
export function emitPageRule(pagination: Pagination, nameOf: (wire: string) => string): string {
  const lines = [`kind: ${quote(pagination.kind)}`, `items: ${texts(pagination.items)}`];
  if (pagination.kind === 'url') lines.push(`next: ${texts(pagination.next)}`);
  else {
    const arg = nameOf(pagination.param);
    lines.push(`arg: ${quote(arg)}`);
    if (pagination.kind === 'cursor') lines.push(`next: ${texts(pagination.next)}`);
    if (pagination.kind === 'last_item') lines.push(`field: ${quote(pagination.field)}`);
    if ('first' in pagination) lines.push(`first: Number(args.${arg} ?? ${pagination.first})`);
    else if (pagination.more !== undefined) lines.push(`more: ${texts(pagination.more)}`);
  }
  return `    const rule: PageRule = {\n${lines.map((line) => `      ${line},\n`).join('')}    };\n`;
}

const texts = (path: readonly string[]): string => `[${path.map(quote).join(', ')}]`;
