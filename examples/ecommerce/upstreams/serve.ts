// A small real JSON service on node:http: routes in, a listening server out. It can rename a field in every answer, so that
// reality leaves its contract on demand: POST /__admin/rename {"from":"quantity","to":"quantity_on_hand"}; DELETE undoes it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANNOUNCEMENT_PATH } from '../running.ts';

export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** An object, empty when the request has no JSON object as its body. */
  body: Record<string, unknown>;
}
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
/** `GET /items/{sku}` → what it answers. */
export type Routes = Record<string, (call: Call) => Answer>;

export interface UpstreamOptions {
  /** 0 takes a free one. */
  port: number;
  host?: string;
  rename_field?: { from: string; to: string };
  /** What runs beside this service, once that is known. */
  announce?: () => unknown;
}
export interface Upstream {
  url: string;
  port: number;
  close: () => Promise<void>;
}

const MAX_BODY_BYTES = 100_000;

export async function serve(options: UpstreamOptions, routes: Routes): Promise<Upstream> {
  const table = Object.entries(routes).map(([key, answer]) => ({ ...compile(key), answer }));
  let rename = options.rename_field;

  const handle = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    const announcement = url.pathname === ANNOUNCEMENT_PATH ? options.announce?.() : undefined;
    if (announcement !== undefined) return { status: 200, body: announcement };
    const body = await readJson(request);
    if (body === undefined) return { status: 422, body: { code: 'invalid_request', message: 'Send a JSON object.' } };
    if (url.pathname === '/__admin/rename') {
      const { from, to } = body;
      rename = typeof from === 'string' && typeof to === 'string' ? { from, to } : undefined;
      return { status: 200, body: { rename: rename ?? null } };
    }
    for (const route of table) {
      const match = route.method === request.method ? route.pattern.exec(url.pathname) : null;
      if (!match) continue;
      const answer = route.answer({
        params: { ...match.groups },
        query: url.searchParams,
        headers: request.headers,
        body,
      });
      return rename ? { ...answer, body: renameField(answer.body, rename) } : answer;
    }
    return { status: 404, body: { code: 'not_found', message: `There is no ${request.method} ${url.pathname}.` } };
  };

  const server = createServer((request, response) => {
    handle(request).then(
      (answer) => send(response, answer),
      () => send(response, { status: 500, body: { code: 'internal', message: 'The upstream failed.' } }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://localhost:${port}`, port, close };
}

function compile(key: string): { method: string; pattern: RegExp } {
  const [method = '', path = ''] = key.split(' ');
  return { method, pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
}

/** The body as an object; `{}` when there is none, undefined when it is not a JSON object. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function renameField(value: unknown, rename: { from: string; to: string }): unknown {
  if (Array.isArray(value)) return value.map((item) => renameField(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key === rename.from ? rename.to : key, renameField(member, rename)]),
  );
}
