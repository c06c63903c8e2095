// The listening socket: opened once, closed with a grace for the answers that are still open.
import { createServer, type RequestListener } from 'node:http';

export interface Listener {
  listen(options: { port: number; host: string }): Promise<{ port: number; url: string }>;
  close(grace_ms: number): Promise<void>;
}

export function createListener(handler: RequestListener): Listener {
  // Longer than the idle time of usual load balancers, so that it is they who close a kept connection.
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, handler);
  return {
    listen: ({ port, host }) =>
      new Promise((resolve, reject) => {
        const fail = (cause: Error) =>
          reject(
            new Error(`the gateway cannot listen on ${host}:${port}; choose another port or stop what has it`, {
              cause,
            }),
          );
        server.once('error', fail);
        server.listen(port, host, () => {
          server.off('error', fail);
          const address = server.address();
          const actual = address !== null && typeof address === 'object' ? address.port : port;
          resolve({ port: actual, url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}` });
        });
      }),
    close: (grace_ms) =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        // Kept connections become idle one by one as their answers end.
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        const kill = setTimeout(() => server.closeAllConnections(), grace_ms);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(kill);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
