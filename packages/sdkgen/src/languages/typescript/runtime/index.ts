// The files of a TypeScript SDK that no contract changes: path to text without the line of origin.

import { CALL } from './call.ts';
import { ERRORS } from './errors.ts';
import { HTTP } from './http.ts';
import { OPTIONS } from './options.ts';
import { PAGES } from './pages.ts';
import { REQUESTS } from './requests.ts';
import { RETRIES } from './retries.ts';
import { SENDER } from './sender.ts';
import { STREAMS } from './streams.ts';

export const TYPESCRIPT_RUNTIME: readonly [path: string, text: string][] = [
  ['src/call.ts', CALL],
  ['src/errors.ts', ERRORS],
  ['src/http.ts', HTTP],
  ['src/options.ts', OPTIONS],
  ['src/pages.ts', PAGES],
  ['src/requests.ts', REQUESTS],
  ['src/retries.ts', RETRIES],
  ['src/sender.ts', SENDER],
  ['src/streams.ts', STREAMS],
];
