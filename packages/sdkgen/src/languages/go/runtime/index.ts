// What every Go SDK has besides its own files, by file name without `.go`.

import { ANSWERS_GO } from './answers.ts';
import { BODY_GO } from './body.ts';
import { CALL_GO } from './call.ts';
import { CREDENTIALS_GO } from './credentials.ts';
import { ERRORS_GO } from './errors.ts';
import { JSON_GO } from './json.ts';
import { MULTIPART_GO } from './multipart.ts';
import { OPTIONS_GO } from './options.ts';
import { PAGES_GO } from './pages.ts';
import { PLACES_GO } from './places.ts';
import { REDIRECTS_GO } from './redirects.ts';
import { RETRIES_GO } from './retries.ts';
import { STREAM_GO } from './stream.ts';
import { TRANSPORT_GO } from './transport.ts';
import { TYPES_GO } from './types.ts';
import { UNIONS_GO } from './unions.ts';
import { VALUES_GO } from './values.ts';

/** Path to text, after the package clause. */
export const RUNTIME_GO: readonly [path: string, text: string][] = [
  ['answers.go', ANSWERS_GO],
  ['body.go', BODY_GO],
  ['call.go', CALL_GO],
  ['credentials.go', CREDENTIALS_GO],
  ['errors.go', ERRORS_GO],
  ['json.go', JSON_GO],
  ['multipart.go', MULTIPART_GO],
  ['options.go', OPTIONS_GO],
  ['pages.go', PAGES_GO],
  ['places.go', PLACES_GO],
  ['redirects.go', REDIRECTS_GO],
  ['retries.go', RETRIES_GO],
  ['stream.go', STREAM_GO],
  ['transport.go', TRANSPORT_GO],
  ['types.go', TYPES_GO],
  ['unions.go', UNIONS_GO],
  ['values.go', VALUES_GO],
];
