// Reads a file that the user named; says so when it is not there.
import { readFileSync } from 'node:fs';
import { Failure } from './failure.ts';
import { reasonText } from './system-text.ts';

export async function readTextFile(file: string): Promise<string> {
  try {
    // At once and as text: the bytes of a large contract would stay in memory beside it.
    const text = readFileSync(file, 'utf8');
    return text.startsWith('\uFFFD\uFFFD') ? (readUtf16(file) ?? text) : text;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${reasonText(error)}.`;
    throw new Failure(why, { cause: error });
  }
}

/** What a redirection writes on some Windows machines; its mark is no UTF-8. */
function readUtf16(file: string): string | undefined {
  const bytes = readFileSync(file);
  return bytes[0] === 0xff && bytes[1] === 0xfe ? new TextDecoder('utf-16le').decode(bytes) : undefined;
}
