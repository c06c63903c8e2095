#!/usr/bin/env node
// The binary: arguments in, exit code out. 0 when it did what was asked, 1 with the reason on stderr otherwise.
import { enableCompileCache } from 'node:module';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';

// What commands load later (the server above all) is compiled once per machine: a third of the start-up goes away.
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
  await buildProgram(io).parseAsync();
} catch (error) {
  reportFailure(error, io);
  process.exitCode = 1;
}
