// Text for a regular expression, for the patterns that contracts use: literals, classes, groups, alternatives, quantifiers.
// Look-around, back-references and Unicode properties are not read: the answer is then undefined and the caller goes on without.
import type { Random } from './random.ts';

type Node = (random: Random) => string;

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = LOWER + LOWER.toUpperCase();
const WORD = `${LETTERS}${DIGITS}_`;
const PRINTABLE = `${WORD}-.,:;!?@#$%&*()+=/ `;
const CLASSES: Record<string, string> = { d: DIGITS, w: `${LETTERS}${DIGITS}`, s: ' ' };
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
const EXTRA_REPEATS = 8;
const MOST_REPEATS = 1_000;

/** Text that the pattern accepts, its length between the bounds; undefined when none was found. */
export function sampleFromPattern(
  pattern: string,
  random: Random,
  bounds: { min: number; max: number },
): string | undefined {
  const expression = compile(pattern);
  if (!expression) return undefined;
  // What may repeat without end does so a few times, and as often as the bounds ask for where that is too short.
  for (const repeats of bounds.min > EXTRA_REPEATS ? [EXTRA_REPEATS, bounds.min + EXTRA_REPEATS] : [EXTRA_REPEATS]) {
    const node = parsePattern(pattern, Math.min(repeats, MOST_REPEATS));
    if (!node) return undefined;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const text = node(random);
      if (text.length >= bounds.min && text.length <= bounds.max && expression.test(text)) return text;
    }
  }
  return undefined;
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

class Unsupported extends Error {}

function parsePattern(pattern: string, repeats: number): Node | undefined {
  const reader = { text: pattern, at: 0, repeats };
  try {
    const node = readAlternatives(reader);
    return reader.at === pattern.length ? node : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

interface Reader {
  text: string;
  at: number;
  /** Beyond the least, of what has no most. */
  repeats: number;
}

const peek = (reader: Reader): string => reader.text[reader.at] ?? '';
function take(reader: Reader): string {
  const char = peek(reader);
  reader.at += 1;
  return char;
}

function readAlternatives(reader: Reader): Node {
  const branches: [Node, ...Node[]] = [readSequence(reader)];
  while (peek(reader) === '|') {
    reader.at += 1;
    branches.push(readSequence(reader));
  }
  return branches.length === 1 ? branches[0] : (random) => random.pick(branches)(random);
}

function readSequence(reader: Reader): Node {
  const parts: Node[] = [];
  while (reader.at < reader.text.length && peek(reader) !== '|' && peek(reader) !== ')') {
    const atom = readAtom(reader);
    parts.push(readQuantifier(reader, atom));
  }
  return (random) => parts.map((part) => part(random)).join('');
}

function readAtom(reader: Reader): Node {
  const char = take(reader);
  if (char === '^' || char === '$') return () => '';
  if (char === '.') return oneOf(`${LETTERS}${DIGITS}`);
  if (char === '[') return readClass(reader);
  if (char === '\\') return readEscape(reader);
  if (char !== '(') return () => char;
  if (peek(reader) === '?') {
    const named = /^\?(:|<[A-Za-z]\w*>)/.exec(reader.text.slice(reader.at));
    if (!named) throw new Unsupported();
    reader.at += named[0].length;
  }
  const group = readAlternatives(reader);
  if (take(reader) !== ')') throw new Unsupported();
  return group;
}

function readEscape(reader: Reader): Node {
  const char = take(reader);
  if (char === 'b') return () => '';
  const set = escapedSet(char, reader);
  return oneOf(set);
}

/** Characters that an escape stands for, inside and outside of classes. */
function escapedSet(char: string, reader: Reader): string {
  const known = CLASSES[char] ?? ESCAPES[char];
  if (known !== undefined) return known;
  if (char === 'D' || char === 'S') return LETTERS;
  if (char === 'W') return '-';
  const width = char === 'x' ? 2 : char === 'u' ? 4 : 0;
  if (width > 0) {
    const code = Number.parseInt(reader.text.slice(reader.at, reader.at + width), 16);
    if (Number.isNaN(code)) throw new Unsupported();
    reader.at += width;
    return String.fromCharCode(code);
  }
  if (/[A-Za-z0-9]/.test(char) || char === '') throw new Unsupported();
  return char;
}

function readClass(reader: Reader): Node {
  const negated = peek(reader) === '^';
  if (negated) reader.at += 1;
  let allowed = '';
  while (peek(reader) !== ']') {
    if (reader.at >= reader.text.length) throw new Unsupported();
    const first = readClassItem(reader);
    const isRange = peek(reader) === '-' && reader.text[reader.at + 1] !== ']' && first.length === 1;
    if (!isRange) {
      allowed += first;
      continue;
    }
    reader.at += 1;
    allowed += range(first, readClassItem(reader));
  }
  reader.at += 1;
  if (!negated) return oneOf(allowed);
  const banned = new Set(allowed);
  return oneOf([...PRINTABLE].filter((char) => !banned.has(char)).join(''));
}

function readClassItem(reader: Reader): string {
  const char = take(reader);
  return char === '\\' ? (peek(reader) === 'b' ? take(reader) : escapedSet(take(reader), reader)) : char;
}

function range(from: string, to: string): string {
  const [first, last] = [from.charCodeAt(0), Math.min(to.charCodeAt(0), from.charCodeAt(0) + 255)];
  if (to.length !== 1 || last < first) throw new Unsupported();
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)).join('');
}

function readQuantifier(reader: Reader, atom: Node): Node {
  const found = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/.exec(reader.text.slice(reader.at));
  if (!found) return atom;
  reader.at += found[0].length;
  const [, sign, least, comma, most] = found;
  const min = sign ? (sign === '+' ? 1 : 0) : Number(least);
  const open = sign === '?' ? 1 : min + reader.repeats;
  const max = sign ? open : comma ? (most ? Math.min(Number(most), 1_000) : open) : min;
  if (min > 10_000 || max < min) throw new Unsupported();
  return (random) => Array.from({ length: random.integer(min, max) }, () => atom(random)).join('');
}

function oneOf(characters: string): Node {
  if (characters === '') throw new Unsupported();
  return (random) => characters[random.integer(0, characters.length - 1)] ?? '';
}
