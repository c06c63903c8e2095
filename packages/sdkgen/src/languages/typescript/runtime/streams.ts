// streams.ts of a TypeScript SDK: server-sent events and lines of JSON, as they arrive. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const STREAMS = String.raw`/** Text in pieces of any size. */
async function* textOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield decoder.decode(next.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // Whoever leaves early closes the connection.
    await reader.cancel().catch(() => undefined);
  }
}

/** Lines that end with LF, CR LF or CR; the last one may lack its end. */
async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const text of textOf(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  const last = rest.replace(/\r$/, '');
  if (last !== '') yield last;
}

/** The data of server-sent events, until the stream or a [DONE] ends it. */
export async function* eventsOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line === '') {
      const text = data.join('\n');
      if (text === '[DONE]') return;
      if (data.length > 0) yield text;
      data = [];
    } else if (line === 'data') data.push('');
    else if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }
}

/** The lines that hold a value, without the record separators of RFC 7464. */
export async function* jsonLinesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  for await (const line of linesOf(body)) {
    const text = line.replace(/^\u001e/, '').trim();
    if (text !== '') yield text;
  }
}
`;
