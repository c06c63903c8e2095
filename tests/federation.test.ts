// Promise: one base URL, four services, each with its own reality, and every answer says where it came from.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFiles, startUpstream, type Upstream, writeFolder } from './shop.ts';
import { mockops, removeHome, type System, startSystem } from './system.ts';

const FEDERATION = (auth: string, inventory: string) => `federation:
  name: "shop"
  services:
    - { name: auth, workspace_id: auth, base_path: /auth, reality_level: real, upstream_url: "${auth}" }
    - { name: payments, workspace_id: payments, base_path: /payments, reality_level: mock_v3 }
    - name: inventory
      workspace_id: inventory
      base_path: /inventory
      reality_level: blended
      blend_ratio: 0.3
      config: { upstream_url: "${inventory}" }
    - name: shipping
      workspace_id: shipping
      base_path: /shipping
      reality_level: chaos_driven
      chaos: { error_rate: 0.25, status_codes: [503], delay_rate: 0 }
`;

let system: System;
let auth: Upstream;
let inventory: Upstream;
beforeAll(async () => {
  [auth, inventory] = await Promise.all([startUpstream(), startUpstream()]);
  system = await startSystem();
  for (const workspace of ['auth', 'payments', 'inventory', 'shipping']) {
    await system.api.pushFiles({ params: { workspace }, body: { files: shopFiles(workspace), prune: true } });
  }
  const folder = writeFolder({ 'federation.yaml': FEDERATION(auth.url, inventory.url) });
  const applied = await mockops(system, 'federation', 'apply', `${folder}/federation.yaml`);
  if (applied.code !== 0) throw new Error(applied.err);
});
afterAll(async () => {
  await system.stop();
  await Promise.all([auth.close(), inventory.close(), removeHome(system.home)]);
});

async function ask(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; source: string | null; reality: string; headers: Headers; body: string }> {
  const answer = await fetch(`${system.gateway_url}/shop${path}`, { headers });
  return {
    status: answer.status,
    source: answer.headers.get('x-mockops-source'),
    reality: answer.headers.get('x-mockops-reality') ?? '',
    headers: answer.headers,
    body: await answer.text(),
  };
}

/** `count` answers, a few at a time. */
async function sample(count: number, path: string, headers: (index: number) => Record<string, string> = () => ({})) {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (let from = 0; from < count; from += 50) {
    answers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - from) }, (_, index) => ask(path, headers(from + index))),
      )),
    );
  }
  const share = (holds: (answer: Awaited<ReturnType<typeof ask>>) => boolean) => answers.filter(holds).length / count;
  return { answers, share };
}

test('sources and error rates over 2,000 requests converge to what is configured', async () => {
  const real = await sample(500, '/auth/charges/ch_1');
  expect(real.share(({ source, status }) => source === 'real' && status === 200)).toBe(1);

  const mocked = await sample(500, '/payments/charges/ch_1');
  expect(mocked.share(({ source }) => source === 'real')).toBe(0);
  // mock_v3: 5 % errors. Five standard deviations of 500 draws are 0.05.
  expect(Math.abs(mocked.share(({ status }) => status >= 500) - 0.05)).toBeLessThan(0.05);
  expect(mocked.share(({ source, status }) => (source === 'chaos') === status >= 500)).toBe(1);

  const blended = await sample(500, '/inventory/charges/ch_1', (index) => ({ 'mockops-session': `s-${index}` }));
  expect(Math.abs(blended.share(({ source }) => source === 'real') - 0.3)).toBeLessThan(0.1);
  expect(blended.share(({ source }) => source === 'real' || source === 'mock')).toBe(1);

  const chaotic = await sample(500, '/shipping/charges/ch_1');
  expect(Math.abs(chaotic.share(({ source, status }) => source === 'chaos' && status === 503) - 0.25)).toBeLessThan(
    0.1,
  );
});

test('a blended answer sticks to its session and entity', async () => {
  for (const session of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const sources = new Set(
      (await sample(5, '/inventory/charges/ch_9', () => ({ 'mockops-session': session }))).answers.map(
        ({ source }) => source,
      ),
    );
    expect(sources.size, session).toBe(1);
  }
});

test('paths match whole segments, and the query string survives', async () => {
  const lost = await ask('/authors/1');
  expect(lost.status).toBe(404);
  expect(JSON.parse(lost.body)).toMatchObject({ type: expect.stringContaining('no-route') });
  expect(auth.paths.every((path) => path.startsWith('/charges/'))).toBe(true);
  await ask('/auth/charges/ch_7?expand=customer&q=%20x%2Fy');
  expect(auth.paths.at(-1)).toBe('/charges/ch_7?expand=customer&q=%20x%2Fy');
});

test('answers explain themselves, and our own headers do not leave to the real upstream', async () => {
  const answer = await ask('/auth/charges/ch_1', {
    'mockops-session': 'secret-session',
    baggage: 'mockops-persona=premium,tenant=acme',
  });
  expect(answer.headers.get('x-mockops-operation')).toBe('GET /charges/{id}');
  expect(answer.reality).toMatch(/^real/);
  expect(answer.headers.get('x-mockops-snapshot')).toMatch(/^[0-9a-f]{12}$/);
  const sent = auth.headers.at(-1) ?? {};
  expect(JSON.stringify(sent)).not.toContain('secret-session');
  expect(sent.baggage).toBe('tenant=acme');
  expect(sent.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
});

test('a changed reality is served by the next request, and the answer says which digest each gateway serves', async () => {
  const changed = await mockops(system, 'federation', 'set', 'shop', 'auth', '--reality', 'mock_v1', '--json');
  expect(changed.err).toBe('');
  expect((await ask('/auth/charges/ch_1')).source).toBe('mock');
  const federation = await system.api.getFederation({ params: { federation: 'shop' } });
  expect(federation.applied).toBe(true);
  expect(federation.served).toEqual([{ gateway: expect.any(String), digest: federation.digest }]);
  await mockops(system, 'federation', 'set', 'shop', 'auth', '--reality', 'real');
  expect((await ask('/auth/charges/ch_1')).source).toBe('real');
});

test('a dead upstream: blended falls back to the mock and says so, real says what is wrong', async () => {
  await inventory.close();
  await auth.close();
  const { answers } = await sample(40, '/inventory/charges/ch_1', (index) => ({ 'mockops-session': `t-${index}` }));
  expect(answers.every(({ status, source }) => status === 200 && source === 'mock')).toBe(true);
  expect(answers.some(({ reality }) => reality.includes('upstream-unavailable'))).toBe(true);
  const failed = await ask('/auth/charges/ch_1');
  expect(failed.status).toBe(502);
  expect(JSON.parse(failed.body)).toMatchObject({ title: 'The upstream did not answer', hint: expect.any(String) });
});
