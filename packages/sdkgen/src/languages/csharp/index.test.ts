import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCSharp, compileForMono } from '../../check/csharp.ts';
import { downlevel } from '../../check/csharp-downlevel.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { attacksContract } from '../../fixtures/attacks.ts';
import { findCSharpErrors, findCSharpGrammar } from '../../fixtures/csharp-syntax.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
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
    const [server, tourServer] = await Promise.all([startConformanceServer(), startConformanceServer()]);
    try {
      await withSdk(api, 'csharp', async ({ folder }) => {
        expect(await checkCSharp(folder)).toEqual({ ok: true });
        const readme = await readFile(join(folder, 'README.md'), 'utf8');
        const example = /```csharp\n(using System[\s\S]*?)```/.exec(readme)?.[1] ?? '';
        const program = await readFile(join(import.meta.dirname, 'Conformance.cs'), 'utf8');
        const build = (name: string, kind: 'library' | 'exe', text: string) =>
          compileForMono({
            ...{ mcs, directory: folder, texts: new Map([[`${name}.cs`, text]]), kind },
            ...{ output: `target/${name}.${kind === 'exe' ? 'exe' : 'dll'}`, references: ['target/client.dll'] },
          });
        // A `Main` that is async is no entry point for mono.
        expect(await build('example', 'library', example)).toEqual({ ok: true });
        expect(await build('conformance', 'exe', program)).toEqual({ ok: true });
        const ended = await run(mono, ['target/conformance.exe', server.url], folder);
        expect(ended.output).toBe('conforms\n');
        expect(await server.report()).toEqual([]);

        const [, ...tour] = (await readFile(join(folder, 'examples/Tour/Tour.cs'), 'utf8')).split('\n\n');
        expect(/## A tour[\s\S]*```csharp\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(tour.join('\n\n'));
        const env = {
          ...{ API_BASE_URL: tourServer.url, HEADER_KEY: 'k-1', QUERY_KEY: 'q 1', COOKIE_KEY: 'c-1' },
          ...{ LOGIN_USERNAME: 'ann', LOGIN_PASSWORD: 's3crét', TOKEN: 'stale', TOKEN_AFTER_401: 'fresh' },
          LC_ALL: 'C.UTF-8',
        };
        const toured = await run(mono, ['target/tour.exe'], folder, env);
        expect(await tourServer.report('something'), toured.output).toEqual([]);
        expect(toured.code, toured.output).toBe(0);
        expect(tourServer.sessions()).toContain('checkout-test');
      });
    } finally {
      await Promise.all([server.close(), tourServer.close()]);
    }
  },
);

test.skipIf(missing)(`a C# client of hostile names and strings compiles${without}`, { timeout: 120_000 }, async () => {
  await withSdk(await loadContract(attacksContract), 'csharp', async ({ folder }) => {
    expect(await checkCSharp(folder)).toEqual({ ok: true });
  });
});

const found = findCSharpGrammar();
const unread = found === undefined ? ' (skipped: no web-tree-sitter with tree-sitter-c-sharp)' : '';

test.skipIf(found === undefined)(`every generated C# file parses as C# of today${unread}`, async () => {
  if (found === undefined) return;
  const contracts = [await loadContract(attacksContract), await loadText('torture.yaml', tortureContract())];
  for (const api of contracts) {
    const files = [...generateSdk({ api, language: 'csharp' })].filter(([path]) => path.endsWith('.cs'));
    expect(files.length).toBeGreaterThan(30);
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
