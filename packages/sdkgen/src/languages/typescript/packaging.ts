// package.json, tsconfig.json and README.md of a TypeScript SDK.

import type { AuthScheme, Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { nameArguments, quote, type TypeScriptNames } from './naming.ts';
import { bracketed, type Entry, entry, objectOf, render } from './values.ts';

export function emitManifest(ir: Ir, name: string, origin: string): string {
  const manifest = {
    name,
    version: packageVersion(ir.version),
    description: oneLine(`Client of ${ir.title}`),
    license: ir.license === undefined ? 'UNLICENSED' : oneLine(ir.license.name),
    '//': origin,
    type: 'module',
    sideEffects: false,
    files: ['src', 'dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    scripts: { build: 'tsc', prepack: 'tsc' },
    engines: { node: '>=20.3' },
    devDependencies: { typescript: '>=5.8' },
    prettier: { printWidth: 120, singleQuote: true },
  };
  return JSON.stringify(manifest, null, 2);
}

/** Short lists stay on their line, as prettier has it in files other than package.json. */
export const emitTsconfig = (): string => `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "NodeNext",
    "lib": ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "types": [],
    "rootDir": "src",
    "outDir": "dist",
    "declaration": true,
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "exactOptionalPropertyTypes": true,
    "noImplicitOverride": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "rewriteRelativeImportExtensions": true
  },
  "include": ["src"]
}`;

/** The programs import the package by its name; from a checkout, that is its sources. */
export const emitExamplesTsconfig = (name: string): string => `{
  "extends": "../tsconfig.json",
  "compilerOptions": {
    "noEmit": true,
    "rootDir": "..",
    "paths": {
      ${JSON.stringify(name)}: ["../src/index.ts"]
    }
  },
  "include": [".", "../src"]
}
`;

export const EXAMPLES_NODE = `/** What the programs here need of Node, without its types. */
declare const process: { env: { [name: string]: string | undefined } };
`;

export function emitReadme(ir: Ir, name: string, names: TypeScriptNames, tour: string | undefined): string {
  const example = usableExample(ir);
  const call = example === undefined ? '' : `\n${exampleCall(example.operation, example.group, names)}`;
  const pages = exampleOf(ir, names, 'All', ({ pagination }) => pagination !== undefined);
  const isShown = ir.tour.calls.some(({ how }) => how === 'stream');
  const stream = isShown ? '' : exampleOf(ir, names, 'Stream', ({ stream: second }) => second !== undefined);
  return `# ${name}

Client of ${oneLine(`${ir.title} ${ir.version}`)}. It needs \`fetch\` and nothing else.

\`\`\`sh
npm install ${name}
\`\`\`

\`\`\`ts
import { ApiError, Client } from ${quote(name)};

${newClient(ir, example?.schemes ?? [])}${call}\`\`\`

From a checkout, Node 22.18 or newer runs it unbuilt: \`import { Client } from './src/index.ts'\`. To publish, \`npm run build\`.

- A failure with an answer is an \`ApiError\` (\`status\`, \`body\`, \`text\`, \`headers\`, \`requestId\`); \`isApiError<…Errors>(error)\`
  types its body by status. No usable answer is a \`TransportError\`.
- Every method takes \`{ signal, timeoutMs, maxRetries, headers, mockops }\` as its last argument; the client takes the same.
  A timeout covers one attempt (30 s). What may be sent twice is tried three times, as \`Retry-After\` says where it does.
- A credential is a value, or a function that gives one for each request; after a 401 it is called again with \`refresh\` set.
- \`transport\` is a function like \`fetch\`: a proxy, a log, or a test's answer.${pages}${stream}
- A 64-bit integer beyond 2^53 is a \`bigint\`; dates are text.

## Against a virtual system

\`\`\`ts
const client = Client.forVirtualSystem('http://localhost:4801', 'checkout-test');
const premium = new Client({
  baseUrl: 'http://localhost:4801',
  mockops: { session: 'checkout-test', persona: 'premium', scenario: 'card-declined', ciRun: 'run-42' },
});
\`\`\`
${tour === undefined ? '' : tourOf(tour)}${license(ir)}`;
}

const tourOf = (program: string): string => `
## A tour

This is \`examples/tour.ts\`; from a checkout, \`npm install && npm run build && node examples/tour.ts\` runs it.

\`\`\`ts
${program}\`\`\`
`;

function license({ license: given }: Ir): string {
  if (given === undefined) return '';
  const name = oneLine(given.name).replace(/[[\]<>]/g, '');
  return `\nLicence of the API: ${name}${given.url === undefined ? '' : ` (${oneLine(given.url)})`}.\n`;
}

function newClient({ server }: Ir, schemes: readonly AuthScheme[]): string {
  const start = 'const client = ';
  const options: Entry[] = server === undefined ? [entry('baseUrl', `'http://localhost:4801'`)] : [];
  if (schemes.length > 0) options.push(entry('auth', objectOf(schemes.map(credential))));
  if (options.length === 0) return `${start}new Client();\n`;
  return `${start}${render(bracketed('new Client({', options, '})'), '', start.length, 1)};\n`;
}

const LOGIN = objectOf([entry('username', `'…'`), entry('password', `'…'`)]);

const credential = ({ kind, name }: AuthScheme): Entry => entry(name, kind === 'basic' ? LOGIN : `'…'`);

function exampleOf(ir: Ir, names: TypeScriptNames, ending: 'All' | 'Stream', has: (operation: Operation) => boolean) {
  for (const { name, operations } of ir.groups) {
    const found = operations.find(has);
    if (found === undefined) continue;
    const target = name === undefined ? 'client' : `client.${names.group(name).property}`;
    const method = `${target}.${names.second(found.name, ending)}`;
    return ending === 'All'
      ? `\n- Lists in pages: \`for await (const item of ${method}(…))\`, or page by page with \`${method}(…).pages()\`.`
      : `\n- Streams: \`for await (const item of ${method}(…))\`; leaving the loop closes the connection.`;
  }
  return '';
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
