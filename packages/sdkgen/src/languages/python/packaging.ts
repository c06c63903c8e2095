// pyproject.toml and README.md of a Python SDK.

import type { Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { nameArguments, type PythonNames } from './naming.ts';
import { quote } from './text.ts';

export function emitPyproject(ir: Ir, distribution: string, module: string, hasGroups: boolean): string {
  const packages = [module, ...(hasGroups ? [`${module}.operations`] : [])].map(quote).join(', ');
  return `[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"

[project]
name = ${quote(distribution)}
version = ${quote(packageVersion(ir.version))}
description = ${quote(oneLine(`Client of ${ir.title}`))}
readme = "README.md"
requires-python = ">=3.10"
dependencies = []

[tool.setuptools]
packages = [${packages}]

[tool.setuptools.package-data]
${module} = ["py.typed"]
`;
}

export function emitReadme(ir: Ir, distribution: string, module: string, names: PythonNames): string {
  const example = usableExample(ir);
  const call = example === undefined ? '' : `\n${exampleCall(example.operation, example.group, names)}`;
  return `# ${distribution}

Client of ${oneLine(`${ir.title} ${ir.version}`)}. Python 3.10 or newer, standard library only.

\`\`\`python
from ${module} import ApiError, Client

client = Client(${quote(ir.server ?? 'http://localhost:4801')})
${call}\`\`\`

- A failure with an answer is an \`ApiError\` (\`status\`, \`body\`, \`headers\`); a documented body is an instance of its model.
  No usable answer is a \`TransportError\`; an answer that the contract does not allow is a \`DecodeError\`, which names the place.
- Optional fields are \`None\`; where null is a value of its own, absence is \`UNSET\`. Enums are open: \`Status("new value")\` works.
- \`auth\` is called before each request and sets headers: \`Client(auth=lambda request: request.headers.update(...))\`.
- Every method takes \`options=RequestOptions(headers=…, timeout=…, mockops=…)\`; \`opener\` takes a \`urllib.request\` opener (proxies, TLS).

## Against a virtual system
\`\`\`python
from ${module} import Client, MockOps

client = Client(
    "http://localhost:4801",
    mockops=MockOps(session="checkout-test", persona="premium", scenario="card-declined", ci_run="run-42"),
)
\`\`\`
`;
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
