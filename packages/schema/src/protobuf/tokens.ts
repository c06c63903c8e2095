// Protobuf text in, tokens with line and column out. Comments ride on the token that they document. Nothing is thrown: what is no
// token becomes one of kind `bad`, so that the parser reports it where it stands and goes on.

export interface Token {
  kind: 'word' | 'number' | 'string' | 'symbol' | 'bad' | 'end';
  /** As written; of a string its value. */
  text: string;
  line: number;
  col: number;
  /** The comment directly above. */
  above?: string;
  /** The comment behind it on its line. */
  behind?: string;
}

interface Comment {
  text: string;
  from: number;
  to: number;
}

const SPACE = /[ \t\r\f\v\uFEFF]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[A-Za-z0-9_.]*/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y;
const SYMBOLS = '{}[]()<>=;,.:-+/';

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let comments: Comment[] = [];

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token['kind'], value: string, length: number): void => {
    const token: Token = { kind, text: value, line, col: at - lineStart + 1 };
    const above = attach(comments, tokens.at(-1), token);
    if (above) token.above = above;
    comments = [];
    tokens.push(token);
    at += length;
  };
  const comment = (source: string): void => {
    const from = line;
    for (let next = source.indexOf('\n'); next >= 0; next = source.indexOf('\n', next + 1)) {
      line += 1;
      lineStart = at + next + 1;
    }
    comments.push({ text: source, from, to: line });
    at += source.length;
  };

  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '\n') {
      at += 1;
      line += 1;
      lineStart = at;
      continue;
    }
    const space = match(SPACE);
    if (space) {
      at += space.length;
      continue;
    }
    if (text.startsWith('//', at)) {
      comment(match(LINE_COMMENT) ?? '//');
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      comment(text.slice(at, end < 0 ? text.length : end + 2));
      if (end < 0) push('bad', 'a comment without its end', 0);
      continue;
    }
    const word = match(WORD);
    if (word) {
      push('word', word, word.length);
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      push('number', number, number.length);
      continue;
    }
    if (char === '"' || char === "'") {
      const string = match(STRING);
      if (string) push('string', decodeEscapes(string.slice(1, -1)), string.length);
      else {
        const end = text.indexOf('\n', at);
        push('bad', 'a string without its closing quote', (end < 0 ? text.length : end) - at);
      }
      continue;
    }
    const known = SYMBOLS.includes(char);
    push(known ? 'symbol' : 'bad', known ? char : `the character ${JSON.stringify(char)}`, 1);
  }
  push('end', 'the end of the file', 0);
  return tokens;
}

/** The same for texts that differ in layout only; comments count, since they document what callers get. */
export const withoutLayout = (text: string): string =>
  JSON.stringify(tokenize(text).map(({ kind, text: word, above, behind }) => [kind, word, above, behind]));

/** Comments between two tokens: those on the first one's line go behind it, those that end on the line above the next one above it. */
function attach(comments: Comment[], before: Token | undefined, after: Token): string | undefined {
  if (comments.length === 0) return undefined;
  const [first, ...rest] = comments;
  const isBehind = before !== undefined && first !== undefined && first.from === before.line && after.line > first.to;
  if (isBehind) before.behind = plainText([first]);
  const block: Comment[] = [];
  let edge = after.line;
  for (const comment of (isBehind ? rest : comments).toReversed()) {
    if (comment.to < edge - 1) break;
    block.unshift(comment);
    edge = comment.from;
  }
  return plainText(block);
}

/** Words for people: without comment marks, and without notes to linters. */
function plainText(comments: Comment[]): string {
  return comments
    .map(({ text }) =>
      text.startsWith('//')
        ? text.replace(/^\/\/+ ?/, '')
        : text
            .slice(2, text.endsWith('*/') ? -2 : undefined)
            .split('\n')
            .map((line) => line.replace(/^\s*\*+ ?/, ''))
            .join('\n'),
    )
    .join('\n')
    .replace(/\(--[\s\S]*?--\)/g, '')
    .split('\n')
    .filter((line) => !/^\s*(buf:lint:|@exclude|protolint:|option\s)/.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

const SHORT: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const ESCAPE = /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|([\s\S]))/g;

/** Escapes write bytes; the bytes are UTF-8 where they can be, and stay escapes where they cannot. */
function decodeEscapes(source: string): string {
  if (!source.includes('\\')) return source;
  const parts: Buffer[] = [];
  let from = 0;
  for (const found of source.matchAll(ESCAPE)) {
    const [all, hex, short, long, octal, char] = found;
    parts.push(Buffer.from(source.slice(from, found.index)));
    from = found.index + all.length;
    const point = short ?? long;
    if (point !== undefined) parts.push(Buffer.from(codePoint(Number.parseInt(point, 16))));
    else if (hex !== undefined) parts.push(Buffer.from([Number.parseInt(hex, 16)]));
    else if (octal !== undefined) parts.push(Buffer.from([Number.parseInt(octal, 8) & 255]));
    else if (char !== undefined)
      parts.push(Object.hasOwn(SHORT, char) ? Buffer.from([SHORT[char] ?? 0]) : Buffer.from(char));
  }
  parts.push(Buffer.from(source.slice(from)));
  const bytes = Buffer.concat(parts);
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  return [...bytes].map((byte) => (byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
}

const codePoint = (point: number): string => (point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD');
