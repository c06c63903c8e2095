// Doc comments of TypeScript. Text from a contract must not end the comment that it stands in.

import { docLines } from '../header.ts';

export function docComment(text: string, indent = ''): string {
  const lines = docLines(text).map((line) => line.replaceAll('*/', '*\\/'));
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
