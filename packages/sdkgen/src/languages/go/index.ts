// Go: one package over net/http, a field of the client per tag, models, and a runtime that does not change.

import type { Ir, TypeRef } from '../../ir/model.ts';
import type { Emit } from '../emitter.ts';
import { originLine } from '../header.ts';
import { emitClient, emitGroups } from './client.ts';
import { emitModels } from './models.ts';
import { modulePath, nameGo, packageName } from './naming.ts';
import { emitDoc, emitGoMod, emitReadme } from './packaging.ts';
import { RUNTIME_GO } from './runtime/index.ts';
import { emitSmoke } from './smoke.ts';
import { withoutDirectives } from './text.ts';
import { emitTour } from './tour.ts';
import { resolve } from './types.ts';

export const emitGo: Emit = ({ ir, packageName: wanted }) => {
  const names = nameGo(ir);
  const module = modulePath(wanted, ir.title);
  const name = packageName(module);
  const spelling = { ir, names, withFiles: objectsWithFiles(ir) };
  const origin = withoutDirectives(originLine(ir));
  const sources: [string, string][] = [
    ...RUNTIME_GO,
    ['models.go', emitModels(spelling)],
    ['client.go', emitClient(spelling, name)],
    ...emitGroups(spelling),
  ];
  const tour = emitTour(spelling, module, name);
  const programs = [
    ...emitSmoke(ir, module, names),
    ...(tour === undefined ? [] : [['examples/tour/main.go', tour] as const]),
  ];
  /** Tools know the second line and leave the file alone. */
  const head = `// ${origin}\n// Code generated from a contract. DO NOT EDIT.\n\n`;
  return new Map([
    ['README.md', `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, module, name, names, tour)}`],
    ['doc.go', `${head}${emitDoc(ir, name)}`],
    ['go.mod', `// ${origin}\n\n${emitGoMod(module)}`],
    ...sources.map(([path, text]): [string, string] => [path, `${head}package ${name}\n\n${text}`]),
    ...programs.map(([path, text]): [string, string] => [path, `${head}${text}`]),
  ]);
};

/** The objects that multipart bodies are written from. */
function objectsWithFiles(ir: Ir): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (type: TypeRef): void => {
    const target = resolve(type, ir);
    if (target.kind === 'object' && 'name' in target) found.add(target.name);
    if (target.kind === 'nullable' && 'of' in target) visit(target.of);
  };
  for (const { operations } of ir.groups) {
    for (const { body } of operations) if (body?.kind === 'multipart') visit(body.type);
  }
  return found;
}
