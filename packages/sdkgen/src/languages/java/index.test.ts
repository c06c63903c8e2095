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
  `the Java client conforms, and so does the tour in its README${without}`,
  { timeout: 120_000 },
  async () => {
    const api = await loadText('torture.yaml', tortureContract());
    const [server, tourServer] = await Promise.all([startConformanceServer(), startConformanceServer()]);
    try {
      await withSdk(api, 'java', async ({ folder }) => {
        expect(await checkJava(folder)).toEqual({ ok: true });
        const readme = await readFile(join(folder, 'README.md'), 'utf8');
        const example = /```java\n(import [\s\S]*?)```/.exec(readme)?.[1] ?? '';
        await mkdir(join(folder, 'try'));
        await writeFile(join(folder, 'try/Example.java'), example);
        const path = [jackson, 'target/classes'].join(':');
        const conformance = join(import.meta.dirname, 'Conformance.java');
        const compiled = await run(
          javac,
          ['-encoding', 'UTF-8', '-cp', path, '-d', 'try', conformance, 'try/Example.java'],
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

        const [, ...program] = (await readFile(join(folder, 'examples/Tour.java'), 'utf8')).split('\n\n');
        expect(/## A tour[\s\S]*```java\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(program.join('\n\n'));
        const env = {
          ...{ API_BASE_URL: tourServer.url, HEADER_KEY: 'k-1', QUERY_KEY: 'q 1', COOKIE_KEY: 'c-1' },
          ...{ LOGIN_USERNAME: 'ann', LOGIN_PASSWORD: 's3crét', TOKEN: 'stale', TOKEN_AFTER_401: 'fresh' },
          LC_ALL: 'C.UTF-8',
        };
        const toured = await run(java, ['-Dfile.encoding=UTF-8', '-cp', path, 'Tour'], folder, env);
        expect(await tourServer.report('something'), toured.output).toEqual([]);
        expect(toured.code, toured.output).toBe(0);
        expect(tourServer.sessions()).toContain('checkout-test');
      });
    } finally {
      await Promise.all([server.close(), tourServer.close()]);
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
