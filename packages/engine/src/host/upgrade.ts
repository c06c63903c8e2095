// WebSockets: neither a mock nor the proxy speaks them, and an answer as to any other request would hide that.
// Another protocol that is offered, such as h2c, is passed over, as RFC 9110 §7.8 allows.
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '@mockops/contract';

/** Throws the Problem to answer with. */
export function refuseUpgrade({ upgrade }: IncomingHttpHeaders): void {
  if (upgrade === undefined || !/(^|,)\s*websocket\b/i.test(upgrade)) return;
  throw new Problem(
    'upgrade-refused',
    `the request asks for ${upgrade}, and only HTTP requests are mocked or forwarded`,
  );
}
