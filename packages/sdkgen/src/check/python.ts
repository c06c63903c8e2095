// Python: every file compiles with warnings as errors, and `mypy --strict` agrees where it is on the PATH.

import { type Checker, compileWith, findOnPath } from './checker.ts';

export const checkPython: Checker = async (directory) => {
  const program = findOnPath('python3');
  if (program === undefined) return { skipped: 'no python3 on the PATH' };
  const compiled = await compileWith({
    program,
    args: ['-W', 'error', '-m', 'compileall', '-q', '.'],
    cwd: directory,
  });
  const mypy = findOnPath('mypy');
  if (mypy === undefined || !('ok' in compiled) || !compiled.ok) return compiled;
  return compileWith({ program: mypy, args: ['--strict', '--no-color-output', '.'], cwd: directory });
};
