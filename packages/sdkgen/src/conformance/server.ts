// The conformance server: the torture contract on loopback. It answers only the requests that README.md lists, exactly as a
// client must send them, and reports what was wrong and what was never asked.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWERS } from './answers.ts';
import type { Memory, Reply } from './memory.ts';
import { Mismatch, type Seen } from './seen.ts';

export interface ConformanceServer {
  /** Base URL for the client. */
  url: string;
  /** What was wrong, and what is missing; empty when the client did everything right. A tour need not ask for everything. */
  report(asked?: 'everything' | 'something'): Promise<string[]>;
  /** Values of `mockops-session` that came. */
  sessions(): string[];
  close(): Promise<void>;
}

const BASE = '/v1';
const keys = Object.keys(ANSWERS);

export async function startConformanceServer(): Promise<ConformanceServer> {
  const memory: Memory = { counts: new Map(), times: new Map(), keys: new Set(), open: new Set() };
  const wrong: string[] = [];
  const asked = new Set<string>();
  const sessions = new Set<string>();
  const servers = [false, true].map((foreign) =>
    createServer((request, response) => {
      answer(request, response, foreign).catch((error: unknown) => {
        const what = `${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`;
        wrong.push(what);
        const body = JSON.stringify({ title: what, code: 'mismatch', what, fault: what });
        if (!response.headersSent) response.writeHead(400, { 'content-type': 'application/problem+json' });
        response.end(body);
      });
    }),
  );
  const [url = '', otherUrl = ''] = await Promise.all(servers.map(listen));

  async function answer(request: IncomingMessage, response: ServerResponse, foreign: boolean): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [target = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const path = target.slice(BASE.length);
    const line = `${request.method} ${path}`;
    const key = keys.find((name) => name === line) ?? keys.find((name) => name.endsWith('/') && line.startsWith(name));
    const found = key === undefined ? undefined : ANSWERS[key];
    if (!target.startsWith(`${BASE}/`) || key === undefined || found === undefined) {
      throw new Mismatch('there is no such operation');
    }
    asked.add(key);
    sessions.add([request.headers['mockops-session']].join());
    const seen: Seen = {
      method: request.method ?? '',
      path,
      query,
      headers: request.headers,
      body: Buffer.concat(chunks),
      base: foreign ? otherUrl : url,
      otherBase: foreign ? url : otherUrl,
      foreign,
      response,
    };
    const reply = await found(seen, memory, key);
    if (reply !== undefined) send(response, reply);
  }

  return {
    url,
    sessions: () => [...sessions].filter(Boolean),
    async report(wanted = 'everything') {
      for (let tries = 0; memory.open.size > 0 && tries < 100; tries += 1) await sleep(20);
      const open = [...memory.open].map(
        (name) => `${name}: the client has left its loop but not closed the connection`,
      );
      const missing = wanted === 'everything' || asked.size === 0 ? keys.filter((key) => !asked.has(key)) : [];
      return [...wrong, ...open, ...missing.map((key) => `${key}: was never asked`)];
    },
    async close() {
      await Promise.all(servers.map(shut));
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
}

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
