// Python: standard library only, keyword dataclasses with from_json and to_json.

import type { Emit } from '../emitter.ts';
import { originLine, packageVersion } from '../header.ts';
import { emitClient, emitGroups, emitInit, tagGroups } from './client.ts';
import { emitModels } from './models.ts';
import { distributionName, moduleName, namePython } from './naming.ts';
import { emitPyproject, emitReadme } from './packaging.ts';
import { PYTHON_RUNTIME } from './runtime/index.ts';
import { emitSmoke } from './smoke.ts';
import { emitTour } from './tour.ts';

export const emitPython: Emit = ({ ir, packageName }) => {
  const names = namePython(ir);
  const distribution = distributionName(packageName, ir.title);
  const module = moduleName(distribution);
  const origin = originLine(ir);
  const tour = emitTour(ir, module, names);
  const sources: [string, string][] = [
    ['__init__.py', emitInit(ir)],
    ['client.py', emitClient(ir, names, `${distribution}/${packageVersion(ir.version)}`)],
    ['models.py', emitModels(ir, names)],
    ['py.typed', ''],
    ...PYTHON_RUNTIME,
    ...emitGroups(ir, names),
  ];
  const examples: [string, string][] = emitSmoke(ir, module, names);
  if (tour !== undefined) examples.push(['examples/tour.py', tour]);
  const hasGroups = tagGroups(ir, names).length > 0;
  return new Map([
    ['README.md', `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, distribution, module, names, tour)}`],
    ['pyproject.toml', `# ${origin}\n\n${emitPyproject(ir, distribution, module, hasGroups)}`],
    ...sources.map(([path, text]): [string, string] => [`${module}/${path}`, `# ${origin}\n\n${text}`]),
    ...examples.map(([path, text]): [string, string] => [path, `# ${origin}\n\n${text}`]),
  ]);
};
