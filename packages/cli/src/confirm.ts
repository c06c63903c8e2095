// Asks before something that cannot be taken back. Without a terminal nobody can answer, and --yes has to be given.
import { createInterface } from 'node:readline/promises';
import { Failure } from './failure.ts';

export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Failure(`${question} Nobody is here to answer; give --yes to go on.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
