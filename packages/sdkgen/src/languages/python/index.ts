// Python: standard library only, keyword dataclasses with from_json and to_json.

import type { Emit } from '../emitter.ts';
import { originLine, packageVersion } from '../header.ts';
import { emitClient, emitGroups, emitInit, tagGroups } from './client.ts';
import { PYTHON_DECODING } from './decoding.ts';
import { emitModels } from './models.ts';
import { distributionName, moduleName, namePython } from './naming.ts';
import { emitPyproject, emitReadme } from './packaging.ts';
import { PYTHON_RUNTIME } from './runtime.ts';
import { PYTHON_CALLS } from './runtime-calls.ts';
import { PYTHON_TRANSPORT } from './runtime-transport.ts';
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
    ['calls.py', PYTHON_CALLS],
    ['client.py', emitClient(ir, names, `${distribution}/${packageVersion(ir.version)}`)],
    ['decoding.py', PYTHON_DECODING],
    ['models.py', emitModels(ir, names)],
    ['py.typed', ''],
    ['runtime.py', PYTHON_RUNTIME],
    ['transport.py', PYTHON_TRANSPORT],
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
