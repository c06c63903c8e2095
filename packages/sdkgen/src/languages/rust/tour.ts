// examples/tour.rs of a Rust SDK, which its README shows as well: each kind of call that the API has, once.

import type { AuthScheme, Ir, TourCall } from '../../ir/model.ts';
import { createNameScope } from '../../ir/names.ts';
import { screamingCase, snakeCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { assigned, atom, call as callOf, type Expression, oneLine, ownLine, widthOf } from './expression.ts';
import { failureVariant } from './failures.ts';
import { useLines } from './layout.ts';
import { KEYWORDS, type RustNames } from './naming.ts';
import { quote, withoutControls } from './text.ts';
import { INDENT, LOCALS, LONGEST_ARGUMENTS, type Program, sendingOf } from './tour-arguments.ts';

/** Undefined when there is nothing to call. Without the line of origin. */
export function emitTour(ir: Ir, crate: string, names: RustNames, withFiles: ReadonlySet<string>): string | undefined {
  const { calls, failure, session } = ir.tour;
  if (calls.length === 0 && failure === undefined && session === undefined) return undefined;
  const program: Program = { ir, spelling: { ir, names, prefix: 'models::' }, withFiles };
  const hasClient = calls.length > 0 || failure !== undefined;
  const blocks = [
    ...(hasClient ? [clientText(program)] : []),
    ...calls.map((call) => `\n${titled(call)}${callText(call, program)}`),
    ...(failure === undefined ? [] : [`\n${titled(failure)}${failureText(failure, program)}`]),
    ...(session === undefined ? [] : [`\n${sessionText(session, program)}`]),
  ];
  const body = `fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = std::env::var("API_BASE_URL").unwrap_or("http://localhost:4801".into());
${withApi(blocks.join(''))}    Ok(())
}
`;
  const text = `${body}${body.includes('variable("') ? VARIABLE : ''}`;
  return `${importsOf(text, crate.replaceAll('-', '_'))}\n${text}`;
}

const VARIABLE = `
/// A variable that is not set is an empty text.
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
`;

const titled = ({ operation }: TourCall): string =>
  `${`${INDENT}// ${withoutControls(titleOf(operation))}`.trimEnd()}\n`;

/** Calls of one group after another share its variable. */
function withApi(text: string): string {
  let last = '';
  const lines = text.split('\n').filter((line) => {
    if (!/^ {4}let api = /.test(line)) return true;
    const isNew = line !== last;
    last = line;
    return isNew;
  });
  return lines.join('\n');
}

const IMPORTS: readonly [RegExp, string][] = [
  [/\bmodels::/, 'models'],
  [/\boperations::/, 'operations'],
  [/(?<!:)\bclient::/, 'client'],
  [/\bClient::/, 'Client'],
  [/\bErr\(Error::/, 'Error'],
  [/\bErrorBody::/, 'ErrorBody'],
  [/\bFile::/, 'File'],
  [/\bMockOps\b/, 'MockOps'],
  [/\bPart::/, 'Part'],
];

/** Only what the code names: rustc warns about the rest. Comments and strings may say anything. */
function importsOf(text: string, module: string): string {
  const code = text.replace(/^\s*\/\/.*$/gm, '').replace(/"(?:\\.|[^"\\])*"/g, '""');
  const own = IMPORTS.filter(([pattern]) => pattern.test(code)).map(([, name]) => `${module}::${name}`);
  const maps = /\bBTreeMap::/.test(code) ? ['std::collections::BTreeMap'] : [];
  return useLines([...own, ...maps])
    .split('\n')
    .map((line) => (widthOf(line) <= 100 ? line : line.replace(/^(.*\{)(.*)\};$/, `$1\n${INDENT}$2,\n};`)))
    .join('\n');
}

function clientText({ ir, spelling }: Program): string {
  const schemes = ir.auth.filter(({ name }) => ir.tour.schemes.includes(name));
  const variables = createNameScope([...KEYWORDS, ...LOCALS]);
  const given = schemes.map((scheme) => credentialOf(scheme, spelling.names.credential(scheme.name), variables.take));
  return given.map((one) => one.before).join('') + newClient('Client::new(&base_url)', given);
}

interface Link {
  /** With its dot. */
  method: string;
  args: Expression[];
}

/** The statement of a client: how it is made, and what is called on that. */
export function newClient(made: string, given: readonly Link[]): string {
  const [first] = given;
  if (first === undefined) return assigned(INDENT, 'let client =', atom(made), ';');
  const whole = callOf(made + first.method, ...first.args);
  const isTooLong = widthOf(`${INDENT}${INDENT}${oneLine(whole) ?? ''};`) > 100;
  if (given.length === 1 && !isTooLong) return assigned(INDENT, 'let client =', whole, ';');
  const links = given.map(({ method, args }) => callOf(method, ...args));
  const chain = `${made}${links.map(oneLine).join('')}`;
  if (widthOf(chain) <= 60) return `${INDENT}let client = ${chain};\n`;
  const lines = links.map((link, index) => ownLine(INDENT + INDENT, '', link, index < links.length - 1 ? '' : ';'));
  return `${INDENT}let client = ${made}\n${lines.join('')}`;
}

function credentialOf(scheme: AuthScheme, method: string, take: (name: string) => string): Link & { before: string } {
  const variable = screamingCase(scheme.name);
  const read = (suffix = ''): string => `variable(${quote(variable + suffix)})`;
  if (scheme.kind === 'basic') {
    const args = [atom(`&${read('_USERNAME')}`), atom(`&${read('_PASSWORD')}`)];
    return { before: '', method: `.${method}`, args };
  }
  if (scheme.kind === 'api_key') return { before: '', method: `.${method}`, args: [atom(read())] };
  const name = take(snakeCase(scheme.name));
  const before = `    let ${name} = |refresh| match refresh {
        true => Ok(${read('_AFTER_401')}),
        false => Ok(${read()}),
    };
`;
  return { before, method: `.${method}_fn`, args: [atom(name)] };
}

function callText(call: TourCall, program: Program): string {
  const { operation, how } = call;
  const { names } = program.spelling;
  const { before, target, args } = sendingOf(call, program);
  const method = (name: string, variable: string, end: string): string =>
    before + assigned(INDENT, `let ${variable} =`, callOf(`${target}.${name}`, ...args.map(atom)), end);
  if (how === 'pages') {
    const name = names.variant(operation, 'items');
    const head = `${INDENT}for item in ${target}.${name}(${args.join(', ')}) {\n`;
    const fits = widthOf(head) <= 100 && widthOf(args.join(', ')) <= LONGEST_ARGUMENTS;
    const loop = fits ? before + head : `${method(name, 'items', ';')}${INDENT}for item in items {\n`;
    return `${loop}        println!("{:?}", item?);\n    }\n`;
  }
  if (how === 'stream') {
    const { kind } = operation.stream ?? operation.result;
    const direct = operation.result.kind === 'events' || operation.result.kind === 'lines';
    const name = direct
      ? names.method(operation)
      : names.variant(operation, operation.stream?.kind === 'lines' ? 'lines' : 'events');
    const items = direct ? operation.result.kind : kind;
    const call = method(name, items, '?;');
    return `${call}    for item in ${items}.take(3) {\n        println!("{:?}", item?);\n    }\n`;
  }
  const { kind } = operation.result;
  if (kind === 'none') return before + sent(`${target}.${names.method(operation)}`, args);
  if (kind === 'binary' && operation.method === 'GET') {
    const call = method(names.variant(operation, 'reader'), 'mut content', '?;');
    return `${call}    let size = std::io::copy(&mut content, &mut std::io::sink())?;\n    println!("{size} bytes");\n`;
  }
  return `${method(names.method(operation), 'answer', '?;')}${INDENT}${printed(call)};\n`;
}

const sent = (name: string, args: readonly string[]): string =>
  ownLine(INDENT, '', callOf(name, ...args.map(atom)), '?;');

function printed({ operation }: TourCall): string {
  const { kind } = operation.result;
  if (kind === 'binary') return 'println!("{} bytes", answer.len())';
  return kind === 'text' ? 'println!("{answer}")' : 'println!("{answer:?}")';
}

function failureText(call: TourCall, program: Program): string {
  const { operation } = call;
  const { spelling, ir } = program;
  const { before, target, args } = sendingOf(call, program);
  const [documented] = operation.errors.map(({ type }) => failureVariant(type, ir, spelling.names));
  const head = `            if let Some(ErrorBody::${documented ?? 'Json'}(body)) = &failure.value {`;
  const body =
    widthOf(head) <= 100
      ? `${head}\n                println!("{body:?}");\n            }`
      : '            println!("{:?}", failure.value);';
  const success = operation.result.kind === 'none' ? 'Ok(()) => {}' : `Ok(answer) => ${printed(call)},`;
  const name = `${target}.${spelling.names.method(operation)}`;
  const asked = assigned(INDENT, 'let result =', callOf(name, ...args.map(atom)), ';');
  return `${before}${asked}    match result {
        ${success}
        Err(Error::Api(failure)) => {
            println!("{} {:?}", failure.status, failure.request_id);
${body}
        }
        Err(error) => return Err(error.into()),
    }
`;
}

function sessionText(call: TourCall, program: Program): string {
  const { operation } = call;
  const { before, target, args } = sendingOf(call, program, 'once');
  const name = `${target}.${program.spelling.names.method(operation)}`;
  const asked =
    operation.result.kind === 'none'
      ? sent(name, args)
      : `${assigned(INDENT, 'let answer =', callOf(name, ...args.map(atom)), '?;')}${INDENT}${printed(call)};\n`;
  return `    // Against a virtual system, in a session of its own.
    let system = Client::for_virtual_system(&base_url, "checkout-test");
    let premium = MockOps {
        persona: Some("premium".into()),
        scenario: Some("card-declined".into()),
        ..Default::default()
    };
    let once = system.clone().with_mockops(premium);
${before}${asked}`;
}
