import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadApi } from '@mockops/schema';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ExternalProviderConfig } from '../external-config.ts';
import { externalProvider } from './external.ts';
import type { SdkRequest } from './provider.ts';

const CONTRACT = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: {}\n';

let folder: string;
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'mockops-tool-'));
  folder = made;
  onTestFinished(() => rm(made, { recursive: true }));
});

/** A generator of the user's, as a script; `body` sees `contract`, `out` and the process. */
async function tool(body: string, config: Partial<ExternalProviderConfig> = {}) {
  const script = join(folder, 'tool.mjs');
  await writeFile(
    script,
    `import fs from 'node:fs'; import path from 'node:path';\nconst [contract, out, language] = process.argv.slice(2);\n${body}`,
  );
  const command = [process.execPath, script, '{contract}', '{out}', '{language}'];
  const read = ExternalProviderConfig.parse({ command, languages: ['kotlin'], ...config });
  return externalProvider('house', read, { ...process.env, SECRET_TOKEN: 'do not tell' });
}

async function request(signal = new AbortController().signal): Promise<SdkRequest> {
  const sources = { 'shop.yaml': CONTRACT };
  const loaded = await loadApi(sources);
  if (!loaded.ok) throw new Error('the contract must load');
  return { api: loaded.value, sources, language: 'kotlin', signal };
}

test('the program gets the contract and an empty folder; its text files come back, nothing else is left', async () => {
  const before = await readdir(tmpdir());
  const provider = await tool(`
    fs.mkdirSync(path.join(out, 'src'));
    fs.writeFileSync(path.join(out, 'src/Client.kt'), '// ' + language + ' ' + fs.readFileSync(contract, 'utf8').split('\\n')[0]);
    fs.writeFileSync(path.join(out, 'wrapper.jar'), Buffer.from([0xff, 0xfe, 0x00]));
    fs.symlinkSync('/etc/hostname', path.join(out, 'link'));`);
  expect(provider.supports('openapi', 'kotlin')).toBe(true);
  expect(provider.supports('protobuf', 'kotlin')).toBe(false);
  expect(provider.supports('openapi', 'typescript')).toBe(false);
  expect(await provider.generate(await request())).toEqual(new Map([['src/Client.kt', '// kotlin openapi: 3.1.0']]));
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('mockops-sdk-'))).toEqual(
    before.filter((name) => name.startsWith('mockops-sdk-')),
  );
});

test('it sees nothing of our environment but what it was promised', async () => {
  const provider = await tool(`fs.writeFileSync(path.join(out, 'env.txt'), JSON.stringify(process.env));`);
  const files = await provider.generate(await request());
  expect(files.get('env.txt')).not.toContain('do not tell');
  expect(JSON.parse(files.get('env.txt') ?? '{}').HOME).toContain('mockops-sdk-');
});

test.for([
  ['fails', `console.error('no such template'); process.exit(3);`, {}, /house: .*ended with 3: no such template/],
  ['writes nothing', ``, {}, /wrote nothing to \{out\}/],
  [
    'writes too much',
    `fs.writeFileSync(path.join(out, 'a'), 'x'.repeat(50));`,
    { max_bytes: 10 },
    /more than 10 bytes/,
  ],
  [
    'writes too many files',
    `for (const n of 'abc') fs.writeFileSync(path.join(out, n), n);`,
    { max_files: 2 },
    /more than 2 files/,
  ],
  ['never ends', `setInterval(() => {}, 1000);`, { timeout_ms: 1_000 }, /did not end within 1000 ms/],
  ['is not there', ``, { command: ['/no/such/generator'] }, /cannot be started.*is it installed/],
] as const)('a program that %s says so', async ([, body, config, message]) => {
  const provider = await tool(body, config as Partial<ExternalProviderConfig>);
  await expect(provider.generate(await request())).rejects.toThrow(message);
});

test('a cancelled generation ends its program', async () => {
  const stop = new AbortController();
  const provider = await tool(`setInterval(() => {}, 1000);`);
  const generation = provider.generate(await request(stop.signal));
  setTimeout(() => stop.abort(new Error('the run was cancelled')), 300);
  await expect(generation).rejects.toThrow('the run was cancelled');
});
