// What every Java SDK has besides its own files. `__package__` stands for the package of the SDK.

import { ANSWER_JAVA } from './answers.ts';
import { CALL_JAVA } from './call.ts';
import { CREDENTIAL_JAVA, CREDENTIALS_JAVA, TOKEN_SUPPLIER_JAVA } from './credentials.ts';
import { API_EXCEPTION_JAVA, TRANSPORT_EXCEPTION_JAVA } from './errors.ts';
import { FORM_JAVA } from './form.ts';
import { HTTP_JAVA, RUNNING_JAVA } from './http.ts';
import { JSON_JAVA } from './json.ts';
import { MOCKOPS_JAVA } from './mockops.ts';
import { MULTIPART_JAVA } from './multipart.ts';
import { REQUEST_OPTIONS_JAVA } from './options.ts';
import { PAGE_JAVA, PAGED_JAVA } from './pages.ts';
import { PARAMETERS_JAVA, PERCENT_JAVA } from './parameters.ts';
import { REDIRECTS_JAVA } from './redirects.ts';
import { RETRIES_JAVA } from './retries.ts';
import { STREAMED_JAVA } from './stream.ts';
import { JDK_TRANSPORT_JAVA, TRANSPORT_JAVA } from './transport.ts';
import { DECODE_EXCEPTION_JAVA, FIELD_JAVA, MODEL_JAVA } from './types.ts';
import { UPLOAD_JAVA } from './upload.ts';

/** Class to text, after its package line. */
export const RUNTIME_JAVA: readonly [className: string, text: string][] = [
  ['Answer', ANSWER_JAVA],
  ['ApiException', API_EXCEPTION_JAVA],
  ['Call', CALL_JAVA],
  ['Credential', CREDENTIAL_JAVA],
  ['Credentials', CREDENTIALS_JAVA],
  ['Form', FORM_JAVA],
  ['Http', HTTP_JAVA],
  ['JdkTransport', JDK_TRANSPORT_JAVA],
  ['MockOps', MOCKOPS_JAVA],
  ['Multipart', MULTIPART_JAVA],
  ['Page', PAGE_JAVA],
  ['Paged', PAGED_JAVA],
  ['Parameters', PARAMETERS_JAVA],
  ['Percent', PERCENT_JAVA],
  ['Redirects', REDIRECTS_JAVA],
  ['RequestOptions', REQUEST_OPTIONS_JAVA],
  ['Retries', RETRIES_JAVA],
  ['Running', RUNNING_JAVA],
  ['Streamed', STREAMED_JAVA],
  ['TokenSupplier', TOKEN_SUPPLIER_JAVA],
  ['Transport', TRANSPORT_JAVA],
  ['TransportException', TRANSPORT_EXCEPTION_JAVA],
];

/** The same in the package of the models. */
export const MODELS_RUNTIME_JAVA: readonly [className: string, text: string][] = [
  ['DecodeException', DECODE_EXCEPTION_JAVA],
  ['Field', FIELD_JAVA],
  ['Json', JSON_JAVA],
  ['Model', MODEL_JAVA],
  ['Upload', UPLOAD_JAVA],
];
