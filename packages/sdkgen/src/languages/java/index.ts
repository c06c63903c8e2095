// Java: java.net.http and Jackson, records, sealed interfaces; the same methods once more as futures.

import type { Emit } from '../emitter.ts';
import { originLine, packageVersion } from '../header.ts';
import { emitClient, emitGroups } from './client.ts';
import { emitModels } from './models.ts';
import { javaPackage, nameJava } from './naming.ts';
import { emitPom, emitReadme } from './packaging.ts';
import { MODELS_RUNTIME_JAVA, RUNTIME_JAVA } from './runtime/index.ts';
import { emitSmoke } from './smoke.ts';
import { emitTour } from './tour.ts';

export const emitJava: Emit = ({ ir, packageName }) => {
  const names = nameJava(ir);
  const own = javaPackage(packageName, ir.title);
  const spelling = { ir, names, typeNames: new Set([...ir.types.keys()].map((name) => names.type(name))) };
  const origin = originLine(ir);
  const root = new Map([
    ...inPackage(RUNTIME_JAVA, own.name),
    ...emitGroups(spelling, own.name),
    ['Client', emitClient(spelling, own.name, `${own.artifact}/${packageVersion(ir.version)}`)],
  ]);
  const models = new Map([...MODELS_RUNTIME_JAVA, ...emitModels(spelling)]);
  const files = new Map<string, string>();
  // A backslash and a `u` would be a character, here too.
  const header = `// ${origin.replaceAll('\\', '/')}\n\n`;
  const add = (folder: string, packageLine: string, texts: ReadonlyMap<string, string>): void => {
    for (const [name, text] of texts) {
      files.set(`src/main/java/${folder}/${name}.java`, `${header}package ${packageLine};\n\n${text}`);
    }
  };
  add(own.folder, own.name, root);
  add(`${own.folder}/models`, `${own.name}.models`, models);
  for (const [path, text] of emitSmoke(ir, own.name, names)) files.set(path, header + text);
  const tour = emitTour(spelling, own.name);
  if (tour !== undefined) files.set(`examples/${tour.className}.java`, header + tour.text);
  files.set('pom.xml', emitPom(ir, own.name, own.artifact, origin));
  files.set(
    'README.md',
    `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, own.name, own.artifact, names, tour)}`,
  );
  return files;
};

const inPackage = (texts: readonly [string, string][], name: string): [string, string][] =>
  texts.map(([file, text]) => [file, text.replaceAll('__package__', name)]);
