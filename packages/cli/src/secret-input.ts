// A secret from whoever runs the command: piped in, or typed without being shown. Never an argument, which other users of the machine can read.
import type { ReadStream } from 'node:tty';
import { Failure } from './failure.ts';

const END_OF_TEXT = '\u0003';
const END_OF_INPUT = '\u0004';
const DELETE = '\u007f';

/** Piped text is taken as it is, but for the one line end that `echo` adds. */
export async function readSecret(stdin: NodeJS.ReadStream, ask: () => void): Promise<string> {
  if (!stdin.isTTY) return (await readAll(stdin)).replace(/\r?\n$/, '');
  ask();
  return readHidden(stdin);
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Without echo, until Enter. */
function readHidden(stdin: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void) => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      settle();
    };
    const take = (chunk: Buffer) => {
      for (const character of chunk.toString('utf8')) {
        if (character === END_OF_TEXT) return end(() => reject(new Failure('Nothing was stored.')));
        if (character === '\r' || character === '\n' || character === END_OF_INPUT) return end(() => resolve(typed));
        typed = character === DELETE || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.setRawMode(true);
    stdin.on('data', take);
    stdin.resume();
  });
}
