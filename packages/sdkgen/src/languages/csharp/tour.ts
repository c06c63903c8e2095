// examples/Tour/Tour.cs of a C# SDK, which its README shows: each kind of call that the API has, once, a documented failure,
// and a call in a session of its own. In: `Ir.tour`. Out: a program of top-level statements, without the line of origin.

import type { AuthScheme, Body, Operation, TourCall } from '../../ir/model.ts';
import { createNameScope, type NameScope } from '../../ir/names.ts';
import { screamingCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { isOfFramework } from './framework.ts';
import { nameArguments } from './naming.ts';
import { quote } from './text.ts';
import { type Spelling, spell } from './types.ts';
import { argumentOf, call, expressionOf, flatten, objectOf, type Part, render } from './values.ts';

/** Items of a stream that are shown; it may have no end. */
const MOST_ITEMS = 3;
/** Where the names of .NET come from that the program may use. */
const IMPORTS: readonly [name: RegExp, namespace: string][] = [
  [/\b(?:List|Dictionary)</, 'System.Collections.Generic'],
  [/\bJsonDocument\b/, 'System.Text.Json'],
];
/** Of these, a model of the same name gets out of the way. */
const USED = ['Console', 'Convert', 'Environment', 'JsonDocument'];

interface TourSpelling extends Spelling {
  /** Variables of the whole program. */
  locals: NameScope;
}

/** Undefined where there is nothing to call. */
export function emitTour(outer: Spelling): string | undefined {
  const { ir, namespace, names } = outer;
  const { calls, failure, session, schemes } = ir.tour;
  if (calls.length === 0 && failure === undefined) return undefined;
  const type = (name: string): string => {
    const own = names.type(name);
    return isOfFramework(own) ? `${namespace}.Models.${own}` : own;
  };
  const spelling = { ...outer, names: { ...names, type }, locals: createNameScope() };
  const settings = ir.auth.filter(({ name }) => schemes.includes(name));
  const parts = [newClient(settings, spelling)];
  const firstStream = calls.find(({ how }) => how === 'stream');
  for (const one of calls) parts.push(comment(titleOf(one.operation)) + shown(one, spelling, one === firstStream));
  if (failure) parts.push(comment(titleOf(failure.operation)) + failing(failure, spelling));
  if (session) parts.push(comment('Against a virtual system, in a session of its own.') + inSession(session, spelling));
  if (settings.length > 0) {
    parts.push('static string Env(string name) => Environment.GetEnvironmentVariable(name) ?? "";\n');
  }
  const code = parts.join('\n');
  return `${importsOf(code, outer)}\n${code}`;
}

function importsOf(code: string, { ir, names, namespace }: Spelling): string {
  const models = new Set([...ir.types.keys()].map((name) => names.type(name)));
  const inUse = IMPORTS.filter(([name]) => name.test(code)).map(([, from]) => from);
  const own = models.size === 0 ? [namespace] : [namespace, `${namespace}.Models`];
  const aliases = USED.filter((name) => models.has(name) && code.includes(`${name}.`)).map((name) => {
    return `using ${name} = System.${name === 'JsonDocument' ? 'Text.Json.' : ''}${name};\n`;
  });
  return ['System', ...inUse, ...own].map((name) => `using ${name};\n`).join('') + aliases.join('');
}

/** In 100 columns. */
function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 97) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `// ${line}\n`).join('');
}

const statement = (part: Part, indent = '', end = ';'): string =>
  `${indent}${render(part, indent, indent.length, end.length)}${end}\n`;

const block = (head: Part, body: string): string =>
  `${statement(head, '', '')}{\n${body.replace(/^(?=.)/gm, '    ')}}\n`;

function newClient(schemes: readonly AuthScheme[], { names }: Spelling): string {
  const members = schemes.map(
    (scheme): Part => ({ label: `${names.setting(scheme.name)} = `, value: credential(scheme) }),
  );
  const options: Part = { head: 'new ClientOptions', members: ['BaseUrl = baseUrl', ...members] };
  return [
    statement('var baseUrl = Environment.GetEnvironmentVariable("API_BASE_URL") ?? "http://localhost:4801"'),
    statement({ label: 'using var client = ', value: call('new Client', [options]) }),
  ].join('');
}

function credential({ kind, name }: AuthScheme): Part {
  const variable = screamingCase(name);
  const of = (suffix: string): string => quote(variable + suffix);
  if (kind === 'bearer') return call('Credential.From', [`refresh => Env(refresh ? ${of('_AFTER_401')} : ${of('')})`]);
  if (kind === 'api_key') return `Env(${of('')})`;
  return call('Credential.Basic', [`Env(${of('_USERNAME')})`, `Env(${of('_PASSWORD')})`]);
}

interface Way {
  client?: string;
  /** What the method's name ends with. */
  ending?: string;
  options?: string;
}

function invoked(one: TourCall, spelling: Spelling, { client = 'client', ending = 'Async', options }: Way = {}): Part {
  const { operation, group } = one;
  const target = group === undefined ? client : `${client}.${spelling.names.group(group).property}`;
  const more = options === undefined ? [] : [`options: ${options}`];
  return call(`${target}.${spelling.names.method(operation.name)}${ending}`, [...argumentsOf(one, spelling), ...more]);
}

/** What is required by its place, the rest by its name. */
function argumentsOf({ operation, args, body }: TourCall, spelling: Spelling): Part[] {
  const names = nameArguments(operation.params);
  const required = args.filter(({ param }) => param.required);
  const open = args.filter(({ param, value }) => !param.required && value !== null);
  const listed = [
    ...required.map(({ param, value }) => argumentOf(value, param.type, spelling)),
    ...(operation.body?.required === true ? [bodyOf(body, operation.body, spelling)] : []),
    ...open.map(({ param, value }) => ({
      label: `${names.get(param)}: `,
      value: argumentOf(value, param.type, spelling),
    })),
  ];
  const isSent = operation.body?.required === false && body !== undefined && body !== null;
  return isSent && operation.body
    ? [...listed, { label: 'body: ', value: bodyOf(body, operation.body, spelling) }]
    : listed;
}

function bodyOf(body: unknown, { kind, type }: Body, spelling: Spelling): Part {
  if (kind === 'text') return quote(String(body));
  if (kind === 'binary') return call('Upload.Of', [quote(String(body))]);
  const bare = withoutNull(type, spelling.ir);
  const def = bare.kind === 'named' ? spelling.ir.types.get(bare.name) : undefined;
  if (kind === 'multipart' && def?.kind === 'object') return objectOf(body, def, spelling, true);
  return body === null ? argumentOf(body, bare, spelling) : expressionOf(body, bare, spelling);
}

const write = (value: Part): string => statement(call('Console.WriteLine', [value]));

const each = (loop: string, items: Part, body = 'Console.WriteLine(item);\n'): string =>
  block({ open: `${loop} (var item in `, items: [items], close: ')' }, body);

function shown(one: TourCall, spelling: TourSpelling, isFirstStream: boolean): string {
  const { operation, how } = one;
  if (how === 'pages') return each('await foreach', invoked(one, spelling, { ending: 'PagedAsync' }));
  if (how === 'stream') {
    const ending = operation.stream === undefined ? 'Async' : 'StreamAsync';
    const body = `Console.WriteLine(item);\nif (++shown == ${MOST_ITEMS})\n{\n    break;\n}\n`;
    const counter = isFirstStream ? 'var shown = 0;\n' : 'shown = 0;\n';
    return counter + each('await foreach', invoked(one, spelling, { ending }), body);
  }
  if (operation.result.kind !== 'binary' || operation.body !== undefined) return printed(one, spelling);
  const made = invoked(one, spelling, { ending: 'StreamAsync' });
  return block(
    { open: 'using (var content = await ', items: [made], close: ')' },
    `var buffer = new byte[64 * 1024];
long size = 0;
int read;
while ((read = await content.ReadAsync(buffer, 0, buffer.Length)) > 0)
{
    size += read;
}

Console.WriteLine(size + " bytes");
`,
  );
}

function printed(one: TourCall, spelling: TourSpelling, way: Way = {}): string {
  const awaited: Part = { label: 'await ', value: invoked(one, spelling, way) };
  const { kind, type, mayBeEmpty } = one.operation.result;
  if (kind === 'none') return statement(awaited);
  if (kind === 'binary') {
    const line = `Console.WriteLine((${flatten(awaited)}).Length + " bytes");\n`;
    if (line.length <= 101) return line;
    const bytes = spelling.locals.take('bytes');
    return statement({ label: `var ${bytes} = `, value: awaited }) + write(`${bytes}.Length + " bytes"`);
  }
  const bare = withoutNull(type, spelling.ir);
  if (kind !== 'json' || (bare.kind !== 'array' && bare.kind !== 'map')) return write(awaited);
  const isNullable = mayBeEmpty || resolve(type, spelling.ir).kind === 'nullable';
  const otherwise = isNullable ? ` ?? new ${spell(bare, spelling)}()` : '';
  return each('foreach', { open: '', items: [awaited], close: otherwise });
}

function failing(one: TourCall, spelling: TourSpelling): string {
  const model = documented(one.operation, spelling);
  const body =
    model === undefined
      ? 'Console.WriteLine(failure.Body);\n'
      : `if (failure.Body is ${model} body)\n{\n    Console.WriteLine(body);\n}\n`;
  const report = 'Console.WriteLine($"{failure.Status} {failure.RequestId}");\n';
  return block('try', printed(one, spelling)) + block('catch (ApiException failure)', report + body);
}

/** The model of the first documented failure that has one. */
function documented({ errors }: Operation, { ir, names }: Spelling): string | undefined {
  const type = errors.map((error) => resolve(error.type, ir)).find(({ kind }) => kind === 'named');
  return type?.kind === 'named' ? names.type(type.name) : undefined;
}

function inSession(one: TourCall, spelling: TourSpelling): string {
  const assumed: Part = { head: 'new MockOps', members: ['Persona = "premium"', 'Scenario = "card-declined"'] };
  const premium: Part = { head: 'new RequestOptions', members: [{ label: 'MockOps = ', value: assumed }] };
  return [
    statement('using var tester = Client.ForVirtualSystem(baseUrl, "checkout-test")'),
    statement({ label: 'var premium = ', value: premium }),
    printed(one, spelling, { client: 'tester', options: 'premium' }),
  ].join('');
}
