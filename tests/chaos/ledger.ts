// The outside, as a book: every request that carries a key is written down under what it says it does. Requests to `/flaky` are refused the first time that
// a key is seen; those to `/slow` are done at once and answered late, so that a kill finds many of them between the effect and the word of it.
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Ledger {
  url: string;
  /** By what was to be done: how often it was asked for, by key. */
  entries: Map<string, Map<string, number>>;
  close: () => Promise<void>;
}

const SLOW_MS = 200;

export async function startLedger(): Promise<Ledger> {
  const entries: Ledger['entries'] = new Map();
  const refused = new Set<string>();

  async function answer(request: IncomingMessage): Promise<number> {
    const { 'webhook-id': id, 'idempotency-key': idempotency } = request.headers;
    const key = String(id ?? idempotency);
    const what = effectOf(await readBody(request));
    if (request.url === '/flaky' && !refused.has(key)) {
      refused.add(key);
      return 503;
    }
    const keys = entries.get(what) ?? new Map<string, number>();
    entries.set(what, keys.set(key, (keys.get(key) ?? 0) + 1));
    await sleep(request.url === '/slow' ? SLOW_MS : 5);
    return 200;
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (status) => response.writeHead(status).end(),
      // Whoever asked was killed before it had said what.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    entries,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Of a signed webhook, or of a plain request. */
function effectOf(body: string): string {
  const { effect, data } = JSON.parse(body);
  return String(effect ?? data.message);
}
