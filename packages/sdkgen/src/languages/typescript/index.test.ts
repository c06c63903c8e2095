import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { attacksContract } from '../../fixtures/attacks.ts';
import { hostileContract } from '../../fixtures/hostile.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { shopContract } from '../../fixtures/shop.ts';
import { startShop } from '../../fixtures/shop-server.ts';
import { runTour, TOUR_WENT_WELL } from '../../fixtures/tour.ts';
import { trapsContract } from '../../fixtures/traps.ts';
import { valuesContract } from '../../fixtures/values.ts';
import { run, TSC, withSdk } from '../../fixtures/workshop.ts';
import { TYPESCRIPT_CONFORMANCE } from './conformance.ts';

const BIOME = join(import.meta.dirname, '../../../../../node_modules/.bin/biome');

const program = `
import { ApiError, Client, isApiError, type GetOrderErrors, TransportError } from './src/index.ts';
const url = process.argv[2] ?? '';
const client = new Client({
  baseUrl: url,
  headers: { 'x-app': 'test', authorization: 'Bearer abc' },
  mockops: { session: 's-1', persona: 'premium', scenario: 'declined', ciRun: 'run-7' },
});
const orders = await client.orders.listOrders({
  status: ['paid', 'on hold'], ids: ['1', '2,3'], filter: { min: 3, city: 'Köln' }, sort: '-created', xTrace: 't', tenant: 'acme',
});
const created = await client.orders.createOrder({
  body: { status: 'pending', lines: [{ sku: 'tea', quantity: 1 }], payment: { kind: 'card', last4: '4242' }, note: null },
});
const found = await client.orders.getOrder({ 'orderId': 'a/b c' }, { mockops: { persona: 'guest' } });
const gone = await client.orders.deleteOrder({ orderId: 'a/b c' });
const token = await client.tokens.createToken({ body: { amount: 5, expand: ['a', 'b'], card: { number: '1', name: 'N M' } } });
await client.files.uploadFile({ body: { file: new Blob(['hello']), label: 'greeting' } });
const content = await (await client.files.downloadFile({ id: '9' })).text();
const stored = await client.files.replaceFile({ id: '9', body: new Uint8Array([1, 2, 255]) });
let failure: unknown;
try {
  await client.orders.getOrder({ orderId: 'nope' });
} catch (error) {
  if (isApiError<GetOrderErrors>(error) && error.status === 404) {
    const code: string = error.body.code;
    failure = [error instanceof ApiError, error.status, code, error.headers.get('content-type')];
  }
}
const unanswered = await new Client({ baseUrl: process.argv[3] ?? '', maxRetries: 0 }).orders.deleteOrder({ orderId: 'x' }).catch((error: unknown) => error instanceof TransportError);
const payment = found.payment.kind === 'bank' ? found.payment.iban : 'card';
const empty = await client.orders.getOrder({ orderId: '..' }).catch((error: unknown) => error instanceof TypeError);
console.log(JSON.stringify({ count: orders.length, created, status: found.status, payment, gone: gone ?? null, token, content, stored, failure, unanswered, empty }));
`;

test('the TypeScript client type-checks strictly, runs unbuilt and speaks to a server', async () => {
  const api = await loadContract(shopContract);
  const shop = await startShop();
  try {
    await withSdk(api, 'typescript', async ({ folder, write }) => {
      await write(
        new Map([
          ['try.ts', program],
          ['tsconfig.try.json', tryConfig],
        ]),
      );
      expect(await run(TSC, ['-p', 'tsconfig.try.json'], folder)).toEqual({ code: 0, output: '' });
      const ended = await run(process.execPath, ['try.ts', shop.url, shop.hangUpUrl], folder);
      expect(ended.code, ended.output).toBe(0);
      expect(JSON.parse(ended.output)).toEqual({
        count: 2,
        created: {
          id: 'o-3',
          status: 'pending',
          lines: [{ sku: 'tea', quantity: 1 }],
          payment: { kind: 'card', last4: '4242' },
          note: null,
        },
        status: 'refunded-later',
        payment: 'DE00',
        gone: null,
        token: { token: 't-1' },
        content: 'bytes',
        stored: 'stored 3',
        failure: [true, 404, 'order_missing', 'application/problem+json'],
        unanswered: true,
        empty: true,
      });
    });
    const [list, create, get] = shop.seen;
    expect(list?.url).toBe(
      '/api/orders?filter%5Bmin%5D=3&filter%5Bcity%5D=K%C3%B6ln&ids=1,2%2C3&sort=-created&status=paid&status=on%20hold',
    );
    expect(list?.headers).toMatchObject({
      'x-trace': 't',
      'x-app': 'test',
      authorization: 'Bearer abc',
      cookie: 'tenant=acme',
      accept: 'application/json',
      'mockops-session': 's-1',
      'mockops-persona': 'premium',
      'mockops-scenario': 'declined',
      'mockops-ci-run': 'run-7',
    });
    expect(create?.headers['content-type']).toBe('application/json');
    expect(get?.headers).toMatchObject({ 'mockops-persona': 'guest', 'mockops-session': 's-1' });
    const bodies = shop.seen.map(({ url, body }) => [url, body]);
    expect(bodies).toContainEqual([
      '/api/tokens',
      'amount=5&expand=a&expand=b&card%5Bnumber%5D=1&card%5Bname%5D=N%20M',
    ]);
    expect(shop.seen.find(({ url }) => url === '/api/files')?.body).toMatch(
      /name="file"[\s\S]*hello[\s\S]*name="label"[\s\S]*greeting/,
    );
    expect(bodies).toContainEqual(['/api/files/9/content', '\u0001\u0002\u00ff']);
  } finally {
    await shop.close();
  }
});

const tryConfig = JSON.stringify({
  extends: './tsconfig.json',
  compilerOptions: {
    noEmit: true,
    rootDir: '.',
    types: ['node'],
    typeRoots: [join(import.meta.dirname, '../../../../../node_modules/@types')],
  },
  include: ['src', 'try.ts'],
});

test('the TypeScript client does in every point of the torture contract what the specification says', async () => {
  const api = await loadText('torture.yaml', tortureContract());
  const server = await startConformanceServer();
  try {
    await withSdk(api, 'typescript', async ({ folder, write }) => {
      await write(
        new Map([
          ['try.ts', TYPESCRIPT_CONFORMANCE],
          ['tsconfig.try.json', tryConfig],
        ]),
      );
      expect(await run(TSC, ['-p', 'tsconfig.try.json'], folder)).toEqual({ code: 0, output: '' });
      // The README's calls stand beside the built package, and import it by its name.
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
      const [first = '', tests = '', tour] = blocks;
      expect(readFileSync(join(folder, 'examples/tour.ts'), 'utf8').replace(/^.*\n\n/, '')).toBe(tour);
      expect(await run(TSC, ['-p', '.'], folder)).toEqual({ code: 0, output: '' });
      const imports = "import { Client } from 'torture-client';\n";
      await write(
        new Map([
          ['first.ts', first],
          ['tests.ts', imports + tests],
          ['tsconfig.first.json', tryConfig.replace('"src","try.ts"', '"first.ts","tests.ts","examples/tour.ts"')],
        ]),
      );
      expect(await run(TSC, ['-p', 'tsconfig.first.json'], folder)).toEqual({ code: 0, output: '' });
      const ended = await run(process.execPath, ['try.ts', server.url], folder);
      expect(await server.report(), ended.output).toEqual([]);
      expect(ended).toEqual({ code: 0, output: 'every call did what it should\n' });
      const toured = await runTour(process.execPath, ['examples/tour.ts'], folder);
      expect(toured).toMatchObject(TOUR_WENT_WELL);
      expect(toured.output).toContain('404 req-404');
    });
  } finally {
    await server.close();
  }
});

test('no text of a hostile contract becomes code of a TypeScript client', async () => {
  for (const contract of [hostileContract, attacksContract, valuesContract]) {
    await withSdk(await loadContract(contract), 'typescript', async ({ folder }) => {
      // A call that came out of a text would name what nobody declares.
      expect(await run(TSC, ['-p', 'examples'], folder)).toEqual({ code: 0, output: '' });
    });
  }
});

const formatConfig = JSON.stringify({
  formatter: { indentStyle: 'space', lineWidth: 120 },
  // Where the two formatters differ: prettier keeps quotes around names beyond ASCII.
  javascript: { formatter: { quoteStyle: 'single', quoteProperties: 'preserve' } },
  linter: { enabled: false },
  assist: { enabled: false },
});

test('a TypeScript client is formatted as a formatter would leave it', async () => {
  const contracts = [trapsContract, valuesContract].map(loadContract);
  for (const api of await Promise.all([loadText('torture.yaml', tortureContract()), ...contracts])) {
    await withSdk(api, 'typescript', async ({ folder, write }) => {
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      const first = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
      await write(
        new Map([
          ['biome.json', formatConfig],
          ['first.ts', first],
        ]),
      );
      const ended = await run(
        BIOME,
        ['format', 'first.ts', 'src', 'examples', 'package.json', 'tsconfig.json'],
        folder,
      );
      expect(ended.code, ended.output).toBe(0);
    });
  }
});

test('a TypeScript client of every known trap type-checks and builds to JavaScript', async () => {
  const api = await loadContract(trapsContract);
  await withSdk(api, 'typescript', async ({ folder }) => {
    expect(await run(TSC, ['-p', '.'], folder)).toEqual({ code: 0, output: '' });
    expect(await run(TSC, ['-p', 'examples'], folder)).toEqual({ code: 0, output: '' });
    const ended = await run(
      process.execPath,
      ['-e', "import('./dist/index.js').then((m) => console.log(typeof m.Client))"],
      folder,
    );
    expect(ended).toEqual({ code: 0, output: 'function\n' });
  });
});
