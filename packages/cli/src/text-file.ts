// Reads a file that the user named; says so when it is not there.
import { readFile } from 'node:fs/promises';
import { Failure } from './failure.ts';

export async function readTextFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}`;
    throw new Failure(why, { cause: error });
  });
  // What a redirection writes on some Windows machines.
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { ignoreBOM: !isUtf16 }).decode(bytes);
}
