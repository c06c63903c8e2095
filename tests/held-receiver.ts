// A receiver of webhooks that holds its answers back until it is told, or answers by a list of statuses.
import { createServer, type ServerResponse } from 'node:http';

export interface HeldReceiver {
  url: string;
  /** `webhook-id` of every request, in order. */
  ids: string[];
  /** Requests whose sender went away before it was answered. */
  aborted: () => number;
  /** Answers 200 to what waits and to all that follows. */
  release: () => void;
  /** The next answers, instead of holding. */
  answer: (...statuses: number[]) => void;
  close: () => Promise<void>;
}

export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export async function startHeldReceiver(): Promise<HeldReceiver> {
  const ids: string[] = [];
  const held = new Set<ServerResponse>();
  const statuses: number[] = [];
  let open = false;
  let aborted = 0;
  const server = createServer((request, response) => {
    request.resume();
    ids.push(String(request.headers['webhook-id']));
    const status = statuses.shift() ?? (open ? 200 : undefined);
    if (status !== undefined) return void response.writeHead(status).end();
    held.add(response);
    response.on('close', () => {
      held.delete(response);
      if (!response.writableFinished) aborted += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`,
    ids,
    aborted: () => aborted,
    release: () => {
      open = true;
      for (const response of held) response.writeHead(200).end();
    },
    answer: (...next) => void statuses.push(...next),
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
