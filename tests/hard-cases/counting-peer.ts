// A loopback service that steps send requests to: it counts them by path, answers as it is told, and can keep a sender waiting.
import { createServer, type IncomingHttpHeaders } from 'node:http';

interface CountedRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

interface Reply {
  status?: number;
  body?: string;
}

export interface CountingPeer {
  url: string;
  requests: CountedRequest[];
  /** Answers that promise something are kept back until then. */
  answer: (handler: (request: CountedRequest) => Reply | Promise<Reply>) => void;
  close: () => Promise<void>;
}

export async function startCountingPeer(): Promise<CountingPeer> {
  const requests: CountedRequest[] = [];
  let handler: (request: CountedRequest) => Reply | Promise<Reply> = () => ({});
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks).toString(), at: Date.now() };
    requests.push(request);
    const { status = 200, body = 'ok' } = await handler(request);
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    answer: (next) => {
      handler = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Something that happens once, later. */
export function promised<T = void>(): { promise: Promise<T>; fulfil: (value: T) => void } {
  let fulfil: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    fulfil = resolve;
  });
  return { promise, fulfil };
}
