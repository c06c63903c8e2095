// C#: `dotnet build` where there is a .NET SDK. Elsewhere mono's compiler, over the same program without annotations
// (`csharp-downlevel.ts`) and against a small stand-in for System.Text.Json: it finds wrong names and types, not
// misplaced nulls.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Checker, compileWith, findOnPath, type Verdict } from './checker.ts';
import { downlevel, structsOf } from './csharp-downlevel.ts';
import { asClass } from './csharp-program.ts';

const STAND_IN = join(import.meta.dirname, 'mono/SystemTextJson.cs');

/** Folder of each program beside the library; those that stand there are compiled too. */
const PROGRAMS = [
  { folder: 'examples', name: 'Smoke' },
  { folder: 'examples/Tour', name: 'Tour' },
];

/** For mono, the library goes to `target/client.dll`, a program to `target/<name>.exe`. */
export const checkCSharp: Checker = async (directory) => {
  const programs = PROGRAMS.filter(({ folder, name }) => existsSync(join(directory, folder, `${name}.cs`)));
  const dotnet = findOnPath('dotnet');
  if (dotnet !== undefined) {
    const projects = programs.length === 0 ? [[]] : programs.map(({ folder }) => [folder]);
    return firstFailure(projects, (project) =>
      compileWith({ program: dotnet, args: ['build', ...project, '--nologo', '-warnaserror'], cwd: directory }),
    );
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
  if (!('ok' in verdict) || !verdict.ok) return verdict;
  const structs = structsOf(texts.values());
  return firstFailure(programs, async ({ folder, name }) => {
    const text = await readFile(join(directory, folder, `${name}.cs`), 'utf8');
    const source = new Map([[`${name}.cs`, name === 'Tour' ? asClass(text) : text]]);
    const program = { output: `target/${name.toLowerCase()}.exe`, kind: 'exe', references: [library] } as const;
    return compileForMono({ mcs, directory, texts: source, structs, ...program });
  });
};

async function firstFailure<T>(all: readonly T[], check: (one: T) => Promise<Verdict>): Promise<Verdict> {
  for (const one of all) {
    const verdict = await check(one);
    if (!('ok' in verdict) || !verdict.ok) return verdict;
  }
  return { ok: true };
}

interface MonoInput {
  mcs: string;
  directory: string;
  /** Path to real C#. */
  texts: ReadonlyMap<string, string>;
  output: string;
  kind: 'library' | 'exe';
  references: readonly string[];
  /** Of what it refers to. */
  structs?: ReadonlySet<string>;
}

export async function compileForMono(input: MonoInput): Promise<Verdict> {
  const { mcs, directory, texts, output, kind, references } = input;
  const structs = structsOf(texts.values()).union(input.structs ?? new Set<string>());
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
