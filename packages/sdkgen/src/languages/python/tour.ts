// examples/tour.py of a Python SDK, which its README shows: each kind of call that the API has, once, a documented failure,
// and a call in a session of its own. In: `Ir.tour`. Out: the program's text without the line of origin.

import type { AuthScheme, Ir, Operation, TourCall, TypeRef } from '../../ir/model.ts';
import { createNameScope } from '../../ir/names.ts';
import { screamingCase, snakeCase } from '../../ir/words.ts';
import { titleOf } from '../../tour/title.ts';
import { importLine } from './client.ts';
import { type Bracketed, bracketed, flatten, type Part, statement } from './layout.ts';
import { KEYWORDS, nameArguments, nameSchemes, type PythonNames } from './naming.ts';
import { comment, quote } from './text.ts';
import { bytes, construct, expression, prefixed } from './values.ts';

/** Items of a stream that are shown; it may have no end. */
const MOST_ITEMS = 3;

/** Of a variable; where the type's name is longer, it says no more than `item`. */
const LONGEST_NAME = 24;

/** Undefined where there is nothing to call. */
export function emitTour(ir: Ir, module: string, names: PythonNames): string | undefined {
  const { calls, failure, session } = ir.tour;
  if (calls.length === 0 && failure === undefined) return undefined;
  const writer = createWriter(ir, names);
  const body = [
    '\nbase_url = os.environ.get("API_BASE_URL", "http://localhost:4801")\n',
    emitNewClient(ir),
    ...calls.map((call) => `\n${writer.shown(call)}`),
    failure ? `\n${writer.failing(failure)}` : '',
    session ? `\n${writer.inSession(session)}` : '',
  ].join('');
  return emitImports(body, module) + body;
}

const EXPORTS = ['ApiError', 'Auth', 'Client', 'File', 'MockOps', 'RequestOptions', 'models'];

function emitImports(body: string, module: string): string {
  // Of what is no text of the contract's.
  const code = body.replace(/^ *#.*$/gm, '').replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const uses = (word: string): boolean => new RegExp(`(?<![\\w.])${word}\\b`).test(code);
  return [
    uses('dt') ? 'import datetime as dt\n' : '',
    'import os\n',
    uses('islice') ? 'from itertools import islice\n' : '',
    `\n${importLine(module, ...EXPORTS.filter(uses))}`,
  ].join('');
}

function emitNewClient({ auth, tour }: Ir): string {
  const fields = nameSchemes(auth);
  const used = auth.filter(({ name }) => tour.schemes.includes(name));
  if (used.length === 0) return 'client = Client(base_url)\n';
  const credentials = used.map((scheme) => prefixed(`${fields.get(scheme.name)}=`, credentialOf(scheme)));
  const lines = credentials.map((credential) => statement('        ', '', credential, ',')).join('');
  return `client = Client(\n    base_url,\n    auth=Auth(\n${lines}    ),\n)\n`;
}

function credentialOf({ kind, name }: AuthScheme): Part {
  const variable = screamingCase(name);
  const read = (suffix: string): string => `os.environ.get(${quote(variable + suffix)}, "")`;
  if (kind === 'api_key') return read('');
  if (kind === 'basic') return bracketed('(', [read('_USERNAME'), read('_PASSWORD')], ')');
  return bracketed(
    'lambda refresh: os.environ.get(',
    [`${quote(`${variable}_AFTER_401`)} if refresh else ${quote(variable)}`, '""'],
    ')',
  );
}

interface Writer {
  shown(call: TourCall): string;
  failing(call: TourCall): string;
  inSession(call: TourCall): string;
}

/** Words that the program has a use for. */
const TAKEN = [...KEYWORDS, 'base_url', 'client', 'dt', 'error', 'islice', 'len', 'models', 'options', 'os', 'piece'];
const TAKEN_TOO = ['print', 'size', 'stream', 'sum', 'tester'];

function createWriter(ir: Ir, names: PythonNames): Writer {
  const scope = createNameScope([...TAKEN, ...TAKEN_TOO]);
  const variables = new Map<string, string>();

  /** A variable of a loop has one type in the whole program. */
  const itemName = (type: TypeRef): string => {
    const key = JSON.stringify(type);
    const named = type.kind === 'named' ? snakeCase(type.name) : 'item';
    const name = variables.get(key) ?? scope.take(named.length <= LONGEST_NAME ? named : 'item');
    variables.set(key, name);
    return name;
  };

  /** Prints what came, if anything does. */
  const printed = ({ result }: Operation, call: Bracketed, indent: string): string => {
    if (result.kind === 'none') return statement(indent, '', call);
    if (result.kind === 'binary') {
      const orNone = result.mayBeEmpty ? ' or b""' : '';
      const line = `${indent}print(len(${flatten(call)}${orNone}), "bytes")\n`;
      if (line.length <= 121) return line;
      const content = scope.take('content');
      return `${statement(indent, `${content} = `, call)}${indent}print(len(${content}${orNone}), "bytes")\n`;
    }
    const flat = `${indent}print(${flatten(call)})\n`;
    return flat.length <= 121 ? flat : `${indent}print(\n${statement(`${indent}    `, '', call)}${indent})\n`;
  };

  const body = (call: TourCall): string => {
    const { operation, how } = call;
    if (how === 'pages') {
      const item = itemName(operation.pagination?.itemType ?? { kind: 'any' });
      return `${statement('', `for ${item} in `, callOf(call, ir, names, '_all'), ':')}    print(${item})\n`;
    }
    if (how === 'stream') {
      const { type } = operation.stream ?? operation.result;
      const items = callOf(call, ir, names, operation.stream === undefined ? '' : '_stream');
      const head = statement(
        '',
        `for ${itemName(type)} in `,
        bracketed('islice(', [items, String(MOST_ITEMS)], ')'),
        ':',
      );
      return `${head}    print(${itemName(type)})\n`;
    }
    if (operation.result.kind !== 'binary' || operation.body !== undefined) {
      return printed(operation, callOf(call, ir, names, ''), '');
    }
    return `${statement('', 'with ', callOf(call, ir, names, '_stream'), ' as stream:')}    size = sum(len(piece) for piece in stream)
print(size, "bytes")
`;
  };

  const title = ({ operation }: TourCall): string => comment(titleOf(operation), '');

  return {
    shown: (call) => title(call) + body(call),
    failing: (call) => `${title(call)}try:
${printed(call.operation, callOf(call, ir, names, ''), '    ')}except ApiError as error:
    # The body is an instance of the model that is documented for the status.
    print(error.status, error.request_id, error.body)
`,
    inSession: (call) => `# Against a virtual system, in a session of its own.
tester = Client.for_virtual_system(base_url, "checkout-test")
options = RequestOptions(mockops=MockOps(persona="premium", scenario="card-declined"))
${printed(call.operation, callOf(call, ir, names, '', 'tester', 'options=options'), '')}`,
  };
}

/** The call itself; `second` is the method that iterates. */
function callOf(
  { operation, group, args, body }: TourCall,
  { types }: Ir,
  names: PythonNames,
  second: '' | '_all' | '_stream',
  client = 'client',
  options?: string,
): Bracketed {
  const spelled = nameArguments(operation.params);
  const given = args.map(({ param, value }) =>
    prefixed(param.in === 'path' ? '' : `${spelled.get(param)}=`, expression(value, param.type, { types, names })),
  );
  if (body !== undefined && operation.body !== undefined) {
    given.push(prefixed('body=', bodyOf(body, operation.body, types, names)));
  }
  if (options !== undefined) given.push(options);
  const target = group === undefined ? client : `${client}.${names.group(group).property}`;
  const method = second === '' ? names.method(operation.name) : names.second(operation.name, second);
  return bracketed(`${target}.${method}(`, given, ')');
}

function bodyOf(
  value: unknown,
  { kind, type }: NonNullable<Operation['body']>,
  types: Ir['types'],
  names: PythonNames,
): Part {
  if (kind === 'binary') return bytes(String(value));
  const words = { types, names };
  const def = type.kind === 'named' ? types.get(type.name) : undefined;
  return def?.kind === 'object' ? construct(value, def, words, kind === 'multipart') : expression(value, type, words);
}
