// package.json, tsconfig.json and README.md of a TypeScript SDK.

import type { Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { nameArguments, quote, type TypeScriptNames } from './naming.ts';

export function emitManifest(ir: Ir, name: string, origin: string): string {
  const manifest = {
    name,
    version: packageVersion(ir.version),
    description: oneLine(`Client of ${ir.title}`),
    '//': origin,
    type: 'module',
    files: ['src', 'dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    scripts: { build: 'tsc', prepack: 'tsc' },
    engines: { node: '>=20.3' },
    devDependencies: { typescript: '>=5.8' },
  };
  return JSON.stringify(manifest, null, 2);
}

export function emitTsconfig(): string {
  const config = {
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: [],
      rootDir: 'src',
      outDir: 'dist',
      declaration: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: true,
    },
    include: ['src'],
  };
  return JSON.stringify(config, null, 2);
}

export function emitReadme(ir: Ir, name: string, names: TypeScriptNames): string {
  const example = usableExample(ir);
  const call = example === undefined ? '' : `\n${exampleCall(example.operation, example.group, names)}`;
  return `# ${name}

Client of ${oneLine(`${ir.title} ${ir.version}`)}. It needs \`fetch\` and nothing else.

\`\`\`ts
import { ApiError, Client } from ${quote(name)};

const client = new Client({ baseUrl: ${quote(ir.server ?? 'http://localhost:4801')} });
${call}\`\`\`

- From a checkout, Node 22.18 or newer runs it unbuilt: \`import { Client } from './src/index.ts'\`. To publish, \`npm run build\`.
- A failure with an answer is an \`ApiError\` (\`status\`, \`body\`, \`headers\`); \`isApiError<…Errors>(error)\` types its body by status.
  No usable answer is a \`TransportError\`.
- \`auth\` is called before each request and sets headers: \`auth: (request) => request.headers.set('authorization', token)\`.
- Every method takes \`{ signal, timeoutMs, headers, mockops }\` as its last argument.

## Against a virtual system
\`\`\`ts
const client = new Client({
  baseUrl: 'http://localhost:4801',
  mockops: { session: 'checkout-test', persona: 'premium', scenario: 'card-declined', ciRun: 'run-42' },
});
\`\`\`
`;
}

function exampleCall(operation: Operation, group: string | undefined, names: TypeScriptNames): string {
  const args = nameArguments(operation.params);
  const required = operation.params.filter((param) => param.required);
  const fields = required.map(
    (param) => `${args.get(param) ?? param.wire}: ${param.type.kind === 'string' ? "'…'" : '1'}`,
  );
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  const given = fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
  return `try {
  console.log(await ${target}.${names.method(operation.name)}(${given}));
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  console.error(error.status, error.body);
}
`;
}
