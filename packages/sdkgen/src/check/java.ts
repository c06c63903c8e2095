// Java: `javac --release 17` with every warning on, over all sources at once. Jackson's jars come from where Debian and
// Fedora keep them, or from JACKSON_JARS (a class path); without them nothing can be said.

import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Checker, compileWith, findOnPath } from './checker.ts';

const JARS = ['core', 'databind', 'annotations'].map((name) => `jackson-${name}.jar`);
const FOLDERS = ['/usr/share/java', '/usr/share/java/jackson'];

/** The class path that generated Java needs, if this machine has one. */
export function jacksonClassPath(): string | undefined {
  const given = process.env.JACKSON_JARS;
  if (given !== undefined && given !== '') return given;
  const folder = FOLDERS.find((candidate) => JARS.every((jar) => existsSync(join(candidate, jar))));
  return folder === undefined ? undefined : JARS.map((jar) => join(folder, jar)).join(delimiter);
}

/** Classes go to `target/classes`, where Maven would put them. */
export const checkJava: Checker = async (directory) => {
  const program = findOnPath('javac');
  if (program === undefined) return { skipped: 'no javac on the PATH' };
  const jackson = jacksonClassPath();
  if (jackson === undefined) return { skipped: 'no Jackson here; put the paths of its three jars into JACKSON_JARS' };
  const found = [...(await sourcesIn(directory, 'src/main/java')), ...(await sourcesIn(directory, 'examples'))];
  // Thousands of files are too much for a command line.
  await writeFile(join(directory, 'sources.txt'), found.map((path) => `"${path}"\n`).join(''));
  const options = [
    '-encoding',
    'UTF-8',
    '--release',
    '17',
    '-proc:none',
    '-Xlint:all',
    '-Werror',
    '-d',
    'target/classes',
  ];
  return compileWith({ program, args: [...options, '-cp', jackson, '@sources.txt'], cwd: directory });
};

async function sourcesIn(directory: string, folder: string): Promise<string[]> {
  if (!existsSync(join(directory, folder))) return [];
  const found = await readdir(join(directory, folder), { recursive: true });
  return found.flatMap((path) => (path.endsWith('.java') ? [`${folder}/${path}`] : [])).sort();
}
