// Real contracts compiled with what this machine has: three of them in the two quickest languages always, every one in every language when asked for,
// because that takes minutes: `MOCKOPS_SDK_MATRIX=1 npx vitest run packages/sdkgen/src/matrix.test.ts`, or `MOCKOPS_SDK_MATRIX=go,java` for some.

import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadApi } from '@mockops/schema';
import { afterAll, expect, test } from 'vitest';
import { checkSdk } from './check.ts';
import { reverseMaps } from './fixtures/load.ts';
import { openWorkshop, SPECS } from './fixtures/workshop.ts';
import { generateSdk, isLanguage, LANGUAGES } from './index.ts';

const asked = process.env.MOCKOPS_SDK_MATRIX ?? '';
const named = asked.split(',').filter(isLanguage);
const ALWAYS = { languages: ['typescript', 'python'] as const, contracts: ['box', 'figma', 'twilio-verify'] };
const languages = asked === '' ? ALWAYS.languages : named.length > 0 ? named : LANGUAGES;

/** The newest version of each contract: one file, or a folder of them. */
function newestVersions(): { name: string; path: string }[] {
  if (!existsSync(SPECS)) return [];
  return readdirSync(SPECS)
    .filter((name) => statSync(join(SPECS, name)).isDirectory())
    .filter((name) => asked !== '' || ALWAYS.contracts.includes(name))
    .flatMap((name) => {
      const newest = readdirSync(join(SPECS, name)).sort().at(-1);
      return newest === undefined ? [] : [{ name, path: join(SPECS, name, newest) }];
    });
}

/** Protobuf sources are another test's; beside them, a contract may stand as OpenAPI. */
function readSources(path: string): Record<string, string> {
  if (statSync(path).isFile()) return { [path.split('/').at(-1) ?? path]: readFileSync(path, 'utf8') };
  const files = globSync('**/*.{yaml,yml,json}', { cwd: path });
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

const table: string[] = [];
afterAll(() => {
  if (table.length > 0) console.log(table.join('\n'));
});

for (const { name, path } of newestVersions()) {
  const load = async (sources: Record<string, string>) => {
    const result = await loadApi(sources);
    if (!result.ok) throw new Error(`${name} does not load: ${JSON.stringify(result.issues.slice(0, 3))}`);
    return result.value;
  };

  for (const language of languages) {
    test(`${name} in ${language} compiles`, { timeout: 1_800_000 }, async () => {
      const api = await load(readSources(path));
      const files = generateSdk({ api, language });
      const workshop = await openWorkshop();
      try {
        await workshop.write(files);
        const verdict = await checkSdk(language, workshop.folder);
        const word = 'skipped' in verdict ? `not compiled: ${verdict.skipped}` : verdict.ok ? 'compiles' : 'FAILS';
        table.push(`${name} ${language} ${api.operations.length} operations, ${files.size} files: ${word}`);
        expect('ok' in verdict && !verdict.ok ? verdict.output.slice(0, 3000) : '').toBe('');
      } finally {
        await workshop.remove();
      }
    });
  }

  test.skipIf(!path.endsWith('.json'))(`${name} in another order gives the same bytes`, async () => {
    const sources = readSources(path);
    const reversed = Object.fromEntries(
      Object.entries(sources).map(([file, text]) => [file, JSON.stringify(reverseMaps(JSON.parse(text)))]),
    );
    const [one, other] = [await load(sources), await load(reversed)];
    for (const language of languages) {
      expect([...generateSdk({ api: other, language })]).toEqual([...generateSdk({ api: one, language })]);
    }
  });
}

test.skipIf(!existsSync(SPECS))('there are contracts to compile (skipped without ../shared/specs)', () => {
  expect(newestVersions().length).toBeGreaterThanOrEqual(ALWAYS.contracts.length);
});
