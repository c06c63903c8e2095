import { createServer } from 'node:http';
import { startSlack } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { openOutgoing, resolvePublic } from './outgoing.ts';
import { isPrivateAddress } from './private-addresses.ts';

const signal = new AbortController().signal;

test('the guard knows private, mapped and special addresses from public ones', () => {
  const local = [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    '::1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '2002:7f00:1::',
    'no address',
  ];
  expect(local.filter((address) => !isPrivateAddress(address))).toEqual([]);
  expect(['8.8.8.8', '140.82.112.3', '2606:50c0:8000::153'].filter(isPrivateAddress)).toEqual([]);
});

test('guarded, neither an address nor a name that resolves to one in a private network is connected to', async () => {
  const slack = await startSlack();
  const outgoing = openOutgoing({ allow_private: false });
  onTestFinished(async () => {
    await Promise.all([slack.close(), outgoing.close()]);
  });
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    const sending = outgoing.send({
      method: 'POST',
      url: `http://${host}:${slack.port}/services/x`,
      body: '{"text":"x"}',
      signal,
    });
    await expect(sending, host).rejects.toMatchObject({
      kind: 'permanent',
      sent: 'no',
      message: expect.stringContaining('private network'),
    });
  }
  await expect(resolvePublic('localhost')).rejects.toThrow('private network');
  expect(slack.messages).toEqual([]);
});

test('a failure says whether the request can have arrived', async () => {
  const slack = await startSlack();
  const outgoing = openOutgoing({ timeout_ms: 200 });
  onTestFinished(() => outgoing.close());
  slack.failNext('hang');
  const request = { method: 'POST', url: slack.webhook_url, body: '{"text":"x"}', signal } as const;
  await expect(outgoing.send(request)).rejects.toMatchObject({
    sent: 'unknown',
    message: expect.stringContaining('gave no answer within 0.2 s'),
  });
  slack.failNext('lose_answer');
  await expect(outgoing.send(request)).rejects.toMatchObject({ sent: 'unknown' });
  await expect(outgoing.send({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({ sent: 'no' });
  await slack.close();
  await expect(outgoing.send(request)).rejects.toMatchObject({
    sent: 'no',
    kind: 'transient',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('redirects are not followed and a large answer is cut off', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/large') return void response.end('x'.repeat(2_000));
    response.writeHead(302, { location: '/large' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const outgoing = openOutgoing({ max_bytes: 1_000 });
  onTestFinished(async () => {
    await outgoing.close();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  expect((await outgoing.send({ method: 'GET', url, signal })).status).toBe(302);
  await expect(outgoing.send({ method: 'GET', url: `${url}/large`, signal })).rejects.toThrow('more than 1000 bytes');
});
