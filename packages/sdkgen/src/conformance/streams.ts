// Streams: server-sent events and JSON lines in awkward pieces, one that never ends, and a download.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Memory } from './memory.ts';
import { expectSame, expectThat, readJson, type Seen } from './seen.ts';

/** Comments, both line ends, several data lines, fields nobody knows; after `[DONE]` the connection stays open. */
const EVENTS = [
  ': a comment\n\n',
  'event: item\r\nid: 1\r\ndata: {"id":"1",\r\ndata: "text":"ä"}\r\n\r\n',
  'data:{"id":"2"}\n\n',
  'retry: 10\nunknown: x\ndata: {"id":"3","text":"ü"}\n\n',
  'event: ping\n\n',
  'data: [DONE]\n\n',
  'data: {"id":"never"}\n\n',
].join('');

const LINES = '{"id":"1","text":"ä"}\n\n{"id":"2"}\r\n{"id":"3","text":"no line end"}';

const BIG = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

const expectAccept = ({ headers }: Seen, type: string): void =>
  expectThat(String(headers.accept).includes(type), `accept: expected ${type}, found ${headers.accept}`);

/** Pieces of seven bytes cut characters and lines in two; few enough of them arrive alone to be worth the wait. */
async function writePieces(response: Seen['response'], content: Buffer, size: number): Promise<void> {
  for (let at = 0; at < content.length; at += size) {
    response.write(content.subarray(at, at + size));
    if (at % (size * 8) === 0) await sleep(1);
  }
}

function keepOpen({ response }: Seen, memory: Memory, name: string): void {
  memory.open.add(name);
  response.on('close', () => memory.open.delete(name));
}

async function writeEvents(seen: Seen, memory: Memory, name: string): Promise<undefined> {
  expectAccept(seen, 'text/event-stream');
  keepOpen(seen, memory, name);
  seen.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  await writePieces(seen.response, Buffer.from(EVENTS), 7);
  return undefined;
}

export const STREAMS: Record<string, Answer> = {
  'GET /streams/events': writeEvents,
  'GET /streams/endless': async (seen, memory, name) => {
    expectAccept(seen, 'text/event-stream');
    keepOpen(seen, memory, name);
    seen.response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let id = 1; !seen.response.destroyed && id < 2000; id += 1) {
      seen.response.write(`data: {"id":"${id}"}\n\n`);
      await sleep(10, undefined, { ref: false });
    }
    return undefined;
  },
  'GET /streams/lines': async (seen) => {
    seen.response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await writePieces(seen.response, Buffer.from(LINES), 5);
    seen.response.end();
    return undefined;
  },
  'POST /streams/chat': async (seen, memory, name) => {
    const body = readJson(seen);
    if (!String(seen.headers.accept).includes('text/event-stream')) {
      expectSame('body', body, { prompt: 'hi' });
      return { body: { id: '1', text: 'hello' } };
    }
    expectSame('body', body, { prompt: 'hi', stream: true });
    return writeEvents(seen, memory, name);
  },
  'GET /downloads/big': async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    await writePieces(response, BIG, 30_011);
    response.end();
    return undefined;
  },
};
