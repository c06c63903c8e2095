// OPTIONS and CORS preflight: 204 with the methods that the path has. A preflight is always answered here, whatever the
// reality: it carries none of the headers that the request will carry, so no upstream could judge it.
import { type Answer, buildAnswer } from '../compile/answer.ts';
import { listAllowed } from '../compile/route.ts';
import type { Exchange } from '../exchange.ts';

const ALL = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

export function isPreflight({ method, req }: Exchange): boolean {
  return method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined;
}

export function answerOptions({ address, path, req }: Exchange): Answer {
  const allowed = address && path ? listAllowed(address.workspace, path.segments, address.from).join(', ') : '';
  const asked = req.headers['access-control-request-headers'];
  return buildAnswer({
    status: 204,
    headers: {
      allow: allowed || ALL,
      'access-control-allow-methods': allowed || ALL,
      'access-control-allow-headers': asked ?? '*',
      'access-control-max-age': '600',
      vary: 'access-control-request-headers',
    },
    origin: 'empty',
  });
}
