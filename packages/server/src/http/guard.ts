// Who may call the API. With a token: whoever sends it, or a browser that opened `/sign-in?token=…` once and has the session cookie. Without one the server listens on loopback only, and the danger is another web page in
// the local browser: a foreign Host is refused (DNS rebinding), and so is an Origin that is not this very host and port: the gateway on the next
// port serves pages of strangers.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '@mockops/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../config.ts';

/** Health, and what carries its own proof: the token of a one-time link. */
const OPEN = new Set(['/healthz', '/readyz', '/api/v1/approval-links/:token']);

export function guard(options: { api_token: string | undefined }) {
  return async (request: FastifyRequest): Promise<void> => {
    // The route that was found, not the text that was sent: `/%61pi/…` is the API too.
    const route = request.routeOptions.url ?? '';
    // Inbound webhooks prove themselves by their signature.
    if (OPEN.has(route) || route.startsWith('/hooks/')) return;
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
  const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (bearer !== undefined) {
    if (!isSame(bearer, token)) throw new Problem('unauthorized');
    return;
  }
  const [, session = ''] =
    new RegExp(`(?:^|; )${SESSION_COOKIE}=([0-9a-f]{64})`).exec(request.headers.cookie ?? '') ?? [];
  if (!isSame(session, sessionOf(token))) throw new Problem('unauthorized');
  // A cookie is sent by the browser for whatever page asks; only our own may use it.
  const { origin, host = '' } = request.headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host)
    throw new Problem('forbidden-origin', `a page of ${origin} may not call this API`);
}

const SESSION_COOKIE = 'mockops_session';

/** What the cookie holds: proof of the token, and not the token. */
function sessionOf(token: string): string {
  return createHash('sha256').update(`session:${token}`).digest('hex');
}

/** In constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** `/sign-in?token=…`: a link to open once in a browser. Answers with the session cookie and goes on to the dashboard. */
export function signInRoute(app: FastifyInstance, options: { api_token: string | undefined; secure?: boolean }): void {
  app.get('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    const given = new URL(request.url, 'http://local').searchParams.get('token') ?? '';
    if (options.api_token !== undefined) {
      if (!isSame(given, options.api_token)) throw new Problem('unauthorized', 'this link carries another token');
      const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${options.secure ? '; Secure' : ''}`;
      reply.header('set-cookie', `${SESSION_COOKIE}=${sessionOf(options.api_token)}; ${flags}`);
    }
    return reply.redirect('/');
  });
}

function isLocal(url: URL | null): boolean {
  const name = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return isLoopback(name) || name.endsWith('.localhost');
}
