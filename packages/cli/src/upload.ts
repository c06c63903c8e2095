// fetch for bodies that a server may refuse before it has read them: it answers and hangs up, and what is still being sent breaks
// the connection under the answer. Then the headers go alone, and the refusal can be read.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const ANSWER_TIMEOUT_MS = 5_000;
const HUNG_UP = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'UND_ERR_SOCKET']);

export const fetchWithRefusals: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    if (typeof init?.body !== 'string' || !isHungUp(error)) throw error;
    const refusal = await askWithHeaders(
      new URL(String(input)),
      init.method ?? 'POST',
      new Headers(init.headers),
      init.body,
    );
    if (refusal === undefined) throw error;
    return refusal;
  }
};

const isHungUp = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  HUNG_UP.has(String(error.cause.code));

/** The answer to a request that announces its body and never sends it; undefined when the server waits for the body. */
function askWithHeaders(url: URL, method: string, headers: Headers, body: string): Promise<Response | undefined> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = send(url, {
      method,
      headers: { ...Object.fromEntries(headers), 'content-length': Buffer.byteLength(body) },
      timeout: ANSWER_TIMEOUT_MS,
    });
    const end = (answer: Response | undefined) => {
      request.destroy();
      resolve(answer);
    };
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', () => end(undefined));
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        end(status >= 400 ? new Response(Buffer.concat(chunks), { status }) : undefined);
      });
    });
    request.once('timeout', () => end(undefined));
    request.once('error', () => end(undefined));
    request.flushHeaders();
  });
}
