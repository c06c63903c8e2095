import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Problem } from '@mockops/contract';
import { parsePipeline } from '@mockops/pipelines';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { STEP_TYPES } from '../registry.ts';
import { Suspended } from '../step-type.ts';
import { loadStepModules } from './load-modules.ts';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mockops-steps-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const load = (files: Record<string, string>, ...modules: string[]) =>
  loadStepModules({ modules, cwd: folderWith(files), known: STEP_TYPES });

async function refusal(files: Record<string, string>, ...modules: string[]): Promise<string> {
  const error = await load(files, ...modules).then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error.message;
  throw error;
}

const GREET = `
export default {
  type: 'acme/greet',
  summary: 'Greets somebody',
  effect: 'pure',
  config: {
    type: 'object',
    properties: { who: { type: 'string', minLength: 1 } },
    required: ['who'],
    additionalProperties: false,
  },
  outputs: { type: 'object', properties: { greeting: { type: 'string' } }, required: ['greeting'] },
  run: async ({ config, log }, { StepFailure }) => {
    if (config.who === 'nobody') throw new StepFailure('there is nobody to greet');
    log('greeting ' + config.who);
    return { greeting: 'hello ' + config.who };
  },
};`;

test('a file is loaded, and its type is one like any other: lint, run, failures', async () => {
  const types = await load({ 'steps/greet.mjs': GREET }, './steps/greet.mjs');
  expect(Object.keys(types)).toEqual([...Object.keys(STEP_TYPES), 'acme/greet']);
  const greet = types['acme/greet'];
  const context = (config: unknown) => createContext(createServices(), config);
  expect(await greet?.run(context({ who: 'kim' }))).toEqual({ greeting: 'hello kim' });
  await expect(greet?.run(context({ who: 'nobody' }))).rejects.toMatchObject({
    kind: 'permanent',
    message: 'there is nobody to greet',
  });
  await expect(greet?.run(context({ whom: 'kim' }))).rejects.toThrow('the config of this acme/greet step is not valid');
  expect(Object.keys(greet?.outputs?.shape ?? {})).toEqual(['greeting']);

  const lint = (config: string) =>
    parsePipeline(
      `name: a\ntriggers:\n  - event: schema.changed\nsteps:\n  - name: one\n    type: acme/greet\n    config: ${config}\n`,
      'a.yaml',
      { step_types: types, event_types: ['schema.changed'] },
    );
  expect(lint('{ who: kim }').ok).toBe(true);
  expect(JSON.stringify(lint('{ whom: kim }').issues)).toContain('who');
});

test('it sees its run and nothing of the server', async () => {
  const types = await load(
    {
      'spy.mjs': GREET.replace(
        /run: async[\s\S]*/,
        'run: async (context) => ({ greeting: Object.keys(context).join() }) };',
      ),
    },
    './spy.mjs',
  );
  const outputs = await types['acme/greet']?.run(createContext(createServices(), { who: 'kim' }));
  expect(outputs).toMatchObject({ greeting: expect.stringContaining('idempotency_key') });
  expect(JSON.stringify(outputs)).not.toContain('services');
});

test('a package is found from the working directory, also one that is for import only; it may have several types that wait', async () => {
  const wait = `
    const step = (type) => ({
      type, summary: 'Waits', effect: 'wait', config: { type: 'object', properties: {} },
      run: async (_, { Suspended }) => new Suspended({ waiting_for: 'a while', state: { from: type } }),
      resume: async (_, stimulus, state) => ({ woken_by: stimulus.kind, ...state }),
    });
    export const steps = [step('acme/one'), step('acme/two')];`;
  const types = await load(
    {
      'node_modules/@acme/steps/package.json':
        '{"name":"@acme/steps","type":"module","exports":{".":{"import":"./index.js"}}}',
      'node_modules/@acme/steps/index.js': wait,
    },
    '@acme/steps',
  );
  const context = createContext(createServices(), {});
  expect(await types['acme/two']?.run(context)).toBeInstanceOf(Suspended);
  expect(await types['acme/one']?.resume?.(context, { kind: 'timer' }, { from: 'acme/one' })).toEqual({
    woken_by: 'timer',
    from: 'acme/one',
  });
});

test("a schema of the module's own zod is taken as it is", async () => {
  const zod = JSON.stringify(import.meta.resolve('zod'));
  const types = await load(
    {
      'own.mjs': `import { z } from ${zod};\n${GREET.replace(/config: \{\n[\s\S]*?\n {2}\},\n/, 'config: z.strictObject({ who: z.string() }),\n')}`,
    },
    './own.mjs',
  );
  expect(types['acme/greet']?.config.safeParse({ who: 1 }).success).toBe(false);
  expect(types['acme/greet']?.config.safeParse({ who: 'kim' }).success).toBe(true);
});

test('everything that is wrong is told at once, with module, export and what to do', async () => {
  const said = await refusal(
    {
      'empty.mjs': 'export const other = 1;',
      'broken.mjs': 'export default {',
      'wrong.mjs': `export default [{ type: 'Greet', summary: '', effect: 'magic', config: {}, run: 1, extra: 1 }, null]`,
      'schema.mjs': GREET.replace("type: 'object',\n    properties", "type: 'array',\n    properties"),
      'wait.mjs': GREET.replace("'pure'", "'wait'"),
    },
    ...['./empty.mjs', './broken.mjs', './wrong.mjs', './schema.mjs', './wait.mjs', './missing.mjs', '@acme/none'],
  );
  expect(said).toContain('./empty.mjs: exports no step type; export one as default, or several as `steps`');
  expect(said).toContain('./broken.mjs: cannot be loaded: ');
  expect(said).toContain('./wrong.mjs, default export[0]: type: must be named <vendor>/<name>');
  expect(said).toContain('./wrong.mjs, default export[0]: summary: must say in one sentence');
  expect(said).toContain('default export[0]: run: is not a function');
  expect(said).toContain('"extra"');
  expect(said).toContain('./wrong.mjs, default export[1]: ');
  expect(said).toContain(
    './schema.mjs, default export: config: must be z.object(…) of zod 4, or a JSON Schema with type: object',
  );
  expect(said).toContain('./wait.mjs, default export: resume: a step that waits must say how it goes on');
  expect(said).toContain('./missing.mjs: cannot be loaded: there is no file ');
  expect(said).toContain('@acme/none: cannot be loaded: package "@acme/none" is not installed in ');
});

test('a type is of one module', async () => {
  expect(await refusal({ 'a.mjs': GREET, 'b.mjs': GREET }, './a.mjs', './b.mjs')).toContain(
    './b.mjs, default export: type "acme/greet" is there already, from ./a.mjs',
  );
});
