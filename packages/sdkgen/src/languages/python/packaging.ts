// pyproject.toml and README.md of a Python SDK.

import type { AuthScheme, Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { bracketed, type Part, statement } from './layout.ts';
import { nameArguments, nameSchemes, type PythonNames } from './naming.ts';
import { quote } from './text.ts';
import { prefixed } from './values.ts';

export function emitPyproject(ir: Ir, distribution: string, module: string, hasGroups: boolean): string {
  const packages = [module, ...(hasGroups ? [`${module}.operations`] : [])].map(quote).join(', ');
  return `[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"

[project]
name = ${quote(distribution)}
version = ${quote(packageVersion(ir.version))}
description = ${toml(oneLine(`Client of ${ir.title}`))}
readme = "README.md"
requires-python = ">=3.10"
${ir.license === undefined ? '' : `license = { text = ${toml(oneLine(ir.license.name))} }\n`}dependencies = []

[tool.setuptools]
packages = [${packages}]

[tool.setuptools.package-data]
${module} = ["py.typed"]

[tool.black]
line-length = 120
`;
}

/** A basic string of TOML, whose escapes are JSON's. */
const toml = (text: string): string => JSON.stringify(text);

export function emitReadme(
  ir: Ir,
  distribution: string,
  module: string,
  names: PythonNames,
  tour: string | undefined,
): string {
  const example = usableExample(ir);
  const call = example === undefined ? '' : `\n${exampleCall(example.operation, example.group, names)}`;
  const schemes = example?.schemes ?? [];
  const pages = exampleOf(ir, names, '_all', ({ pagination }) => pagination !== undefined);
  const isShown = ir.tour.calls.some(({ how }) => how === 'stream');
  const stream = isShown ? '' : exampleOf(ir, names, '_stream', (operation) => operation.stream !== undefined);
  return `# ${distribution}

Client of ${oneLine(`${ir.title} ${ir.version}`)}. Python 3.10 or newer, standard library only.

\`\`\`sh
pip install ${distribution}
\`\`\`

\`\`\`python
from ${module} import ${['ApiError', ...(schemes.length > 0 ? ['Auth'] : []), 'Client'].join(', ')}

${newClient(ir, schemes)}${call}\`\`\`

- A failure with an answer is an \`ApiError\` (\`status\`, \`body\`, \`text\`, \`headers\`, \`request_id\`); a documented body is an
  instance of its model. No usable answer is a \`TransportError\`; one that the contract does not allow is a \`DecodeError\`.
- Optional fields are \`None\`; where null is a value of its own, absence is \`UNSET\`. Enums are open: \`Status("new value")\` works.
- Every method takes \`options=RequestOptions(headers=…, timeout=…, max_retries=…, mockops=…, cancel=…)\`. A timeout covers one
  attempt (30 s). What may be sent twice is tried three times, as \`Retry-After\` says where it does. Setting the
  \`threading.Event\` in \`cancel\` ends the call.
- A credential is a value, or a function that gives one for each request; after a 401 it is called again with \`True\`.
- \`transport\` is a function from \`OutgoingRequest\` to \`Response\`: a proxy, a log, or a test's answer.
  \`HttpTransport(context=…)\` takes an \`ssl.SSLContext\`.${pages}${stream}

## Against a virtual system

\`\`\`python
from ${module} import Client, MockOps

client = Client.for_virtual_system("http://localhost:4801", "checkout-test")
premium = Client(
    "http://localhost:4801",
    mockops=MockOps(session="checkout-test", persona="premium", scenario="card-declined", ci_run="run-42"),
)
\`\`\`
${tour === undefined ? '' : tourOf(tour)}${license(ir)}`;
}

const tourOf = (program: string): string => `
## A tour

This is \`examples/tour.py\`; from a checkout, \`pip install . && python examples/tour.py\` runs it.

\`\`\`python
${program}\`\`\`
`;

function license({ license: said }: Ir): string {
  if (said === undefined) return '';
  const name = oneLine(said.name).replace(/[[\]<>]/g, '');
  return `\nLicence of the API: ${name}${said.url === undefined ? '' : ` (${oneLine(said.url)})`}.\n`;
}

function newClient({ auth, server }: Ir, schemes: readonly AuthScheme[]): string {
  const fields = nameSchemes(auth);
  const credentials = schemes.map(({ kind, name }) => {
    return prefixed(`${fields.get(name)}=`, kind === 'basic' ? bracketed('(', ['"…"', '"…"'], ')') : '"…"');
  });
  const url: Part[] = server === undefined ? ['"http://localhost:4801"'] : [];
  const given = credentials.length === 0 ? url : [...url, bracketed('auth=Auth(', credentials, ')')];
  return statement('', 'client = ', bracketed('Client(', given, ')'));
}

function exampleOf(ir: Ir, names: PythonNames, ending: '_all' | '_stream', has: (operation: Operation) => boolean) {
  for (const { name, operations } of ir.groups) {
    const found = operations.find(has);
    if (found === undefined) continue;
    const target = name === undefined ? 'client' : `client.${names.group(name).property}`;
    const method = `${target}.${names.second(found.name, ending)}`;
    return ending === '_all'
      ? `\n- Lists in pages: \`for item in ${method}(…)\`, or page by page with \`${method}(…).pages()\`.`
      : `\n- Streams: \`for item in ${method}(…)\`; leaving the loop closes the connection.`;
  }
  return '';
}

function exampleCall(operation: Operation, group: string | undefined, names: PythonNames): string {
  const args = nameArguments(operation.params);
  const given = operation.params
    .filter((param) => param.required)
    .map((param) => {
      const value = param.type.kind === 'string' ? '"…"' : '1';
      return param.in === 'path' ? value : `${args.get(param) ?? param.wire}=${value}`;
    });
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  return `try:
    print(${target}.${names.method(operation.name)}(${given.join(', ')}))
except ApiError as error:
    print(error.status, error.body)
`;
}
