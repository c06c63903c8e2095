import { expect, test } from 'vitest';
import { answerJson, startHttpPeer } from './http-peer.ts';

test('a peer fails as told, then answers again', async () => {
  let handled = 0;
  const peer = await startHttpPeer({ handle: () => answerJson(200, { handled: ++handled }) });
  peer.failNext({ status: 429, retry_after: '7' });
  const refused = await fetch(`${peer.url}/x`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  peer.failNext('lose_answer');
  await expect(fetch(`${peer.url}/x`)).rejects.toThrow();
  expect(await (await fetch(`${peer.url}/x`)).json()).toEqual({ handled: 2 });
  await peer.close();
});

test('closing ends a request that hangs, and the port is free again', async () => {
  const peer = await startHttpPeer({ handle: () => answerJson(200, {}) });
  peer.failNext('hang');
  const hanging = fetch(`${peer.url}/x`).catch((error: unknown) => error);
  while (peer.pending() === 0) await new Promise((resolve) => setImmediate(resolve));
  await peer.close();
  expect(await hanging).toBeInstanceOf(Error);
  const again = await startHttpPeer({ port: peer.port, handle: () => answerJson(200, {}) });
  expect(again.port).toBe(peer.port);
  await again.close();
});
