// A proxy in front of a peer that does the work and keeps some answers back: what a crash between an effect and its result looks like from outside.
import { createServer } from 'node:http';

export interface ProxiedRequest {
  method: string;
  path: string;
}

export interface HeldProxy {
  url: string;
  /** Requests that the peer has answered and whose sender waits for ever. */
  held: ProxiedRequest[];
  /** From now on every answer goes through. */
  open: () => void;
  close: () => Promise<void>;
}

export async function startHeldProxy(target: string, holds: (request: ProxiedRequest) => boolean): Promise<HeldProxy> {
  const held: ProxiedRequest[] = [];
  let open = false;
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url: path = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers))
      if (!HOP_BY_HOP.has(name)) headers.set(name, String(value));
    const body = Buffer.concat(chunks);
    const answer = await fetch(target + path, { method, headers, ...(body.length > 0 && { body }) });
    const text = await answer.text();
    if (!open && holds({ method, path })) return void held.push({ method, path });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(answer.status === 204 ? undefined : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    held,
    open: () => {
      open = true;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);
