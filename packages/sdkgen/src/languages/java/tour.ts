// examples/Tour.java of a Java SDK, which its README shows: each kind of call that the API has, once, a documented failure,
// and a call in a session of its own. In: `Ir.tour`. Out: the program's text without the line of origin.

import type { AuthScheme, Body, Operation, TourCall } from '../../ir/model.ts';
import { screamingCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { modelsOf } from './client.ts';
import { importLines } from './imports.ts';
import { nameArguments } from './naming.ts';
import { quote } from './text.ts';
import type { Spelling } from './types.ts';
import { argumentOf, call, expressionOf, objectOf, type Part, render } from './values.ts';

const INDENT = '    ';
/** Items of a stream that are shown; it may have no end. */
const MOST_ITEMS = 3;

/** Undefined where there is nothing to call. */
export function emitTour(spelling: Spelling, packageName: string): { className: string; text: string } | undefined {
  const { ir, typeNames } = spelling;
  const { calls, failure, session } = ir.tour;
  if (calls.length === 0 && failure === undefined) return undefined;
  const className = typeNames.has('Tour') ? 'TourOfTheApi' : 'Tour';
  const parts = [
    ...calls.map((one) => `\n${comment(titleOf(one.operation))}${shown(one, spelling)}`),
    ...(failure ? [`\n${comment(titleOf(failure.operation))}${failing(failure, spelling)}`] : []),
    ...(session
      ? [`\n${comment('Against a virtual system, in a session of its own.')}${inSession(session, spelling)}`]
      : []),
  ];
  const settings = ir.auth.filter(({ name }) => ir.tour.schemes.includes(name));
  const env =
    settings.length === 0
      ? ''
      : `
  private static String env(String name) {
    return System.getenv().getOrDefault(name, "");
  }
`;
  const code = `public final class ${className} {
  private ${className}() {}

  public static void main(String[] args) throws Exception {
    String baseUrl = System.getenv().getOrDefault("API_BASE_URL", "http://localhost:4801");
${newClient(settings, spelling)}${parts.join('')}  }
${env}}
`;
  const own = ['ApiException', 'Client', 'MockOps', 'RequestOptions'];
  const groups = ir.groups.flatMap(({ name }) => (name === undefined ? [] : [spelling.names.group(name).className]));
  const imports = importLines(code, modelsOf(spelling, packageName), {
    packageName,
    names: new Set([...own, ...groups]),
  });
  return { className, text: imports + code };
}

/** In 100 columns. A backslash and a `u` would be a character, here too. */
function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.replaceAll('\\', '/').split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 92) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${INDENT}// ${line}\n`).join('');
}

const statement = (part: Part, indent = INDENT): string => `${indent}${render(part, indent, indent.length, 1)};\n`;

/** `start value end` in one line, or the value on lines of its own. */
export function headed(start: string, value: Part, end: string): string {
  const flat = render(value, '', 0, -Infinity);
  const inner = `${INDENT}    `;
  if (INDENT.length + start.length + 1 + flat.length + end.length <= 100) return `${INDENT}${start} ${flat}${end}\n`;
  return `${INDENT}${start}\n${inner}${render(value, inner, inner.length, end.length)}${end}\n`;
}

function newClient(schemes: readonly AuthScheme[], { names }: Spelling): string {
  const links = schemes.map((scheme) => call(`.${names.setting(scheme.name)}`, credential(scheme)));
  const built: Part = { head: 'Client.builder()', links: ['.baseUrl(baseUrl)', ...links, '.build()'] };
  return headed('Client client =', built, ';');
}

function credential({ kind, name }: AuthScheme): Part[] {
  const variable = screamingCase(name);
  const env = (suffix: string): string => `env(${quote(variable + suffix)})`;
  if (kind === 'bearer') return [`refresh -> refresh ? ${env('_AFTER_401')} : ${env('')}`];
  return kind === 'basic' ? [env('_USERNAME'), env('_PASSWORD')] : [env('')];
}

function invoked(one: TourCall, spelling: Spelling, { client = 'client', ending = '', options = '' } = {}): Part {
  const { operation, group } = one;
  const { names } = spelling;
  const owner = group === undefined ? 'Client' : names.group(group).className;
  const target = group === undefined ? client : `${client}.${names.group(group).property}()`;
  const open = operation.params.some(({ required }) => !required) || operation.body?.required === false;
  const optional = optionalOf(one, spelling);
  const isNeeded = optional.length > 0 || (open && options !== '');
  const params: Part = { head: `new ${owner}.${names.params(operation)}()`, links: optional };
  const given = [...requiredOf(one, spelling), ...(isNeeded ? [params] : []), ...(options === '' ? [] : [options])];
  return call(`${target}.${names.method(operation.name)}${ending}`, given);
}

function requiredOf({ operation, args, body }: TourCall, spelling: Spelling): Part[] {
  const given = args.filter(({ param }) => param.required);
  const values = given.map(({ param, value }) => argumentOf(value, param.type, spelling));
  return operation.body?.required === true ? [...values, bodyOf(body, operation.body, spelling)] : values;
}

function optionalOf({ operation, args, body }: TourCall, spelling: Spelling): Part[] {
  const names = nameArguments(operation.params);
  const links = args.flatMap(({ param, value }): Part[] =>
    param.required || value === null ? [] : [call(`.${names.get(param)}`, [argumentOf(value, param.type, spelling)])],
  );
  const isSent = operation.body?.required === false && body !== undefined && body !== null;
  return isSent && operation.body ? [...links, call('.body', [bodyOf(body, operation.body, spelling)])] : links;
}

function bodyOf(body: unknown, { kind, type }: Body, spelling: Spelling): Part {
  if (kind === 'text') return quote(String(body));
  if (kind === 'binary') return call('Upload.of', [quote(String(body))]);
  const bare = withoutNull(type, spelling.ir);
  const def = bare.kind === 'named' ? spelling.ir.types.get(bare.name) : undefined;
  if (kind === 'multipart' && def?.kind === 'object') return objectOf(body, def, spelling, true);
  return body === null ? 'null' : expressionOf(body, bare, spelling);
}

function shown(one: TourCall, spelling: Spelling): string {
  const { operation, how } = one;
  if (how === 'pages') {
    return `${headed('for (var item :', invoked(one, spelling, { ending: 'Paged' }), ') {')}      System.out.println(item);
    }
`;
  }
  if (how === 'stream') {
    const ending = operation.stream === undefined ? '' : 'Stream';
    return `${headed('try (var items =', invoked(one, spelling, { ending }), ') {')}      items.stream().limit(${MOST_ITEMS}).forEach(System.out::println);
    }
`;
  }
  if (operation.result.kind !== 'binary' || operation.body !== undefined) return printed(one, spelling);
  return `${headed('try (var content =', invoked(one, spelling, { ending: 'Stream' }), ') {')}      long size = content.transferTo(java.io.OutputStream.nullOutputStream());
      System.out.println(size + " bytes");
    }
`;
}

function printed(one: TourCall, spelling: Spelling, more: { client?: string; options?: string } = {}, indent = INDENT) {
  const made = invoked(one, spelling, more);
  const { kind } = one.operation.result;
  if (kind === 'none') return statement(made, indent);
  const value = kind === 'binary' ? `${render(made, indent, indent.length + 19, 18)}.length + " bytes"` : made;
  return statement(call('System.out.println', [value]), indent);
}

function failing(one: TourCall, spelling: Spelling): string {
  const body = documented(one.operation, spelling);
  const typed = body === undefined ? '' : `      failure.body(${body}.class).ifPresent(System.out::println);\n`;
  return `    try {
${printed(one, spelling, {}, '      ')}    } catch (ApiException failure) {
      System.out.println(failure.status() + " " + failure.requestId().orElse("without an id"));
      System.out.println(failure.text());
${typed}    }
`;
}

/** The class of the first documented failure that has one. */
function documented({ errors }: Operation, { ir, names }: Spelling): string | undefined {
  const type = errors.map((error) => resolve(error.type, ir)).find(({ kind }) => kind === 'named');
  return type?.kind === 'named' ? names.type(type.name) : undefined;
}

function inSession(one: TourCall, spelling: Spelling): string {
  const links = ['.withPersona("premium")', '.withScenario("card-declined")'];
  const mockops = call('.mockops', [{ head: 'MockOps.none()', links }]);
  return [
    statement('Client tester = Client.forVirtualSystem(baseUrl, "checkout-test")'),
    headed('RequestOptions premium =', { head: 'new RequestOptions()', links: [mockops] }, ';'),
    printed(one, spelling, { client: 'tester', options: 'premium' }),
  ].join('');
}
