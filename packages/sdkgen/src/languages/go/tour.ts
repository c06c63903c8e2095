// examples/tour/main.go of a Go SDK, which its README shows as well: each kind of call that the API has, once.

import type { AuthScheme, Ir, TourCall, TypeRef } from '../../ir/model.ts';
import { createNameScope, type NameScope } from '../../ir/names.ts';
import { screamingCase, snakeCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { callText, composite, type Literal, leaf, wrap } from './literal.ts';
import { argumentName, nameParamFields, RESERVED_WORDS } from './naming.ts';
import { isRequired, optionalParams, withoutNullable } from './operations.ts';
import { docComment, quote } from './text.ts';
import { resolve, resultExpression, type Spelling } from './types.ts';
import { literalOf, pointerOf } from './values.ts';

interface Program {
  spelling: Spelling & { prefix: string };
  /** Variables of the one function that the calls stand in. */
  variables: NameScope;
  countsItems: boolean;
}

const PACKAGES = ['cmp', 'context', 'encoding/json', 'errors', 'fmt', 'io', 'log', 'os', 'strings', 'time'];

const LOCALS = [
  ...['again', 'baseURL', 'body', 'client', 'ctx', 'err', 'failure', 'item', 'main', 'ok', 'refresh', 'run', 'seen'],
  ...['show', 'system'],
];

/** A longer name of a package is better renamed. */
const LONGEST_NAME = 12;

/** Undefined when there is nothing to call. Without the line of origin. */
export function emitTour(inPackage: Spelling, module: string, packageName: string): string | undefined {
  const { ir } = inPackage;
  const { calls, failure, session } = ir.tour;
  if (calls.length === 0 && failure === undefined && session === undefined) return undefined;
  const names = PACKAGES.map((path) => path.replace(/^.*\//, ''));
  const isPlain = packageName.length <= LONGEST_NAME && ![...names, ...LOCALS].includes(packageName);
  const name = isPlain ? packageName : 'sdk';
  const variables = createNameScope([...RESERVED_WORDS, ...names, ...LOCALS, name]);
  const program: Program = { spelling: { ...inPackage, prefix: `${name}.` }, variables, countsItems: false };
  const blocks = [
    ...(calls.length > 0 || failure !== undefined ? [clientText(program)] : []),
    ...calls.map((call) => commented(titleOf(call.operation), callLines(call, program))),
    ...(failure === undefined ? [] : [commented(titleOf(failure.operation), failureLines(failure, program))]),
    ...(session === undefined ? [] : [sessionLines(session, program)]),
  ];
  const body = `${MAIN}
func run(ctx context.Context) error {
	baseURL := cmp.Or(os.Getenv("API_BASE_URL"), "http://localhost:4801")
${blocks.join('\n')}	return nil
}
${blocks.some((text) => /^\t*show\(/m.test(text)) ? SHOW : ''}`;
  const alias = module.split('/').at(-1) === name ? '' : `${name} `;
  return `package main\n\nimport (\n${importsOf(body)}\n\t${alias}${quote(module)}\n)\n${body}`;
}

const MAIN = `
func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
`;

const SHOW = `
// show prints a value as JSON, where optional fields are values rather than addresses.
func show(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
`;

const RETURN = ['if err != nil {', '\treturn err', '}'];

/** Only what the code names: Go refuses the rest. Strings and comments may say anything. */
function importsOf(body: string): string {
  const code = body.replace(/"(?:\\.|[^"\\])*"/g, '""').replace(/^\s*\/\/.*$/gm, '');
  const used = PACKAGES.filter((path) => new RegExp(`(?<![\\w.])${path.replace(/^.*\//, '')}\\.`).test(code));
  return used.map((path) => `\t"${path}"\n`).join('');
}

const commented = (title: string, lines: readonly string[]): string =>
  docComment(title, '\t') + lines.map((line) => `\t${line}\n`).join('');

function clientText({ spelling }: Program): string {
  const { ir, names, prefix } = spelling;
  const schemes = ir.auth.filter(({ name }) => ir.tour.schemes.includes(name));
  const options = schemes.map((scheme) => `\t\t${prefix}${credentialText(scheme, names.credential(scheme.name))},\n`);
  const end = options.length === 0 ? '' : `,\n${options.join('')}\t`;
  return `\tclient := ${prefix}NewClient(baseURL${end})\n`;
}

function credentialText(scheme: AuthScheme, name: string): string {
  const variable = screamingCase(scheme.name);
  const read = (suffix = ''): string => `os.Getenv(${quote(variable + suffix)})`;
  if (scheme.kind === 'basic') return `${name}(${read('_USERNAME')}, ${read('_PASSWORD')})`;
  if (scheme.kind === 'api_key') return `${name}(${read()})`;
  return `${name}Func(func(_ context.Context, refresh bool) (string, error) {
			if refresh {
				return ${read('_AFTER_401')}, nil
			}
			return ${read()}, nil
		})`;
}

/** `client.Files.GetFile` and what goes into its parentheses. */
function calledOf(call: TourCall, method: string, { spelling }: Program, client = 'client') {
  const { operation, group } = call;
  const target = group === undefined ? client : `${client}.${spelling.names.group(group).field}`;
  return { callee: `${target}.${method}`, args: [leaf('ctx', ''), ...argumentsOf(call, spelling)], operation };
}

function argumentsOf({ operation, args, body }: TourCall, spelling: Program['spelling']): Literal[] {
  const given = new Map(args.map(({ param, value }) => [param, value]));
  const required = operation.params.filter((param) => isRequired(param, operation));
  const optional = optionalParams(operation);
  const fields = nameParamFields(optional);
  const entries = optional.flatMap((param) => {
    const value = given.get(param);
    if (value === undefined || value === null) return [];
    return [{ key: fields.get(param) ?? '', value: pointerOf(value, withoutNullable(param), spelling) }];
  });
  const params = composite(spelling.prefix + spelling.names.params(operation), entries);
  return [
    ...required.map((param) => literalOf(given.get(param), param.type, spelling)),
    ...(operation.body === undefined ? [] : [bodyOf(operation.body, body, spelling)]),
    ...(optional.length === 0 ? [] : [entries.length === 0 ? NIL : { ...params, open: `&${params.open}` }]),
  ];
}

const NIL = leaf('nil', 'nil');

function bodyOf(
  { kind, type, required }: NonNullable<TourCall['operation']['body']>,
  value: unknown,
  spelling: Program['spelling'],
): Literal {
  if (value === undefined) return NIL;
  if (kind === 'binary') return leaf(`strings.NewReader(${quote(String(value))})`, 'io.Reader');
  const fileOf = kind === 'multipart' ? 'file' : undefined;
  if (kind === 'text') return required ? leaf(quote(String(value)), 'string') : pointerOf(value, TEXT, spelling);
  return required ? literalOf(value, type, spelling, fileOf) : pointerOf(value, type, spelling, fileOf);
}

const TEXT: TypeRef = { kind: 'string' };

function callLines(call: TourCall, program: Program): string[] {
  const { operation, how } = call;
  const { names } = program.spelling;
  if (how === 'pages') {
    const { callee, args } = calledOf(call, names.variant(operation, 'Items'), program);
    const head = linesOf(`for item, err := range ${callee}`, args, ' {');
    if (head.length === 1) return loopLines(head, []);
    const items = variableOf(operation.name, program);
    return [...linesOf(`${items} := ${callee}`, args), ...loopLines([`for item, err := range ${items} {`], [])];
  }
  if (how === 'stream') return streamLines(call, program);
  if (operation.result.kind === 'none') {
    const { callee, args } = calledOf(call, names.method(operation), program);
    return [...linesOf(`if err := ${callee}`, args, '; err != nil {'), '\treturn err', '}'];
  }
  const variable = variableOf(operation.name, program);
  if (operation.result.kind === 'binary' && operation.method === 'GET') return readLines(call, variable, program);
  const { callee, args } = calledOf(call, names.method(operation), program);
  return [
    ...linesOf(`${variable}, err := ${callee}`, args),
    ...RETURN,
    operation.result.kind === 'binary' ? `fmt.Println(len(${variable}), "bytes")` : shown(call, variable),
  ];
}

const shown = ({ operation }: TourCall, variable: string): string =>
  operation.result.kind === 'text' ? `fmt.Println(${variable})` : `show(${variable})`;

const linesOf = (head: string, args: readonly Literal[], tail = ''): string[] =>
  callText(head, args, tail)
    .split('\n')
    .map((line) => line.slice(1));

const loopLines = (head: string[], rest: string[]): string[] => [
  ...head,
  ...RETURN.map((line) => `\t${line}`),
  '\tshow(item)',
  ...rest,
  '}',
];

function streamLines(call: TourCall, program: Program): string[] {
  const { operation } = call;
  const { names } = program.spelling;
  const direct = operation.result.kind === 'events' || operation.result.kind === 'lines';
  const suffix = operation.stream?.kind === 'lines' ? 'Lines' : 'Events';
  const method = direct ? names.method(operation) : names.variant(operation, suffix);
  const variable = variableOf(direct ? operation.name : `${operation.name} ${suffix}`, program);
  const { callee, args } = calledOf(call, method, program);
  const count = program.countsItems ? 'seen = 0' : 'seen := 0';
  program.countsItems = true;
  return [
    ...linesOf(`${variable}, err := ${callee}`, args),
    ...RETURN,
    count,
    ...loopLines([`for item, err := range ${variable}.All() {`], ['\tif seen++; seen == 3 {', '\t\tbreak', '\t}']),
  ];
}

/** A body that is read in pieces. */
function readLines(call: TourCall, variable: string, program: Program): string[] {
  const { callee, args } = calledOf(call, program.spelling.names.variant(call.operation, 'Stream'), program);
  const size = program.variables.take('size');
  return [
    ...linesOf(`${variable}, err := ${callee}`, args),
    ...RETURN,
    `defer ${variable}.Close()`,
    `${size}, err := io.Copy(io.Discard, ${variable})`,
    ...RETURN,
    `fmt.Println(${size}, "bytes")`,
  ];
}

function failureLines(call: TourCall, program: Program): string[] {
  const { operation } = call;
  const { names, prefix } = program.spelling;
  const { callee, args } = calledOf(call, names.method(operation), program);
  const result = operation.result.kind === 'none' ? 'err' : '_, err';
  const body = operation.errors.map(({ type }) => type).find((type) => isTyped(type, program.spelling.ir));
  const shownBody =
    body === undefined
      ? ['\tshow(failure.Value)']
      : [
          `\tif body, ok := ${prefix}ErrorBody[${resultExpression(body, false, program.spelling)}](err); ok {`,
          '\t\tshow(body)',
          '\t}',
        ];
  return [
    ...linesOf(`if ${result} := ${callee}`, args, '; err != nil {'),
    `\tvar failure *${prefix}APIError`,
    '\tif !errors.As(err, &failure) {',
    '\t\treturn err',
    '\t}',
    '\tfmt.Println(failure.StatusCode, failure.RequestID)',
    ...shownBody,
    '}',
  ];
}

const isTyped = (type: TypeRef, ir: Ir): boolean => {
  const { kind } = resolve(type, ir);
  return kind === 'object' || kind === 'union';
};

function sessionLines(call: TourCall, program: Program): string {
  const { operation } = call;
  const { names, prefix } = program.spelling;
  const { callee, args } = calledOf(call, names.method(operation), program, 'system');
  const assumed = composite(`${prefix}MockOps`, [
    { key: 'Persona', value: leaf('"premium"', 'string') },
    { key: 'Scenario', value: leaf('"card-declined"', 'string') },
  ]);
  const all = [...args, wrap(`${prefix}WithMockOps`, assumed, `${prefix}Option`)];
  const sent =
    operation.result.kind === 'none'
      ? [...linesOf(`if err := ${callee}`, all, '; err != nil {'), '\treturn err', '}']
      : [
          ...linesOf(`again, err := ${callee}`, all),
          ...RETURN,
          operation.result.kind === 'binary' ? 'fmt.Println(len(again), "bytes")' : shown(call, 'again'),
        ];
  const lines = [`system := ${prefix}ForVirtualSystem(baseURL, "checkout-test")`, ...sent];
  return commented('Against a virtual system, in a session of its own.', lines);
}

const VERBS = /^(add|create|fetch|find|get|list|load|post|put|read|retrieve|search|send|set|show|update)_(?!by_)/;

const LONGEST_VARIABLE = 20;

/** What the call gives: `getFile` is a `file`. */
function variableOf(operation: string, { variables }: Program): string {
  const name = argumentName(snakeCase(operation).replace(VERBS, ''));
  return variables.take(name.length <= LONGEST_VARIABLE ? name : 'answer');
}
