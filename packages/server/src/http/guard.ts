// Who may call the API. With a token: whoever sends it. Without one the server listens on loopback only, and the danger is another
// web page in the local browser: a foreign Origin is refused, and so is a foreign Host (DNS rebinding).
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '@mockops/contract';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../config.ts';

const OPEN = new Set(['/healthz', '/readyz']);

export function guard(options: { api_token: string | undefined }) {
  return async (request: FastifyRequest): Promise<void> => {
    const path = request.url.split('?')[0] ?? '';
    if (OPEN.has(path)) return;
    if (options.api_token) {
      if (path.startsWith('/api/') || path === '/metrics') requireToken(request, options.api_token);
      return;
    }
    const host = hostName(`http://${request.headers.host ?? ''}`);
    if (!isLocal(host))
      throw new Problem('forbidden-origin', `this server answers to localhost only, not to "${host}"`);
    const { origin } = request.headers;
    if (origin !== undefined && !isLocal(hostName(origin)))
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

function hostName(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? '';
}

function isLocal(host: string): boolean {
  return isLoopback(host) || host.endsWith('.localhost');
}
