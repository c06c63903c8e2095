import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@mockops/contract';
import { LANGUAGES } from '@mockops/sdkgen';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { StepSkipped } from '../step-type.ts';
import { regenerateSdk } from './index.ts';
import { RegenerateSdkOutputs } from './schema.ts';

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
  const state = { source: contract('getCharge'), revision: 1 };
  const services = createServices({
    sdk_directory,
    contract: async (workspace, at) => {
      if (workspace !== 'payments') throw new Problem('workspace-not-found', `no workspace "${workspace}"`);
      const revision = typeof at === 'number' ? at : state.revision;
      return { files: { 'openapi.yaml': state.source }, title: 'Payments', revision };
    },
  });
  let runs = 0;
  const run = (config: object = {}, idempotency_key = `run_${++runs}/sdk`) =>
    outputsOf(regenerateSdk.run(createContext(services, { languages: LANGUAGES, ...config }, { idempotency_key })));
  return { sdk_directory, state, run, services };
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
  const told = JSON.stringify(second).replaceAll('false', 'true').replaceAll('as it was', 'changed');
  expect(told).toBe(JSON.stringify(first));
  state.source = contract('readCharge');
  expect(await run()).toMatchObject({ changed: true });
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

test('a language that does not exist is told when saved, and at the end of a run that made the others', async () => {
  const { run, services } = await start();
  const check = regenerateSdk.check!(
    { languages: ['typescript', 'cobol', 'phyton'] },
    { org_id: 'a', workspace_id: null, services },
  );
  expect(await check).toEqual([
    `there is no SDK generator for "cobol"; write ${[...LANGUAGES].sort().join(', ')}`,
    'there is no SDK generator for "phyton"; did you mean "python"?',
  ]);
  await expect(run({ languages: ['cobol', 'python'] })).rejects.toMatchObject({
    message: expect.stringMatching(/no SDK for cobol: .*\(made: python\)/),
    outputs: { changed: true, languages: [{ language: 'python', changed: true }] },
  });
});

test('a path outside and an empty list are refused when saved', () => {
  const read = (config: unknown) => JSON.stringify(regenerateSdk.config.safeParse(config).error?.issues ?? []);
  expect(read({ languages: ['typescript'], output_dir: '../x' })).toContain('below the SDK folder');
  expect(read({ languages: ['typescript'], output_dir: '/etc' })).toContain('below the SDK folder');
  expect(read({ languages: [] })).toContain('at least one');
});

test('a revision older than the newest generated one is stale', async () => {
  const { state, run } = await start();
  await run({ languages: ['python'], schema_revision: 5 });
  state.source = contract('older');
  await expect(run({ languages: ['python'], schema_revision: '4' })).rejects.toThrow(
    'stale: SDKs of a revision newer than 4',
  );
  await expect(run({ languages: ['python'], schema_revision: 4 })).rejects.toBeInstanceOf(StepSkipped);
  expect(await run({ languages: ['python'], schema_revision: 5 })).toMatchObject({ changed: true });
  expect(await run({ languages: ['python', 'rust'], schema_revision: 4 })).toMatchObject({
    languages: [{ language: 'rust' }],
  });
});

test('a repeated attempt says what the first one would have said', async () => {
  const { state, run } = await start();
  await run({ languages: ['python'] }, 'before');
  state.source = contract('readCharge');
  expect(await run({ languages: ['python'] }, 'again')).toMatchObject({ changed: true });
  expect(await run({ languages: ['python'] }, 'again')).toMatchObject({ changed: true });
  expect(await run({ languages: ['python'] }, 'another')).toMatchObject({ changed: false });
});

test('a proposed contract gives files and touches neither the folder nor what counts as the newest', async () => {
  const { sdk_directory, run, services } = await start();
  await run({ languages: ['python'] });
  const spec = await services.files.put({ 'schemas/openapi.yaml': contract('proposed') });
  for (const given of [spec, contract('proposed')]) {
    const outputs = await run({ languages: ['python'], spec: given });
    expect(outputs).toMatchObject({
      changed: true,
      languages: [{ directory: null }],
      files: [{ path: 'sdks/python' }],
    });
    const { languages } = RegenerateSdkOutputs.parse(outputs);
    const files = await services.files.get(languages[0]!.artifact);
    expect(JSON.stringify(files)).toContain('proposed');
  }
  expect(await readdir(join(sdk_directory, 'payments'))).toEqual(['python']);
  expect(await run({ languages: ['python'] })).toMatchObject({ changed: false });
});

test('a contract that cannot be read and a missing workspace fail with the reason', async () => {
  const { state, run } = await start();
  await expect(run({ workspace_id: 'nope' })).rejects.toMatchObject({ name: 'StepFailure', kind: 'permanent' });
  state.source = 'openapi: [';
  await expect(run()).rejects.toThrow('the contract of payments (dev) cannot be read: openapi.yaml:1');
});
