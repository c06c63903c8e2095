import { createServer } from 'node:http';
import { startSlack } from '@mockops/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createGuard, LOOPBACK } from './guard.ts';
import { openOutgoing } from './outgoing.ts';
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

test('neither an address nor a name that resolves to one in a private network is connected to, unless it is listed', async () => {
  const slack = await startSlack();
  const guard = createGuard({ allowed: [] });
  const outgoing = openOutgoing({ guard });
  onTestFinished(async () => {
    await Promise.all([slack.close(), outgoing.close()]);
  });
  const send = (by: typeof outgoing, host: string) =>
    by.send({ method: 'POST', url: `http://${host}:${slack.port}/services/x`, body: '{"text":"x"}', signal });
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '127.1']) {
    const error = await send(outgoing, host).catch((cause: unknown) => cause);
    expect(error, host).toMatchObject({ kind: 'permanent', sent: 'no' });
    expect(String(error)).toContain('MOCKOPS_ALLOWED_PRIVATE_ADDRESSES');
  }
  // What a name resolves to is nobody's business.
  await expect(send(outgoing, 'localhost')).rejects.not.toThrow('127.0.0.1');
  await expect(guard.resolve('localhost')).rejects.toThrow('private network');
  expect(slack.messages).toEqual([]);
  for (const allowed of [LOOPBACK, ['127.0.0.1', '::1'], ['localhost', '127.0.0.0/8']]) {
    const listed = openOutgoing({ guard: createGuard({ allowed }) });
    onTestFinished(() => listed.close());
    await expect(send(listed, '127.0.0.1'), String(allowed)).resolves.toMatchObject({ status: 200 });
    await expect(send(listed, 'localhost'), String(allowed)).resolves.toMatchObject({ status: 200 });
  }
});

test('the own API of this server is not called by any of its names, also where loopback is allowed; other ports are', async () => {
  const slack = await startSlack();
  const own = openOutgoing({ guard: createGuard({ allowed: LOOPBACK, own_ports: [slack.port] }) });
  const other = openOutgoing({ guard: createGuard({ allowed: LOOPBACK, own_ports: [slack.port + 1, 80] }) });
  onTestFinished(async () => {
    await Promise.all([slack.close(), own.close(), other.close()]);
  });
  const send = (by: typeof own, host: string) =>
    by.send({ method: 'POST', url: `http://${host}:${slack.port}/services/x`, body: '{"text":"x"}', signal });
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '127.8.8.8', '0.0.0.0', '[::]'])
    await expect(send(own, host), host).rejects.toMatchObject({ kind: 'permanent', sent: 'no' });
  await expect(send(own, 'localhost')).rejects.toThrow(`localhost:${slack.port} is this server's own API`);
  expect(slack.messages).toEqual([]);
  await expect(send(other, 'localhost')).resolves.toMatchObject({ status: 200 });
  const listed = createGuard({ allowed: ['10.0.0.0/8', 'hooks.internal'], own_ports: [4000] });
  expect(listed.refuses('hooks.internal', '127.0.0.1', 4000)).toBeDefined();
  expect(listed.refuses('hooks.internal', '127.0.0.1', 4001)).toBeUndefined();
});

test('a name that resolves to the metadata service on the second look is not connected to', async () => {
  const slack = await startSlack();
  const answers = ['127.0.0.1', '169.254.169.254'];
  const guard = createGuard({
    allowed: ['127.0.0.1', 'hooks.example'],
    lookup: (_, __, done) => done(null, [{ address: answers.shift() ?? '169.254.169.254', family: 4 }]),
  });
  const outgoing = openOutgoing({ guard });
  onTestFinished(async () => {
    await Promise.all([slack.close(), outgoing.close()]);
  });
  const send = () =>
    outgoing.send({
      method: 'POST',
      url: `http://hooks.example:${slack.port}/services/x`,
      headers: { connection: 'close' },
      body: '{"text":"x"}',
      signal,
    });
  expect((await send()).status).toBe(200);
  await expect(send()).rejects.toMatchObject({ sent: 'no', message: expect.stringContaining('hooks.example is in') });
  expect(slack.messages).toHaveLength(1);
});

test('a listed name opens private networks, but the metadata service only by its own address', () => {
  const guard = createGuard({ allowed: ['hooks.internal', '*.corp.example', '10.1.0.0/16', 'fd00::/8'] });
  expect(guard.refuses('hooks.internal', '192.168.1.5')).toBeUndefined();
  expect(guard.refuses('a.corp.example', '172.16.0.9')).toBeUndefined();
  expect(guard.refuses('corp.example', '172.16.0.9')).toBeDefined();
  expect(guard.refuses('evil-hooks.internal', '192.168.1.5')).toBeDefined();
  expect(guard.refuses('anything', '10.1.2.3')).toBeUndefined();
  expect(guard.refuses('anything', '::ffff:10.1.2.3')).toBeUndefined();
  expect(guard.refuses('anything', '10.2.2.3')).toBeDefined();
  expect(guard.refuses('anything', 'fd12::1')).toBeUndefined();
  expect(guard.refuses('hooks.internal', '169.254.169.254')).toBeDefined();
  expect(guard.refuses('hooks.internal', '::ffff:169.254.169.254')).toBeDefined();
  expect(guard.refuses('hooks.internal', 'fe80::1')).toBeDefined();
  expect(createGuard({ allowed: ['169.254.169.254'] }).refuses('any', '169.254.169.254')).toBeUndefined();
  for (const entry of ['10.0.0.0/33', '10.0.0.0/', '10.0.0', 'http://x', '', 'a b', '::/129', '1.2.3.4/8/9'])
    expect(() => createGuard({ allowed: [entry] }), entry).toThrow('is no network');
});

test('a failure says whether the request can have arrived', async () => {
  const slack = await startSlack();
  const outgoing = openOutgoing({ guard: createGuard({ allowed: LOOPBACK }), timeout_ms: 200 });
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
  const outgoing = openOutgoing({ guard: createGuard({ allowed: LOOPBACK }), max_bytes: 1_000 });
  onTestFinished(async () => {
    await outgoing.close();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  expect((await outgoing.send({ method: 'GET', url, signal })).status).toBe(302);
  await expect(outgoing.send({ method: 'GET', url: `${url}/large`, signal })).rejects.toThrow('more than 1000 bytes');
  const cutting = openOutgoing({ guard: createGuard({ allowed: LOOPBACK }), max_bytes: 1_000, cut: true });
  onTestFinished(() => cutting.close());
  const answer = await cutting.send({ method: 'GET', url: `${url}/large`, signal });
  expect(answer.status).toBe(200);
  expect(answer.text.length).toBeLessThanOrEqual(1_000);
});
