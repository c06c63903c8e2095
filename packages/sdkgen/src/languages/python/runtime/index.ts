// The files of a Python SDK that no contract changes: path in the package to text without the line of origin.

import { CALLS } from './calls.ts';
import { DECODING } from './decoding.ts';
import { ERRORS } from './errors.ts';
import { OPTIONS } from './options.ts';
import { PAGES } from './pages.ts';
import { RETRIES } from './retries.ts';
import { RUNTIME } from './runtime.ts';
import { SENDING } from './sending.ts';
import { STREAMS } from './streams.ts';
import { TRANSPORT } from './transport.ts';

export const PYTHON_RUNTIME: readonly [path: string, text: string][] = [
  ['calls.py', CALLS],
  ['decoding.py', DECODING],
  ['errors.py', ERRORS],
  ['options.py', OPTIONS],
  ['pages.py', PAGES],
  ['retries.py', RETRIES],
  ['runtime.py', RUNTIME],
  ['sending.py', SENDING],
  ['streams.py', STREAMS],
  ['transport.py', TRANSPORT],
];
