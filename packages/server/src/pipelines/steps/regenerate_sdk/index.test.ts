import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@mockops/contract';
import { LANGUAGES } from '@mockops/sdkgen';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { regenerateSdk } from './index.ts';
import { writeTree } from './write-tree.ts';

const contract = (operation: string) => `openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
paths:
  /charges/{id}:
    get:
      operationId: ${operation}
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: A charge
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string }, amount: { type: integer } } }
`;

async function start() {
  const sdk_directory = await mkdtemp(join(tmpdir(), 'mockops-sdk-'));
  onTestFinished(() => rm(sdk_directory, { recursive: true }));
  const state = { source: contract('getCharge') };
  const services = createServices({
    sdk_directory,
    contract: async (workspace) => {
      if (workspace !== 'payments') throw new Problem('workspace-not-found', `no workspace "${workspace}"`);
      return { files: { 'openapi.yaml': state.source }, title: 'Payments', revision: 1 };
    },
  });
  const run = (config: object = {}) => regenerateSdk.run(createContext(services, { languages: LANGUAGES, ...config }));
  return { sdk_directory, state, run };
}

test('every language is written to its own folder below the workspace', async () => {
  const { sdk_directory, run } = await start();
  const outputs = await run();
  expect(outputs).toMatchObject({
    changed: true,
    languages: LANGUAGES.map((language) => ({
      language,
      changed: true,
      directory: join(sdk_directory, 'payments', language),
    })),
  });
  expect((await readdir(join(sdk_directory, 'payments'))).sort()).toEqual([...LANGUAGES].sort());
});

test('the same contract touches nothing, and a changed one says so', async () => {
  const { sdk_directory, state, run } = await start();
  const first = await run();
  const folder = join(sdk_directory, 'payments', 'typescript');
  const names = await readdir(folder);
  const times = () => Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
  const before = await times();
  const second = await run();
  expect(second).toMatchObject({ changed: false });
  expect(await times()).toEqual(before);
  expect(JSON.stringify(second).replaceAll('false', 'true')).toBe(JSON.stringify(first));
  state.source = contract('readCharge');
  expect(await run()).toMatchObject({ changed: true });
});

test('a file that vanished is removed with its empty folder, and what a person put there stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mockops-tree-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(
    await writeTree(
      folder,
      new Map([
        ['a.txt', '1'],
        ['old/b.txt', '2'],
      ]),
      'x',
    ),
  ).toEqual({ changed: true });
  await writeFile(join(folder, 'mine.txt'), 'kept');
  expect(await writeTree(folder, new Map([['a.txt', '1']]), 'y')).toEqual({ changed: true });
  expect((await readdir(folder)).sort()).toEqual(['.mockops-sdk.json', 'a.txt', 'mine.txt']);
  await expect(writeTree(folder, new Map([['../out.txt', '1']]), 'z')).rejects.toThrow('not inside its folder');
});

test('a manifest that names files outside is not obeyed', async () => {
  const root = await mkdtemp(join(tmpdir(), 'mockops-tree-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'outside.txt'), 'kept');
  await mkdir(join(root, 'sdk'));
  await writeFile(join(root, 'sdk', '.mockops-sdk.json'), '{"digest":"x","files":["../outside.txt"]}');
  await writeTree(join(root, 'sdk'), new Map([['a.txt', '1']]), 'y');
  expect(await readFile(join(root, 'outside.txt'), 'utf8')).toBe('kept');
});

test('a language that cannot be written is named, and the others are there', async () => {
  const { sdk_directory, run } = await start();
  const blocked = LANGUAGES[0];
  await mkdir(join(sdk_directory, 'payments'));
  await writeFile(join(sdk_directory, 'payments', blocked), 'a file in the way');
  await expect(run()).rejects.toThrow(`no SDK for ${blocked}: `);
  const others = LANGUAGES.slice(1);
  const written = (await readdir(join(sdk_directory, 'payments'))).filter((name) => name !== blocked);
  expect(written.sort()).toEqual([...others].sort());
});

test('another language, a path outside and an unknown key are refused when saved', () => {
  const read = (config: unknown) => JSON.stringify(regenerateSdk.config.safeParse(config).error?.issues ?? []);
  const refusal = read({ languages: ['typescript', 'cobol'] });
  expect(refusal).toContain('cobol');
  for (const language of LANGUAGES) expect(refusal).toContain(language);
  expect(read({ languages: ['typescript'], output_dir: '../x' })).toContain('below the SDK folder');
  expect(read({ languages: ['typescript'], output_dir: '/etc' })).toContain('below the SDK folder');
  expect(read({ languages: [] })).toContain('at least one');
});

test('a contract that cannot be read and a missing workspace fail with the reason', async () => {
  const { state, run } = await start();
  await expect(run({ workspace_id: 'nope' })).rejects.toMatchObject({ name: 'StepFailure', kind: 'permanent' });
  state.source = 'openapi: [';
  await expect(run()).rejects.toThrow('the contract of payments (dev) cannot be read: openapi.yaml:1');
});
