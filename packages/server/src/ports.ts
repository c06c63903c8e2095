// A free port of this machine, where the configuration says 0.
import { createServer } from 'node:net';

/** The wanted port, or a free one for 0. Another program may take it before it is used; the listener then says so. */
export function choosePort(wanted: number): Promise<number> {
  if (wanted !== 0) return Promise.resolve(wanted);
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
