// Who may call the API. With a token: whoever sends it. Without one the server listens on loopback only, and the danger is another web page in
// the local browser: a foreign Host is refused (DNS rebinding), and so is an Origin that is not this very host and port: the gateway on the next
// port serves pages of strangers.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '@mockops/contract';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../config.ts';

const OPEN = new Set(['/healthz', '/readyz']);

export function guard(options: { api_token: string | undefined }) {
  return async (request: FastifyRequest): Promise<void> => {
    // The route that was found, not the text that was sent: `/%61pi/…` is the API too.
    const route = request.routeOptions.url ?? '';
    if (OPEN.has(route)) return;
    if (options.api_token) {
      if (route.startsWith('/api/') || route === '/metrics') requireToken(request, options.api_token);
      return;
    }
    const { origin, host = '' } = request.headers;
    if (!isLocal(URL.parse(`http://${host}`)))
      throw new Problem('forbidden-origin', `this server answers to localhost only, not to "${host}"`);
    if (origin !== undefined && URL.parse(origin)?.host !== URL.parse(`http://${host}`)?.host)
      throw new Problem('forbidden-origin', `a page of ${origin} may not call this API`);
  };
}

function requireToken(request: FastifyRequest, token: string): void {
  const [, given = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  // Browsers cannot set headers on a WebSocket.
  const fromQuery =
    request.headers.upgrade === 'websocket'
      ? (new URL(request.url, 'http://local').searchParams.get('token') ?? '')
      : '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(given || fromQuery), digest(token))) throw new Problem('unauthorized');
}

function isLocal(url: URL | null): boolean {
  const name = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return isLoopback(name) || name.endsWith('.localhost');
}
