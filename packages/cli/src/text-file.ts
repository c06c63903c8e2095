// Reads a file that the user named; says so when it is not there.
import { readFile } from 'node:fs/promises';
import { Failure } from './failure.ts';

export function readTextFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}`;
    throw new Failure(why, { cause: error });
  });
}
