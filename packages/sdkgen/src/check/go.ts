// Go: `go vet`, which compiles every file and looks for mistakes. There is nothing to fetch, so nothing is.

import { type Checker, compileWith, findOnPath } from './checker.ts';

export const checkGo: Checker = async (directory) => {
  const program = findOnPath('go');
  if (program === undefined) return { skipped: 'no go on the PATH' };
  const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  return compileWith({ program, args: ['vet', './...'], cwd: directory, env });
};
