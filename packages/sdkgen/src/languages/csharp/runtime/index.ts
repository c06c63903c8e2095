// The files of a C# SDK that no contract changes: file name to text. They keep to the C# that mono's compiler knows (besides
// nullable annotations), so that a machine without the .NET SDK can still compile and run them.

import { CALL, CALL_STYLES } from './call.ts';
import { CALL_BODIES } from './call-bodies.ts';
import { CREDENTIAL } from './credentials.ts';
import { DECODE_EXCEPTION, ERRORS } from './errors.ts';
import { ANSWER, HTTP, HTTP_FAILURES } from './http.ts';
import { HTTP_ATTEMPTS, HTTP_PREPARING, HTTP_REDIRECTS } from './http-sending.ts';
import { JSON_CLASS, JSON_SCALARS, JSON_UNIONS } from './json.ts';
import { JSON_WRITING } from './json-writing.ts';
import { JSON_MODEL, OPTIONAL, UPLOAD } from './models.ts';
import { MOCK_OPS, REQUEST_OPTIONS } from './options.ts';
import { PAGE_SOURCE, PAGED, PAGING } from './pages.ts';
import { STREAMED } from './streams.ts';

export const CSHARP_RUNTIME: readonly [name: string, text: string][] = [
  ['Answer', ANSWER],
  ['Call', CALL],
  ['Call.Bodies', CALL_BODIES],
  ['Call.Styles', CALL_STYLES],
  ['Credential', CREDENTIAL],
  ['DecodeException', DECODE_EXCEPTION],
  ['Errors', ERRORS],
  ['Http', HTTP],
  ['Http.Attempts', HTTP_ATTEMPTS],
  ['Http.Failures', HTTP_FAILURES],
  ['Http.Preparing', HTTP_PREPARING],
  ['Http.Redirects', HTTP_REDIRECTS],
  ['Json', JSON_CLASS],
  ['Json.Scalars', JSON_SCALARS],
  ['Json.Unions', JSON_UNIONS],
  ['Json.Writing', JSON_WRITING],
  ['JsonModel', JSON_MODEL],
  ['MockOps', MOCK_OPS],
  ['Optional', OPTIONAL],
  ['PageSource', PAGE_SOURCE],
  ['Paged', PAGED],
  ['Paging', PAGING],
  ['RequestOptions', REQUEST_OPTIONS],
  ['Streamed', STREAMED],
  ['Upload', UPLOAD],
];
