// mockops start: the whole server in this process, with the demo organisation when the store is empty. Ctrl-C stops all of it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { type Client, createClient } from '@mockops/contract';
import { formatBanner } from '../banner.ts';
import { isOutdated } from '../dashboard-age.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { readPort } from '../port.ts';
import { onStop } from '../stop.ts';

/** The part of examples/ecommerce/demo.ts that is used here; that folder exists in a clone, not in a published package. */
interface DemoModule {
  startDemo: (options: { api: Client; log: (line: string) => void; first_port?: number }) => Promise<Demo | undefined>;
}
export interface Demo {
  urls: {
    federation: string;
    slack: string;
    mail: string;
    webhook: string;
    github: string;
    auth: string;
    inventory: string;
  };
  loaded: boolean;
  close: () => Promise<void>;
}

const DEMO = new URL('../../../../examples/ecommerce/demo.ts', import.meta.url);

const DASHBOARD = fileURLToPath(new URL('../../../dashboard', import.meta.url));

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

export const startCommand = (io: Io) =>
  new Command('start')
    .description('run MockOps here: API, gateway, worker and dashboard')
    .option('--port <port>', 'of the API and the dashboard (4800)', readPort)
    .option('--gateway-port <port>', 'of the mocks and virtual systems (4801)', readPort)
    .option('--home <folder>', 'where data lives (.mockops)')
    .option('--host <address>', 'to listen on (127.0.0.1)')
    .option('--no-demo', 'start without the demo organisation')
    .option('--demo-port <port>', 'first of the seven ports of the demo (4811); 0: any free ones', readPort)
    .option('--json', 'print the addresses as JSON')
    .action(async ({ port, gatewayPort, home, host, demo: wantsDemo, demoPort, json }) => {
      const stop = onStop();
      const { startServer } = await import('@mockops/server');
      const server = await startServer({
        ...(port !== undefined && { port }),
        ...(gatewayPort !== undefined && { gateway_port: gatewayPort }),
        ...(home !== undefined && { home }),
        ...(host !== undefined && { host }),
      }).catch((error: unknown) => {
        throw nameDatabase(error);
      });
      let demo: Demo | undefined;
      try {
        const { api_url, gateway_url, roles, api_token } = server;
        const api = createClient({ baseUrl: api_url, ...(api_token !== undefined && { token: api_token }) });
        // The demo is loaded through the API, as any user would.
        if (wantsDemo && roles.includes('api') && !stop.signal.aborted) demo = await openDemo(api, io, demoPort);
        if (stop.signal.aborted) return;
        if (roles.includes('api') && isOutdated(DASHBOARD))
          io.err('warning: the dashboard is older than its sources; build it with `node scripts/setup.mjs dashboard`.');
        const guarded = api_token !== undefined;
        if (json) printJson(io, { api_url, gateway_url, demo: demo?.urls ?? null });
        else for (const line of formatBanner({ api_url, gateway_url, roles, guarded, demo: demo?.urls })) io.out(line);
        await stop.asked;
        if (!json) io.err('stopping …');
      } finally {
        // The server first: its last steps may still talk to the stand-ins.
        await server.close();
        await demo?.close();
        stop.release();
      }
    });

/** While it starts, a server talks to nobody but its database. */
function nameDatabase(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !UNREACHABLE.has(String(error.code))) return error;
  return new Failure(
    `The database does not answer: ${error.message || error.code}; check DATABASE_URL, or leave it out for the embedded one.`,
    { cause: error },
  );
}

async function openDemo(api: Client, io: Io, first_port: number | undefined): Promise<Demo | undefined> {
  if (!existsSync(DEMO)) {
    io.err('The demo organisation comes with the repository, not with this package; starting without it.');
    return undefined;
  }
  const module: unknown = await import(DEMO.href);
  if (!isDemoModule(module)) throw new Failure(`${DEMO.pathname} does not export startDemo.`);
  return module.startDemo({ api, log: (line) => io.err(line), ...(first_port !== undefined && { first_port }) });
}

const isDemoModule = (module: unknown): module is DemoModule =>
  typeof module === 'object' && module !== null && 'startDemo' in module && typeof module.startDemo === 'function';
