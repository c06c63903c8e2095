// mockops sdk check <folder>: compiles generated SDKs with the toolchains that are on the PATH, and says which were not.
// Each is compiled in a copy, so that no build output lands among the sources. Exit 1 when one does not compile.
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { Language, Verdict } from '@mockops/sdkgen/node';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';

const SKIPPED = new Set(['node_modules', 'target', 'dist', 'bin', 'obj', '__pycache__', '.mypy_cache', '.git']);

export const sdkCheckCommand = (io: Io) =>
  new Command('check')
    .description('compile generated SDKs with the toolchains on the PATH')
    .argument('<folder>', 'an SDK, or a folder with one per language (sdks/go, sdks/java …)')
    .option('--lang <languages>', 'only these; for one SDK: which language it is')
    .option('--json', 'print the verdicts as JSON')
    .action(async (folder, { lang, json }) => {
      const { createBuiltinProvider, isLanguage } = await import('@mockops/sdkgen/node');
      const { readLanguages } = await import('../sdk-languages.ts');
      const wanted =
        lang === undefined ? undefined : (await readLanguages(lang, createBuiltinProvider())).filter(isLanguage);
      const sdks = await findSdks(folder, wanted);
      const verdicts: { language: Language; directory: string; verdict: Verdict }[] = [];
      for (const { language, directory } of sdks) {
        if (!json) io.err(`${language}: compiling ${directory} …`);
        const verdict = await checkCopy(language, directory);
        verdicts.push({ language, directory, verdict });
        if (!json) io.out(`${language}  ${describe(verdict)}`);
      }
      if (json) printJson(io, verdicts);
      const broken = verdicts.filter(({ verdict }) => 'ok' in verdict && !verdict.ok);
      if (broken.length > 0)
        throw new Failure(`${broken.map(({ language }) => language).join(', ')} did not compile; the output is above.`);
    });

async function findSdks(folder: string, wanted: Language[] | undefined) {
  const { isLanguage } = await import('@mockops/sdkgen/node');
  const names = await readdir(folder).catch(() => {
    throw new Failure(`There is no folder ${folder}; \`mockops sdk generate\` makes one.`);
  });
  const inside = names.filter(isLanguage).filter((language) => wanted?.includes(language) ?? true);
  if (inside.length > 0) return inside.sort().map((language) => ({ language, directory: path.join(folder, language) }));
  const language = wanted?.[0] ?? recognise(names);
  if (language === undefined)
    throw new Failure(`${folder} holds no folder named after a language; say with --lang which one it is.`);
  return [{ language, directory: folder }];
}

/** By the manifest that each language's packages have. */
function recognise(names: string[]): Language | undefined {
  const marks: [RegExp, Language][] = [
    [/^package\.json$/, 'typescript'],
    [/^pyproject\.toml$/, 'python'],
    [/^Cargo\.toml$/, 'rust'],
    [/^go\.mod$/, 'go'],
    [/^pom\.xml$/, 'java'],
    [/\.csproj$/, 'csharp'],
  ];
  return marks.find(([mark]) => names.some((name) => mark.test(name)))?.[1];
}

async function checkCopy(language: Language, directory: string): Promise<Verdict> {
  const { checkSdk } = await import('@mockops/sdkgen/node');
  const copy = await mkdtemp(path.join(tmpdir(), 'mockops-check-'));
  try {
    await cp(directory, copy, {
      recursive: true,
      filter: (place) => !SKIPPED.has(path.basename(place)) || place === directory,
    });
    return await checkSdk(language, copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function describe(verdict: Verdict): string {
  if ('skipped' in verdict) return `not checked: ${verdict.skipped}`;
  return verdict.ok ? 'compiles' : `does not compile:\n${verdict.output.trimEnd()}`;
}
