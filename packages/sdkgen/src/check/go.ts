// Go: `go vet`, which compiles every file and looks for mistakes. There is nothing to fetch, so nothing is.

import { type Checker, compileWith, findOnPath } from './checker.ts';

export const GO_OFFLINE = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };

export const checkGo: Checker = async (directory) => {
  const program = findOnPath('go');
  if (program === undefined) return { skipped: 'no go on the PATH' };
  return compileWith({ program, args: ['vet', './...'], cwd: directory, env: GO_OFFLINE });
};
