#!/usr/bin/env node
// The binary: arguments in, exit code out. 0 when it did what was asked, 1 with the reason on stderr otherwise.
import { enableCompileCache } from 'node:module';
import type { Io } from './io.ts';

// What is loaded from here on is compiled once per machine; that is most of a start, so nothing of ours is loaded before.
enableCompileCache();

const io: Io = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

// `mockops events | head` closes our output early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  const { buildProgram } = await import('./program.ts');
  const program = await buildProgram(io, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  const { reportFailure } = await import('./describe-failure.ts');
  reportFailure(error, io);
  process.exitCode = 1;
}
