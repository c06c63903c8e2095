// The HTTP half of every stand-in: one node:http server on 127.0.0.1, failures on demand, and a close that leaves nothing open.
// In: a handler from request to answer. Out: url, port, failNext, close.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface PeerRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The body exactly as it came, for signatures. */
  body: string;
}

export interface PeerAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** `hang`: never answers and does nothing. `lose_answer`: does the work, then cuts the connection instead of answering. */
export type PeerFailure = { status: number; retry_after?: string; body?: string } | 'hang' | 'lose_answer';

export interface FailureOptions {
  /** How many requests fail; default 1. */
  times?: number;
  /** Which requests; default every one but the inspection page. */
  match?: (request: PeerRequest) => boolean;
}

export interface HttpPeer {
  url: string;
  port: number;
  failNext: (failure: PeerFailure, options?: FailureOptions) => void;
  /** Requests that are hanging now. */
  pending: () => number;
  close: () => Promise<void>;
}

const MAX_BODY_BYTES = 5_000_000;

export async function startHttpPeer(options: {
  port?: number | undefined;
  handle: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>;
}): Promise<HttpPeer> {
  const failures: { failure: PeerFailure; left: number; match: (request: PeerRequest) => boolean }[] = [];
  const sockets = new Set<Socket>();
  let hanging = 0;

  const takeFailure = (request: PeerRequest): PeerFailure | undefined => {
    const found = failures.find((entry) => entry.left > 0 && entry.match(request));
    if (found) found.left -= 1;
    return found?.failure;
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    if (!request) return send(response, { status: 413, body: 'too large' });
    const failure = takeFailure(request);
    if (failure === 'hang') {
      hanging += 1;
      incoming.socket.once('close', () => {
        hanging -= 1;
      });
      return;
    }
    if (failure === 'lose_answer') {
      await options.handle(request);
      incoming.socket.destroy();
      return;
    }
    if (failure) {
      const headers = failure.retry_after === undefined ? {} : { 'retry-after': failure.retry_after };
      return send(response, { status: failure.status, headers, body: failure.body ?? 'failing on purpose' });
    }
    send(response, await options.handle(request));
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (response.writableEnded || incoming.socket.destroyed) return;
      send(response, { status: 500, body: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    failNext: (failure, { times = 1, match } = {}) => {
      failures.push({ failure, left: times, match: match ?? ((request) => request.path !== '/') });
    },
    pending: () => hanging,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function answerJson(status: number, value: unknown, headers: Record<string, string> = {}): PeerAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value, null, 2),
  };
}

export function answerText(status: number, text: string): PeerAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readRequest(incoming: IncomingMessage): Promise<PeerRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(response: ServerResponse, answer: PeerAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
