import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSdk } from '../check.ts';
import { loadContract } from '../fixtures/load.ts';
import { withSdk } from '../fixtures/workshop.ts';
import { LANGUAGES } from '../language.ts';
import { runSmoke } from './run.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const query = (name: string, type: string, more: object = {}) => ({
  ...{ name, in: 'query', required: true },
  schema: { type, ...more },
});

const contract = {
  openapi: '3.1.0',
  info: { title: 'Pay "ments"', version: '1.0.0' },
  paths: {
    '/health': { get: { operationId: 'health', responses: { 204: { description: 'ok' } } } },
    '/items': {
      get: {
        operationId: 'listItems',
        tags: ['items'],
        parameters: [
          query('size', 'integer'),
          query('big', 'integer', { format: 'int64' }),
          query('rate', 'number'),
          query('deep', 'boolean'),
          { name: 'X-Class', in: 'header', required: true, schema: { type: 'string' } },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
        ],
        responses: {
          200: { description: 'ok', ...json({ type: 'array', items: { $ref: '#/components/schemas/Item' } }) },
        },
      },
    },
    '/items/{id}': {
      get: {
        operationId: 'getItem',
        tags: ['items'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'ok', ...json({ $ref: '#/components/schemas/Item' }) },
          404: { description: 'none', ...json({ type: 'object', properties: { code: { type: 'string' } } }) },
        },
      },
    },
    '/notes': {
      get: { operationId: 'notes', responses: { 200: { description: 'ok', ...json({ type: 'object' }) } } },
      post: { operationId: 'addNote', responses: { 204: { description: 'ok' } } },
    },
  },
  components: {
    schemas: { Item: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
  },
};

/** What of `contract` is answered: as it says, a documented failure, and something that is no JSON. */
async function startServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    response.setHeader('content-type', 'application/json');
    if (path === '/health') response.writeHead(204).end();
    else if (path === '/items/sample') response.writeHead(404).end('{"code":"none"}');
    else if (path.startsWith('/items')) response.end('[{"id":"1"}]');
    else response.end('<html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ asked, url: `http://127.0.0.1:${port}` },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

for (const language of LANGUAGES) {
  test(`the smoke program in ${language} compiles with the SDK and tells what its calls came to`, {
    timeout: 240_000,
  }, async ({ skip }) => {
    const server = await startServer();
    try {
      await withSdk(await loadContract(contract), language, async ({ folder }) => {
        const verdict = await checkSdk(language, folder);
        if ('skipped' in verdict) return skip(verdict.skipped);
        expect(verdict).toEqual({ ok: true });
        const result = await runSmoke(language, folder, server.url);
        if ('skipped' in result) return skip(result.skipped);
        expect(result).toEqual({
          calls: [
            { operation: 'GET /health', status: 200 },
            { operation: 'GET /notes', status: 0, error: expect.stringMatching(/./) },
            { operation: 'GET /items/{id}', status: 404 },
            { operation: 'GET /items', status: 200 },
          ],
        });
        expect(server.asked.filter((line) => !line.startsWith('GET /'))).toEqual([]);
      });
    } finally {
      await server.close();
    }
  });
}

test('a program that nothing answers says so for each call, and one without operations is not there', async () => {
  const api = await loadContract(contract);
  await withSdk(api, 'typescript', async ({ folder }) => {
    const result = await runSmoke('typescript', folder, 'http://127.0.0.1:1');
    expect('calls' in result && result.calls.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  });
  const folder = await mkdtemp(join(tmpdir(), 'mockops-sdk-'));
  try {
    expect(await runSmoke('typescript', folder, 'http://127.0.0.1:1')).toMatchObject({ skipped: expect.any(String) });
  } finally {
    await rm(folder, { recursive: true });
  }
});
