// What a file is that nobody wrote as a contract: nothing, or bytes that are no text. Its text as it was decoded in;
// words that read after the file's name and the next act out, nothing for a text.

/** How bytes of well-known kinds begin once they were read as UTF-8, which writes U+FFFD for what it does not know. */
const BEGINNINGS: readonly [start: string, kind: string][] = [
  ['\uFFFDPNG', 'PNG'],
  ['GIF8', 'GIF'],
  ['\uFFFD\uFFFD\uFFFD', 'JPEG'],
  ['%PDF-', 'PDF'],
  ['PK\u0003\u0004', 'ZIP'],
  ['\u001F\uFFFD', 'gzip'],
  ['\u007FELF', 'ELF'],
];

export const EMPTY: NoText = { what: 'is empty', hint: 'write the contract there; it starts with "openapi: 3.1.0"' };

/** Only the beginning is looked at. */
const MOST_LOOKED_AT = 4_000;

export interface NoText {
  what: string;
  hint: string;
}

export function describeNoText(text: string): NoText | undefined {
  const start = text.slice(0, MOST_LOOKED_AT);
  if (start.trim() === '') return EMPTY;
  const isBinary = start.includes('\0');
  if (!isBinary && !start.includes('\uFFFD')) return undefined;
  const kind = BEGINNINGS.find(([beginning]) => start.startsWith(beginning))?.[1];
  const hint = 'name the contract itself, in YAML or JSON';
  if (kind !== undefined) return { what: `is no text: it starts with ${kind} data`, hint };
  if (isBinary) return { what: 'is no text: it has bytes of zero', hint };
  return { what: 'is no text that can be read: it is not UTF-8', hint: 'save it as UTF-8' };
}
