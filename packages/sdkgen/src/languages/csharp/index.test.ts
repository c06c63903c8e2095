import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCSharp, compileForMono } from '../../check/csharp.ts';
import { downlevel } from '../../check/csharp-downlevel.ts';
import { asClass } from '../../check/csharp-program.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { attacksContract } from '../../fixtures/attacks.ts';
import { findCSharpErrors, findCSharpGrammar } from '../../fixtures/csharp-syntax.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { runTour, TOUR_WENT_WELL } from '../../fixtures/tour.ts';
import { valuesContract } from '../../fixtures/values.ts';
import { findProgram, run, withSdk } from '../../fixtures/workshop.ts';
import { generateSdk } from '../../generate.ts';

const mcs = findProgram('mcs') ?? '';
const mono = findProgram('mono') ?? '';
const missing = mcs === '' || mono === '';
const without = missing ? ' (skipped: no mono on the PATH)' : '';

test.skipIf(missing)(
  `the C# client conforms under mono, and so does the tour in its README${without}`,
  { timeout: 120_000 },
  async () => {
    const api = await loadText('torture.yaml', tortureContract());
    const server = await startConformanceServer();
    try {
      await withSdk(api, 'csharp', async ({ folder }) => {
        expect(await checkCSharp(folder)).toEqual({ ok: true });
        const readme = await readFile(join(folder, 'README.md'), 'utf8');
        const example = /```csharp\n(using System[\s\S]*?)```/.exec(readme)?.[1] ?? '';
        const program = await readFile(join(import.meta.dirname, 'Conformance.cs'), 'utf8');
        const build = (name: string, text: string) =>
          compileForMono({
            ...{ mcs, directory: folder, texts: new Map([[`${name}.cs`, text]]), kind: 'exe' },
            ...{ output: `target/${name}.exe`, references: ['target/client.dll'] },
          });
        expect(await build('example', asClass(example))).toEqual({ ok: true });
        expect(await build('conformance', program)).toEqual({ ok: true });
        const ended = await run(mono, ['target/conformance.exe', server.url], folder);
        expect(ended.output).toBe('conforms\n');
        expect(await server.report()).toEqual([]);

        const [, ...tour] = (await readFile(join(folder, 'examples/Tour/Tour.cs'), 'utf8')).split('\n\n');
        expect(/## A tour[\s\S]*```csharp\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(tour.join('\n\n'));
        expect(await runTour(mono, ['target/tour.exe'], folder, { LC_ALL: 'C.UTF-8' })).toMatchObject(TOUR_WENT_WELL);
      });
    } finally {
      await server.close();
    }
  },
);

test.skipIf(missing)(`C# clients of hostile names and strings compile${without}`, { timeout: 120_000 }, async () => {
  for (const contract of [attacksContract, valuesContract]) {
    await withSdk(await loadContract(contract), 'csharp', async ({ folder }) => {
      expect(await checkCSharp(folder)).toEqual({ ok: true });
    });
  }
});

test.skipIf(missing)(`models called like classes of .NET are no others in the tour${without}`, async () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const names = ['Console', 'File', 'JsonDocument', 'Program'];
  const schemas = {
    ...Object.fromEntries(names.map((name) => [name, { type: 'object', properties: { free: {} } }])),
    Value: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    Environment: {
      type: 'object',
      properties: { value: ref('Value'), ...Object.fromEntries(names.map((name) => [name, ref(name)])) },
    },
  };
  const example = { value: 5, ...Object.fromEntries(names.map((name) => [name, { free: [1] }])) };
  const content = { 'application/json': { schema: ref('Environment'), example } };
  const responses = { 200: { description: 'ok', content } };
  const paths = { '/a': { post: { requestBody: { required: true, content }, responses } } };
  const title = `Names ${'and more '.repeat(30)}`;
  const contract = { openapi: '3.1.0', info: { title, version: '1' }, paths, components: { schemas } };
  await withSdk(await loadText('api.json', JSON.stringify(contract)), 'csharp', async ({ folder }) => {
    expect(await checkCSharp(folder)).toEqual({ ok: true });
    const tour = await readFile(join(folder, 'examples/Tour/Tour.cs'), 'utf8');
    expect(tour).toMatch(/File = new \w+\.Models\.File\s/);
    expect(tour).toContain('using Console = System.Console;');
  });
});

const found = findCSharpGrammar();
const unread = found === undefined ? ' (skipped: no web-tree-sitter with tree-sitter-c-sharp)' : '';

test.skipIf(found === undefined)(`every generated C# file parses as C# of today${unread}`, async () => {
  if (found === undefined) return;
  const contracts = [attacksContract, valuesContract].map(loadContract);
  for (const api of await Promise.all([loadText('torture.yaml', tortureContract()), ...contracts])) {
    const files = [...generateSdk({ api, language: 'csharp' })].filter(([path]) => path.endsWith('.cs'));
    expect(files.length).toBeGreaterThan(25);
    expect(await findCSharpErrors(found, new Map(files))).toEqual([]);
  }
  expect(await findCSharpErrors(found, new Map([['wrong.cs', 'class A { int x = ; }']]))).toEqual(['wrong.cs']);
});

test('what mono does not know is taken from the text, and nothing from strings and comments', () => {
  const text = `#nullable enable
namespace A.B;
/// <summary>string? stays; init; too</summary>
public sealed record Order
{
    public required string? Name { get; init; } // int? x!
    public long? Count { get; init; }
    public Kind? Kind { get; init; }
    public List<string?>? Names { get; init; } = Make("string? x!;", a ? b : c, d!);
}
`;
  expect(downlevel(text, new Set(['Kind']))).toBe(`
namespace A.B {
/// <summary>string? stays; init; too</summary>
public sealed class Order
{
    public string Name { get; set; } // int? x!
    public long? Count { get; set; }
    public Kind? Kind { get; set; }
    public List<string> Names { get; set; } = Make("string? x!;", a ? b : c, d);
}

}
`);
});
