// The gateway about itself: /__mockops/health, and /__mockops/explain?method=&path=&<header>=… which gives the whole decision
// for a request without its effects: nothing is sent, drawn or observed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@mockops/contract';
import { buildAnswer } from '../compile/answer.ts';
import { explain } from '../explain.ts';
import { commonHeaders } from '../federation/target.ts';
import type { Plane } from '../handle.ts';
import { problemAnswer } from './write.ts';

const PREFIX = '/__mockops/';

export function isOwn(url: string): boolean {
  return url.startsWith(PREFIX);
}

export function answerOwn(
  plane: Plane,
  req: IncomingMessage,
  res: ServerResponse,
  served: Record<string, string>,
): void {
  const url = new URL(req.url ?? '/', 'http://gateway.invalid');
  const answer = answerFor(plane, url, req.headers.host, served);
  res.writeHead(answer.status, [...answer.headers, ...commonHeaders(plane.gateway_id)]);
  res.end(answer.body);
}

function answerFor(plane: Plane, url: URL, host: string | undefined, served: Record<string, string>) {
  const page = url.pathname.slice(PREFIX.length);
  if (page === 'health') {
    return buildAnswer({ status: 200, body: { status: 'ok', gateway: plane.gateway_id, served }, origin: 'empty' });
  }
  if (page !== 'explain') {
    return problemAnswer(
      new Problem('not-found', `there is no ${url.pathname}; there are ${PREFIX}health and ${PREFIX}explain`),
    );
  }
  const { method = 'GET', path, body, ...headers } = Object.fromEntries(url.searchParams);
  if (path === undefined) {
    return problemAnswer(
      new Problem('bad-request', `say which request: ${PREFIX}explain?method=GET&path=/payments/charges`),
    );
  }
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const request = {
    method: method.toUpperCase(),
    path,
    body,
    headers: { ...(host !== undefined && { host }), ...lower },
  };
  return buildAnswer({ status: 200, body: explain(plane, request), origin: 'empty' });
}
