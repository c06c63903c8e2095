// TypeScript: fetch, no dependencies, erasable syntax, so that Node runs the sources unbuilt.

import type { Emit } from '../emitter.ts';
import { originLine, packageVersion } from '../header.ts';
import { emitClient, emitGroups, emitIndex } from './client.ts';
import { emitModels } from './models.ts';
import { nameTypeScript, npmName } from './naming.ts';
import { EXAMPLES_NODE, emitExamplesTsconfig, emitManifest, emitReadme, emitTsconfig } from './packaging.ts';
import { TYPESCRIPT_RUNTIME } from './runtime/index.ts';
import { emitSmoke } from './smoke.ts';
import { emitTour } from './tour.ts';

export const emitTypeScript: Emit = ({ ir, packageName }) => {
  const names = nameTypeScript(ir);
  const name = npmName(packageName, ir.title);
  const origin = originLine(ir);
  const tour = emitTour(ir, name, names);
  const sources = new Map([
    ['src/client.ts', emitClient(ir, names, `${name}/${packageVersion(ir.version)}`)],
    ['src/index.ts', emitIndex(ir, names)],
    ['src/models.ts', emitModels(ir, names)],
    ...TYPESCRIPT_RUNTIME,
    ...emitGroups(ir, names),
    ...emitExamples(emitSmoke(ir, names), tour, name),
  ]);
  return new Map([
    ['README.md', `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, name, names, tour)}`],
    ['package.json', emitManifest(ir, name, origin)],
    ['tsconfig.json', `// ${origin}\n${emitTsconfig()}`],
    ...[...sources].map(([path, text]): [string, string] => [path, `// ${origin}\n\n${text}`]),
  ]);
};

/** Programs that a checkout can run. */
function emitExamples(
  smoke: string | undefined,
  tour: string | undefined,
  name: string,
): [path: string, text: string][] {
  const programs = [
    { path: 'examples/smoke.ts', text: smoke },
    { path: 'examples/tour.ts', text: tour },
  ].flatMap(({ path, text }): [string, string][] => (text === undefined ? [] : [[path, text]]));
  if (programs.length === 0) return [];
  return [...programs, ['examples/node.d.ts', EXAMPLES_NODE], ['examples/tsconfig.json', emitExamplesTsconfig(name)]];
}
