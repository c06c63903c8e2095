// TypeScript: `tsc --noEmit` with the SDK's own strict tsconfig.

import { type Checker, compileWith, findOnPath } from './checker.ts';

export const checkTypeScript: Checker = async (directory) => {
  const program = findOnPath('tsc');
  if (program === undefined) return { skipped: 'no tsc on the PATH; `npm install typescript` has it' };
  return compileWith({ program, args: ['-p', '.', '--noEmit'], cwd: directory });
};
