import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkJava, jacksonClassPath } from '../../check/java.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { attacksContract } from '../../fixtures/attacks.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { findProgram, run, withSdk } from '../../fixtures/workshop.ts';
import { generateSdk } from '../../generate.ts';

const javac = findProgram('javac') ?? '';
const java = findProgram('java') ?? '';
const jackson = jacksonClassPath() ?? '';
const missing = javac === '' || java === '' || jackson === '';
const without = missing ? ' (skipped: no JDK on the PATH, or no Jackson)' : '';

test.skipIf(missing)(
  `the Java client conforms, and its README's example compiles${without}`,
  { timeout: 120_000 },
  async () => {
    const api = await loadText('torture.yaml', tortureContract());
    const server = await startConformanceServer();
    try {
      await withSdk(api, 'java', async ({ folder }) => {
        expect(await checkJava(folder)).toEqual({ ok: true });
        const readme = await readFile(join(folder, 'README.md'), 'utf8');
        const example = /```java\n(import [\s\S]*?)```/.exec(readme)?.[1] ?? '';
        await mkdir(join(folder, 'try'));
        await writeFile(join(folder, 'try/Example.java'), example);
        const path = [jackson, 'target/classes'].join(':');
        const program = join(import.meta.dirname, 'Conformance.java');
        const compiled = await run(
          javac,
          ['-encoding', 'UTF-8', '-cp', path, '-d', 'try', program, 'try/Example.java'],
          folder,
        );
        expect(compiled).toEqual({ code: 0, output: '' });
        const ended = await run(
          java,
          ['-Dfile.encoding=UTF-8', '-cp', `${path}:try`, 'Conformance', server.url],
          folder,
        );
        expect(ended.output).toBe('conforms\n');
        expect(await server.report()).toEqual([]);
      });
    } finally {
      await server.close();
    }
  },
);

test.skipIf(missing)(
  `a Java client of hostile names and strings compiles without a warning${without}`,
  { timeout: 120_000 },
  async () => {
    await withSdk(await loadContract(attacksContract), 'java', async ({ folder }) => {
      expect(await checkJava(folder)).toEqual({ ok: true });
    });
  },
);

test('no character of a contract is a Unicode escape of Java', async () => {
  const files = generateSdk({ api: await loadContract(attacksContract), language: 'java' });
  for (const [path, text] of files) {
    if (!path.endsWith('.java')) continue;
    const tokens = text.match(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? [];
    const comments = tokens.filter((token) => token.startsWith('/'));
    expect(comments.filter((comment) => comment.includes('\\'), path)).toEqual([]);
  }
});
