// Which names of `typing` a text uses.

const NAMES = [
  ...['Annotated', 'Any', 'ClassVar', 'Dict', 'Generator', 'List', 'Literal', 'Optional', 'TypeAlias', 'Union'],
];

/** Empty when it uses none. */
export function typingImport(body: string): string {
  const used = NAMES.filter((name) => new RegExp(`(?<![\\w."'])${name}\\b`).test(body));
  return used.length === 0 ? '' : `from typing import ${used.join(', ')}\n`;
}
