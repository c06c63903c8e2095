// client.ts and operations/*.ts: the client, one class per tag, and the exports of the package.

import type { Group, Ir } from '../../ir/model.ts';
import { usesNamedTypes } from '../../ir/refs.ts';
import { docComment } from './comments.ts';
import { quote, type TypeScriptNames } from './naming.ts';
import { emitMethod, emitOperationTypes } from './operations.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

const tagGroups = (ir: Ir, names: TypeScriptNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

export function emitClient(ir: Ir, names: TypeScriptNames): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const server = ir.server === undefined ? '' : `\nexport const DEFAULT_BASE_URL = ${quote(ir.server)};\n`;
  const option =
    ir.server === undefined ? 'options: ClientOptions & { baseUrl: string }' : 'options: ClientOptions = {}';
  const base = ir.server === undefined ? 'options.baseUrl' : 'options.baseUrl ?? DEFAULT_BASE_URL';
  return [
    ...groups.map(({ className, file }) => `import { ${className} } from './operations/${file}.ts';\n`),
    ...runtimeImports(own, "'./runtime.ts'", ['ClientOptions']),
    ...(usesNamedTypes(own) ? [`import type * as models from './models.ts';\n`] : []),
    server,
    own.operations.map((operation) => `\n${emitOperationTypes(operation, names)}`).join(''),
    `\n${docComment(`${ir.title} ${ir.version}\n\n${ir.description}`)}`,
    `export class Client {\n`,
    groups.map(({ property, className }) => `  readonly ${property}: ${className};\n`).join(''),
    own.operations.length === 0 ? '' : '  readonly #http: Http;\n',
    `\n  constructor(${option}) {\n    const http = new Http(options, ${base});\n`,
    own.operations.length === 0 ? '' : '    this.#http = http;\n',
    groups.map(({ property, className }) => `    this.${property} = new ${className}(http);\n`).join(''),
    '  }\n',
    own.operations.map((operation) => `\n${emitMethod(operation, names)}`).join(''),
    '}\n',
  ].join('');
}

export function emitGroups(ir: Ir, names: TypeScriptNames): Map<string, string> {
  return new Map(
    tagGroups(ir, names).map((group) => [`src/operations/${group.file}.ts`, emitGroup(group, group.className, names)]),
  );
}

function emitGroup(group: Group, className: string, names: TypeScriptNames): string {
  return [
    ...(usesNamedTypes(group) ? [`import type * as models from '../models.ts';\n`] : []),
    ...runtimeImports(group, "'../runtime.ts'", []),
    group.operations.map((operation) => `\n${emitOperationTypes(operation, names)}`).join(''),
    `\nexport class ${className} {\n  readonly #http: Http;\n\n`,
    `  constructor(http: Http) {\n    this.#http = http;\n  }\n`,
    group.operations.map((operation) => `\n${emitMethod(operation, names)}`).join(''),
    '}\n',
  ].join('');
}

function runtimeImports(group: Group, from: string, more: string[]): string[] {
  const any = group.operations.length > 0;
  const bytes = group.operations.some((operation) => operation.body?.kind === 'binary');
  const types = [...(bytes ? ['Bytes'] : []), ...more, ...(any ? ['RequestOptions'] : [])].map(
    (name) => `type ${name}`,
  );
  const values = [...(any ? ['Call'] : []), 'Http'];
  const imported = any || more.length > 0 ? [...types, ...values] : types;
  return [`import { ${imported.join(', ')} } from ${from};\n`];
}

export function emitIndex(ir: Ir, names: TypeScriptNames): string {
  return [
    `export * from './client.ts';\n`,
    `export type * from './models.ts';\n`,
    ...tagGroups(ir, names).map(({ file }) => `export * from './operations/${file}.ts';\n`),
    `export { ApiError, isApiError, TransportError } from './runtime.ts';\n`,
    `export type { Bytes, ClientOptions, ErrorsOf, MockOpsOptions, OutgoingRequest, RequestOptions } from './runtime.ts';\n`,
  ].join('');
}
