// Words of a name in the contract, and the spellings that languages make of them.
// In: any text (`lineItems`, `X-Request-Id`, `+1`, `<=`, ``). Out: ASCII identifiers that never start with a digit.

const SYMBOLS: Readonly<Record<string, string>> = {
  '<': 'less',
  '>': 'greater',
  '=': 'equal',
  '!': 'not',
  '*': 'star',
  '%': 'percent',
  '&': 'and',
  '|': 'or',
  '/': 'slash',
  '.': 'dot',
  '-': 'minus',
  '+': 'plus',
  _: 'underscore',
  $: 'dollar',
  '#': 'hash',
  '@': 'at',
  '?': 'question',
  ' ': 'space',
};

/** Never empty: symbols are spelled out when a text has nothing else (`<=` is `less equal`), the empty text is `empty`. */
function splitWords(text: string): string[] {
  // Most names are plain snake_case, and there are hundreds of thousands of them.
  if (/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(text)) return text.split('_');
  const found = text
    .replaceAll('OAuth', 'Oauth')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/^-(?=[A-Za-z0-9])/, 'minus ')
    .replace(/\+/g, ' plus ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  if (found.length > 0) return found;
  const spelled = [...text].map((char) => SYMBOLS[char] ?? `u${(char.codePointAt(0) ?? 0).toString(16)}`);
  return spelled.length > 0 ? spelled : ['empty'];
}

/** OAuth is one word, with two capitals of its own; nearly every contract has it. */
const capitalize = (word: string): string =>
  (word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).replace(/^Oauth/, 'OAuth');

const withLetterFirst = (name: string, letter: string): string => (/^[0-9]/.test(name) ? letter + name : name);

export const pascalCase = (text: string): string => withLetterFirst(splitWords(text).map(capitalize).join(''), 'N');

export function camelCase(text: string): string {
  const pascal = pascalCase(text);
  return pascal.startsWith('OAuth') ? `oauth${pascal.slice(5)}` : pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

export const snakeCase = (text: string): string => withLetterFirst(splitWords(text).join('_').toLowerCase(), 'n');

export const screamingCase = (text: string): string => withLetterFirst(splitWords(text).join('_').toUpperCase(), 'N');

export const kebabCase = (text: string): string => splitWords(text).join('-').toLowerCase();
