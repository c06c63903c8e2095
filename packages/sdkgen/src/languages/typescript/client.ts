// client.ts and operations/*.ts: the client, one class per tag, and the exports of the package.

import type { Group, Ir } from '../../ir/model.ts';
import { usesNamedTypes } from '../../ir/refs.ts';
import { emitAuth, emitSchemes } from './auth.ts';
import { docComment } from './comments.ts';
import { braced, listed } from './layout.ts';
import { quote, type TypeScriptNames } from './naming.ts';
import { emitBuilder, emitMethods, emitOperationTypes } from './operations.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

const tagGroups = (ir: Ir, names: TypeScriptNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

export function emitClient(ir: Ir, names: TypeScriptNames, userAgent: string): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const server = ir.server === undefined ? '' : `\nexport const DEFAULT_BASE_URL = ${quote(ir.server)};\n`;
  const option =
    ir.server === undefined ? 'options: ClientOptions & { baseUrl: string }' : 'options: ClientOptions = {}';
  const base = ir.server === undefined ? 'options.baseUrl' : 'options.baseUrl ?? DEFAULT_BASE_URL';
  const credentials = ir.auth.length === 0 ? '{}' : 'options.auth ?? {}';
  const hasOwn = own.operations.length > 0;
  const types = ['HttpOptions', ...(ir.auth.some(({ kind }) => kind === 'basic') ? ['Login'] : []), 'Scheme'];
  if (ir.auth.some(({ kind }) => kind !== 'basic')) types.push('Token');
  const members = groups.map(({ property, className }) => `  readonly ${property}: ${className};\n`);
  if (hasOwn) members.push('  readonly #http: Http;\n');
  return [
    callImport(own, './call.ts'),
    `import { Http } from './http.ts';\n`,
    usesNamedTypes(own) ? `import type * as models from './models.ts';\n` : '',
    ...groups.map(({ className, file }) => `import { ${className} } from './operations/${file}.ts';\n`),
    optionsImport(own, './options.ts', types),
    pagesImport(own, './pages.ts'),
    server,
    `\nconst USER_AGENT = ${quote(userAgent)};\n\n`,
    emitSchemes(ir),
    emitAuth(ir),
    own.operations.map((operation) => `\n${emitOperationTypes(operation, names)}`).join(''),
    own.operations.map((operation) => emitBuilder(operation)).join(''),
    `\n${docComment(`${ir.title} ${ir.version}\n\n${ir.description}`)}`,
    `export class Client {\n`,
    ...members,
    members.length === 0 ? '' : '\n',
    `  constructor(${option}) {\n`,
    `    const identity = { userAgent: USER_AGENT, schemes: SCHEMES, auth: ${credentials} };\n`,
    groups.length > 0 || hasOwn
      ? `    const http = new Http(options, ${base}, identity);\n`
      : `    new Http(options, ${base}, identity);\n`,
    hasOwn ? '    this.#http = http;\n' : '',
    ...groups.map(({ property, className }) => listed(`this.${property} = new ${className}(`, ['http'], ');', '    ')),
    '  }\n',
    `
  /** A client for tests: at the URL of a virtual system, in a session of its own. */
  static forVirtualSystem(url: string, session?: string, options: ClientOptions = {}): Client {
    return new Client({ ...options, baseUrl: url, mockops: { ...options.mockops, session } });
  }
`,
    own.operations.map((operation) => `\n${emitMethods(operation, names)}`).join(''),
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
    callImport(group, '../call.ts'),
    `import type { Http } from '../http.ts';\n`,
    usesNamedTypes(group) ? `import type * as models from '../models.ts';\n` : '',
    optionsImport(group, '../options.ts', []),
    pagesImport(group, '../pages.ts'),
    group.operations.map((operation) => `\n${emitOperationTypes(operation, names)}`).join(''),
    group.operations.map((operation) => emitBuilder(operation)).join(''),
    `\nexport class ${className} {\n  readonly #http: Http;\n\n`,
    `  constructor(http: Http) {\n    this.#http = http;\n  }\n`,
    group.operations.map((operation) => `\n${emitMethods(operation, names)}`).join(''),
    '}\n',
  ].join('');
}

function callImport({ operations }: Group, from: string): string {
  if (operations.length === 0) return '';
  const documents = operations.some(({ params }) =>
    params.some(({ mediaType }) => mediaType !== undefined && /[/+]json\b/i.test(mediaType)),
  );
  const bytes = operations.some(({ body }) => body?.kind === 'binary');
  const names = [...(documents ? ['asJson'] : []), ...(bytes ? ['type Bytes'] : []), 'Call'];
  return braced('import ', names, ` from ${quote(from)};`);
}

function optionsImport({ operations }: Group, from: string, types: readonly string[]): string {
  const wanted = [...types, ...(operations.length > 0 ? ['RequestOptions'] : [])].sort();
  return wanted.length === 0 ? '' : braced('import type ', wanted, ` from ${quote(from)};`);
}

const pagesImport = ({ operations }: Group, from: string): string =>
  operations.some(({ pagination }) => pagination !== undefined)
    ? `import type { PageRule, Pages } from ${quote(from)};\n`
    : '';

const OPTIONS = ['HttpOptions', 'Login', 'MockOpsOptions', 'RequestOptions', 'Supplier', 'Token', 'Transport'];

export function emitIndex(ir: Ir, names: TypeScriptNames): string {
  return [
    `export type { Bytes } from './call.ts';\n`,
    `export * from './client.ts';\n`,
    `export { ApiError, type ErrorsOf, isApiError, TransportError } from './errors.ts';\n`,
    `export type * from './models.ts';\n`,
    ...tagGroups(ir, names).map(({ file }) => `export * from './operations/${file}.ts';\n`),
    braced('export type ', OPTIONS, ` from './options.ts';`),
    `export { Pages } from './pages.ts';\n`,
  ].join('');
}
