// TypeScript: `tsc --noEmit` with the SDK's own strict tsconfig; the one of the examples covers the sources too.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, compileWith, findOnPath } from './checker.ts';

export const checkTypeScript: Checker = async (directory) => {
  const program = findOnPath('tsc');
  if (program === undefined) return { skipped: 'no tsc on the PATH; `npm install typescript` has it' };
  const project = existsSync(join(directory, 'examples/tsconfig.json')) ? 'examples' : '.';
  return compileWith({ program, args: ['-p', project, '--noEmit'], cwd: directory });
};
