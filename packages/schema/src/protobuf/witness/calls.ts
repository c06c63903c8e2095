// Calls that had an answer and have none, or another kind of it, by the Connect protocol (https://connectrpc.com/docs/protocol): one message
// is posted as application/json, streams as application/connect+json in which five bytes stand before each message, and what is declared
// free of side effects may be fetched with GET.
import type { SchemaWitness } from '@mockops/contract';
import type { ProtoMethod } from '../descriptor.ts';
import { parse } from './messages.ts';
import { minimalMessage } from './samples.ts';
import type { ProtoSide } from './side.ts';
import { toHex } from './wire.ts';

interface Sides {
  before: ProtoSide;
  after: ProtoSide;
}

const keyOf = (full_name: string): string => {
  const dot = full_name.lastIndexOf('.');
  return `POST /${full_name.slice(0, dot)}/${full_name.slice(dot + 1)}`;
};

const streams = ({ client_streaming, server_streaming }: ProtoMethod): boolean => client_streaming || server_streaming;
const mediaType = (method: ProtoMethod): string => (streams(method) ? 'application/connect+json' : 'application/json');

/** A method that is gone, or the first one of a service or file that is. */
export function lostCall({ before, after }: Sides, methods: ProtoMethod[]): SchemaWitness | undefined {
  const gone = methods.find(({ full_name }) => !after.method(full_name));
  if (!gone) return undefined;
  const errors = [`no method of the newer revision answers ${keyOf(gone.full_name)}`];
  return parse({ operation: keyOf(gone.full_name), part: 'request', value: callOf(before, gone, 1), errors });
}

/** Messages in a stream are told in hexadecimal, with the bytes before each. */
function callOf(side: ProtoSide, method: ProtoMethod, count: number) {
  const body = minimalMessage(side, method.request);
  const headers = { 'content-type': mediaType(method) };
  return streams(method) ? { headers, body_hex: envelopes(body, count) } : { headers, body };
}

function envelopes(message: unknown, count: number): string {
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  const length = bytes.length.toString(16).padStart(8, '0');
  return `00${length}${toHex(bytes)}`.repeat(count);
}

/** A method that streams where it did not, or no longer. */
export function streamedCall({ before, after }: Sides, was: ProtoMethod, is: ProtoMethod): SchemaWitness | undefined {
  const operation = keyOf(was.full_name);
  if (mediaType(was) !== mediaType(is)) {
    const expected = `${operation} takes ${mediaType(is)} now: ${mediaType(was)} is answered with 415`;
    return parse({ operation, part: 'request', value: callOf(before, was, 1), errors: [expected] });
  }
  if (was.client_streaming !== is.client_streaming) {
    const [from, side, method] = was.client_streaming
      ? (['older', before, was] as const)
      : (['newer', after, is] as const);
    const errors = [
      `the ${from === 'older' ? 'newer' : 'older'} revision takes one message, and this request holds two`,
    ];
    return parse({ operation, part: `request from the ${from} revision`, value: callOf(side, method, 2), errors });
  }
  if (was.server_streaming === is.server_streaming) return undefined;
  const [from, side, method] = was.server_streaming
    ? (['older', before, was] as const)
    : (['newer', after, is] as const);
  const body_hex = envelopes(minimalMessage(side, method.response), 2);
  const value = { headers: { 'content-type': mediaType(method) }, body_hex };
  const errors = [
    `callers of the ${from === 'older' ? 'newer' : 'older'} revision expect one message, and this response holds two`,
  ];
  return parse({ operation, part: `response from the ${from} revision`, value, errors });
}

/** What could be fetched, and therefore cached, must be posted now. */
export function fetchedCall(side: ProtoSide, was: ProtoMethod, is: ProtoMethod): SchemaWitness | undefined {
  const canFetch = (method: ProtoMethod) => method.options.idempotency_level === 'NO_SIDE_EFFECTS' && !streams(method);
  if (!canFetch(was) || canFetch(is)) return undefined;
  const message = JSON.stringify(minimalMessage(side, was.request));
  const value = { method: 'GET', query: { connect: 'v1', encoding: 'json', message } };
  const errors = [`${was.full_name} is not declared NO_SIDE_EFFECTS now: GET is answered with 405`];
  return parse({ operation: keyOf(was.full_name), part: 'request', value, errors });
}
