// One request as the conformance server sees it, and the complaints that checks of it make. A check throws the first thing
// that is wrong; the server remembers it and answers 400 with the same words, so that the client's program stops there.

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';

export interface Seen {
  method: string;
  /** Below the base URL, still encoded. */
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Where the client reached the server: `http://127.0.0.1:4000/v1`, and the other origin that serves the same. */
  base: string;
  otherBase: string;
  /** It came in by the other origin. */
  foreign: boolean;
  response: ServerResponse;
}

export class Mismatch extends Error {}

export function expectThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Mismatch(what);
}

export function expectSame(what: string, found: unknown, wanted: unknown): void {
  const show = (value: unknown): string =>
    JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'nothing';
  expectThat(isDeepStrictEqual(found, wanted), `${what}: expected ${show(wanted)}, found ${show(found)}`);
}

/** JSON with integers beyond 53 bits as bigint, so that lost digits are seen. */
export function readJson(seen: Seen): unknown {
  const type = seen.headers['content-type'] ?? '';
  expectThat(/^application\/(merge-patch\+)?json($|;)/.test(type), `content-type: expected JSON, found "${type}"`);
  const text = seen.body.toString();
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? value)
      : value,
  );
}

/** Query or form as encoded `name=value` texts, sorted: repeated names keep their order. */
export const pairsOf = (text: string): string[] =>
  text
    .split('&')
    .filter((pair) => pair !== '')
    .sort((a, b) => {
      const [left = '', right = ''] = [a.split('=')[0], b.split('=')[0]];
      return left < right ? -1 : left > right ? 1 : 0;
    });

export interface Part {
  name: string;
  filename?: string;
  type?: string;
  content: Buffer;
}

export function readParts(seen: Seen): Part[] {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(seen.headers['content-type'] ?? '')?.[1];
  expectThat(boundary !== undefined, `content-type: no multipart boundary in "${seen.headers['content-type']}"`);
  const text = seen.body.toString('latin1');
  const chunks = `\r\n${text}`.split(`\r\n--${boundary}`);
  expectThat(chunks.at(-1)?.startsWith('--') === true, 'multipart: the closing boundary is missing');
  return chunks.slice(1, -1).map((chunk) => {
    const end = chunk.indexOf('\r\n\r\n');
    expectThat(chunk.startsWith('\r\n') && end >= 0, 'multipart: a part has no empty line after its headers');
    const head = Buffer.from(chunk.slice(0, end), 'latin1').toString();
    const name = /content-disposition: *form-data;.*?\bname="([^"]*)"/i.exec(head)?.[1];
    expectThat(name !== undefined, `multipart: a part without a name: ${head}`);
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    const type = /content-type: *([^\r\n]+)/i.exec(head)?.[1];
    return {
      name,
      ...(filename === undefined ? {} : { filename }),
      ...(type === undefined ? {} : { type }),
      content: Buffer.from(chunk.slice(end + 4), 'latin1'),
    };
  });
}
