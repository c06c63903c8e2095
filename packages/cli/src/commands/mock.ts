// mockops mock <openapi.yaml>: one contract as mocks, at once: no server, no database, no faults.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Command } from '@commander-js/extra-typings';
import type { Gateway } from '@mockops/engine';
import { readContractFiles } from '../contract-source/files.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { readPort } from '../port.ts';
import { onStop } from '../stop.ts';

const NAME = 'mock';
const GRACE_MS = 1_000;

export const mockCommand = (io: Io) =>
  new Command('mock')
    .description('serve one OpenAPI contract as mocks, without a server or a database')
    .argument('<openapi>', 'an OpenAPI 3.0 or 3.1 file; files that it refers to are read too')
    .option('--port <port>', 'to listen on', readPort, 4010)
    .option('--host <address>', 'to listen on', '127.0.0.1')
    .option('--seed <text>', 'another seed gives other generated data', 'mockops')
    .option('--json', 'print the address as JSON')
    .action(async (file, { port, host, seed, json }) => {
      const { createGateway } = await import('@mockops/engine');
      const gateway = createGateway({
        gateway_id: NAME,
        now: Date.now,
        random_seed: seed,
        observe: () => {},
        onIssue: (message) => io.err(message.replace(`${NAME}@dev: `, '')),
      });
      const schemas = await readContractFiles(file);
      const issues = await gateway.putWorkspace({
        workspace: NAME,
        environment: 'dev',
        digest: createHash('sha256').update(JSON.stringify(schemas)).digest('hex'),
        settings: { reality_level: 'mock_v1' },
        schemas,
        mocks: {},
        scenarios: {},
        personas: {},
      });
      if (issues.length > 0) throw new Failure(`${file} cannot be served.`, { issues });

      const stop = onStop();
      const listener = await listen(gateway, port, host);
      if (json) printJson(io, { url: listener.url });
      else io.out(`${file} answers at ${listener.url} — Ctrl-C stops it.`);
      await stop.asked;
      await listener.close();
      await gateway.close(GRACE_MS);
      stop.release();
    });

/** Every request is for the one workspace, so its paths begin at the root: the address is given by the host. */
async function listen(gateway: Gateway, port: number, host: string) {
  const server = createServer((request, response) => {
    request.headers.host = `${NAME}.localhost`;
    gateway.handler(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'something listens there already; choose another --port' : error.message;
      reject(new Failure(`Port ${port} of ${host} cannot be used: ${why}.`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  const name = host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    });
  return { url: `http://${name}:${actual}`, close };
}
