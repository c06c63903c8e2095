// What every Rust SDK has besides its own files.

import { CALL_RS } from './call.ts';
import { CREDENTIALS_RS } from './credentials.ts';
import { DECODE_RS } from './decode.ts';
import { ERROR_RS } from './error.ts';
import { FORM_RS } from './form.ts';
import { HTTP_RS } from './http.ts';
import { MULTIPART_RS } from './multipart.ts';
import { PAGES_RS } from './pages.ts';
import { RANDOM_RS } from './random.ts';
import { REDIRECTS_RS } from './redirects.ts';
import { RETRIES_RS } from './retries.ts';
import { STREAM_RS } from './stream.ts';
import { TRANSPORT_RS } from './transport.ts';
import { URL_RS } from './url.ts';
import { VALUES_RS } from './values.ts';

/** Path to text, without the line of origin. */
export const RUNTIME_RS: readonly [path: string, text: string][] = [
  ['src/call.rs', CALL_RS],
  ['src/credentials.rs', CREDENTIALS_RS],
  ['src/decode.rs', DECODE_RS],
  ['src/error.rs', ERROR_RS],
  ['src/form.rs', FORM_RS],
  ['src/http.rs', HTTP_RS],
  ['src/multipart.rs', MULTIPART_RS],
  ['src/pages.rs', PAGES_RS],
  ['src/random.rs', RANDOM_RS],
  ['src/redirects.rs', REDIRECTS_RS],
  ['src/retries.rs', RETRIES_RS],
  ['src/stream.rs', STREAM_RS],
  ['src/transport.rs', TRANSPORT_RS],
  ['src/url.rs', URL_RS],
  ['src/values.rs', VALUES_RS],
];
