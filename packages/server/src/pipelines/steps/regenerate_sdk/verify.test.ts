import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiModel, loadApi } from '@mockops/schema';
import { ExternalProviderConfig, generateSdk } from '@mockops/sdkgen';
import { externalProvider } from '@mockops/sdkgen/node';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { regenerateSdk } from './index.ts';
import { evidenceText, refusalOf, verifySdk } from './verify.ts';

const CONTRACT = `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges/{id}:
    get:
      operationId: getCharge
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: A charge
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string }, amount: { type: integer } } }
        '404': { description: None }
`;

async function load(): Promise<ApiModel> {
  const loaded = await loadApi({ 'openapi.yaml': CONTRACT });
  if (!loaded.ok) throw new Error('the contract does not load');
  return loaded.value;
}

/** Gives every request the same answer. */
async function startMock(status: number, body: string): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}

afterEach(() => vi.unstubAllEnvs());

async function start(options: Parameters<typeof createServices>[0] = {}) {
  const sdk_directory = await mkdtemp(join(tmpdir(), 'mockops-sdk-'));
  onTestFinished(() => rm(sdk_directory, { recursive: true }));
  const contract = async () => ({ files: { 'openapi.yaml': CONTRACT }, title: 'Payments', revision: 3 });
  const services = createServices({ sdk_directory, contract, serve: async () => [], ...options });
  const summaries: string[] = [];
  const run = (config: object) =>
    outputsOf(regenerateSdk.run(createContext(services, config, { summarise: (text) => summaries.push(text) })));
  return { sdk_directory, services, run, summaries };
}

test('an SDK that does not compile is told with what the toolchain said', async () => {
  const api = await load();
  const files = new Map(generateSdk({ api, language: 'typescript' }));
  files.set('src/models.ts', `${files.get('src/models.ts')}export const wrong: number = 'text';\n`);
  const evidence = await verifySdk({ api, language: 'typescript', files, mock_url: null });
  expect(evidence).toMatchObject({ compiled: false, output: expect.stringContaining('src/models.ts') });
  expect(refusalOf(evidence)).toMatch(/^it does not compile: .*src\/models\.ts/);
});

test('a toolchain that is not there is noted, and nothing is called a success', async () => {
  vi.stubEnv('PATH', '/nonexistent');
  const api = await load();
  const files = generateSdk({ api, language: 'go' });
  const evidence = await verifySdk({ api, language: 'go', files, mock_url: 'http://127.0.0.1:1' });
  expect(evidence).toEqual({ compiled: null, calls: [], skipped: 'no go on the PATH', output: '' });
  expect(refusalOf(evidence)).toBeUndefined();
  expect(evidenceText(evidence)).toBe('not verified further: no go on the PATH');
});

test('the calls go to the mock of the workspace, and the summary tells of them in a table', async () => {
  const mock = await startMock(200, '{"id":"ch_1","amount":5}');
  const { run, summaries } = await start({ gateway_url: mock.url });
  const outputs = await run({ languages: ['ts', 'typescript', 'python'], verify: 'calls', package_name: '@acme/pay' });
  const calls = [{ operation: 'GET /charges/{id}', status: 200, error: null }];
  expect(outputs).toMatchObject({
    languages: [
      { language: 'typescript', verified: { compiled: true, calls } },
      { language: 'python', verified: { compiled: true, calls } },
    ],
  });
  expect(mock.paths).toEqual(['/payments/charges/sample', '/payments/charges/sample']);
  expect(summaries.join()).toMatch(
    /\| typescript \| changed \| \d+ \| compiles; 1 call of the mock answered \(`GET \/charges\/\{id\}` 200\) \|/,
  );
});

test('an SDK whose mock answers against the contract is not written, and the call is named', async () => {
  const mock = await startMock(200, '{"id":17}');
  const { run, sdk_directory } = await start({ gateway_url: mock.url });
  await expect(run({ languages: ['python'], verify: 'calls' })).rejects.toThrow(
    /no SDK for python: its calls of the mock fail: GET \/charges\/\{id\} DecodeError/,
  );
  expect(await readdir(sdk_directory)).toEqual([]);
});

test('a documented failure is an answer; one that the contract does not have is none', async () => {
  const missing = await startMock(404, '{}');
  const { run } = await start({ gateway_url: missing.url });
  expect(await run({ languages: ['python'], verify: 'calls' })).toMatchObject({
    languages: [{ verified: { calls: [{ status: 404, error: null }] } }],
  });
  const teapot = await startMock(418, '{}');
  const other = await start({ gateway_url: teapot.url });
  await expect(other.run({ languages: ['python'], verify: 'calls' })).rejects.toThrow(
    'GET /charges/{id} answered 418, which is not in the contract',
  );
});

test('languages have other names, and a package has the one that it is given', async () => {
  const { run, services } = await start();
  const outputs = await run({ languages: ['dotnet', 'golang', 'c#'], package_name: 'acme/pay-go' });
  expect(outputs).toMatchObject({ languages: [{ language: 'csharp' }, { language: 'go' }] });
  const { files } = outputs as { files: { path: string; artifact: string }[] };
  expect(files.map(({ path }) => path)).toEqual(['sdks/csharp', 'sdks/go']);
  expect((await services.files.get(files[1]!.artifact))['go.mod']).toContain('module acme/pay-go\n');
});

test('a provider of the operator makes what it is for, and what nothing here compiles is noted', async () => {
  const program = `import { readFileSync, writeFileSync } from 'node:fs';
writeFileSync(process.argv[3] + '/client.php', '<?php // ' + readFileSync(process.argv[2], 'utf8').length);`;
  const config = ExternalProviderConfig.parse({
    command: [process.execPath, '--input-type=module', '-e', program, '--', '-', '{contract}', '{out}'],
    languages: ['php'],
  });
  const { run } = await start({ sdk_providers: new Map([['own', externalProvider('own', config, process.env)]]) });
  expect(await run({ languages: ['php'], provider: 'own', verify: 'calls' })).toMatchObject({
    languages: [{ language: 'php', file_count: 1, verified: { compiled: null, skipped: 'nothing here compiles php' } }],
  });
  await expect(run({ languages: ['go'], provider: 'own' })).rejects.toThrow(
    'there is no language of the SDK provider own called "go"; write php',
  );
  await expect(run({ languages: ['php'], provider: 'owm' })).rejects.toThrow(
    'there is no SDK provider "owm"; did you mean "own"?',
  );
});
