// C#: `dotnet build` where there is a .NET SDK. Elsewhere mono's compiler, over the same program without annotations
// (`csharp-downlevel.ts`) and against a small stand-in for System.Text.Json: it finds wrong names and types, not
// misplaced nulls.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Checker, compileWith, findOnPath, type Verdict } from './checker.ts';
import { downlevel, structsOf } from './csharp-downlevel.ts';

const STAND_IN = join(import.meta.dirname, 'mono/SystemTextJson.cs');

/** For mono, the library goes to `target/client.dll`, its example to `target/smoke.exe`. */
export const checkCSharp: Checker = async (directory) => {
  const hasExample = existsSync(join(directory, 'examples/Smoke.cs'));
  const dotnet = findOnPath('dotnet');
  if (dotnet !== undefined) {
    const project = hasExample ? ['examples'] : [];
    return compileWith({ program: dotnet, args: ['build', ...project, '--nologo', '-warnaserror'], cwd: directory });
  }
  const found = (await readdir(join(directory, 'src'), { recursive: true }))
    .filter((path) => path.endsWith('.cs'))
    .sort();
  const texts = new Map<string, string>();
  for (const path of found) texts.set(join('src', path), await readFile(join(directory, 'src', path), 'utf8'));
  const mcs = findOnPath('mcs');
  if (mcs === undefined) return { skipped: 'neither dotnet nor mcs on the PATH' };
  const library = 'target/client.dll';
  const verdict = await compileForMono({ mcs, directory, texts, output: library, kind: 'library', references: [] });
  if (!hasExample || !('ok' in verdict) || !verdict.ok) return verdict;
  const example = new Map([['Smoke.cs', await readFile(join(directory, 'examples/Smoke.cs'), 'utf8')]]);
  const program = { output: 'target/smoke.exe', kind: 'exe', references: [library] } as const;
  return compileForMono({ mcs, directory, texts: example, ...program });
};

interface MonoInput {
  mcs: string;
  directory: string;
  /** Path to real C#. */
  texts: ReadonlyMap<string, string>;
  output: string;
  kind: 'library' | 'exe';
  references: readonly string[];
}

export async function compileForMono({ mcs, directory, texts, output, kind, references }: MonoInput): Promise<Verdict> {
  const structs = structsOf(texts.values());
  const folder = join('target', basename(output, '.dll').replace('.exe', ''));
  const written: string[] = [];
  for (const [path, text] of texts) {
    const target = join(folder, path);
    await mkdir(dirname(join(directory, target)), { recursive: true });
    await writeFile(join(directory, target), downlevel(text, structs));
    written.push(target);
  }
  const lists = join(folder, 'sources.rsp');
  // What a program refers to has the stand-in already.
  const sources = references.length === 0 ? [...written, STAND_IN] : written;
  await mkdir(join(directory, folder), { recursive: true });
  await writeFile(join(directory, lists), sources.map((path) => `"${path}"\n`).join(''));
  const options = ['-nologo', '-langversion:latest', `-target:${kind}`, '-r:System.Net.Http', `-out:${output}`];
  const linked = references.map((path) => `-r:${path}`);
  return compileWith({
    program: mcs,
    args: [...options, ...linked, '-nowarn:1591,1573,8632', `@${lists}`],
    cwd: directory,
  });
}
