// client.go and one `…_api.go` per tag of a Go SDK.

import type { AuthScheme, Group, Ir } from '../../ir/model.ts';
import { oneLine, packageVersion } from '../header.ts';
import { alignRows } from './layout.ts';
import { emitMethods, emitParams, usesIo, usesIter } from './operations.ts';
import { docComment, quote } from './text.ts';
import type { Spelling } from './types.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

export function emitClient(spelling: Spelling, packageName: string): string {
  const { ir, names } = spelling;
  const own = ownGroup(ir);
  const groups = ir.groups.flatMap(({ name }) => (name === undefined ? [] : [names.group(name)]));
  const rows = [
    { doc: '', cells: ['core', '*core'] },
    ...groups.map(({ field, typeName }) => ({ doc: '', cells: [field, `*${typeName}`] })),
  ];
  const version = packageVersion(ir.version);
  const assigned = groups
    .map(({ field, typeName }) => `\tclient.${field} = &${typeName}{core: client.core}\n`)
    .join('');
  const server = ir.server ?? '';
  const fallback = server === '' ? '' : '\tif baseURL == "" {\n\t\tbaseURL = DefaultBaseURL\n\t}\n';
  const body = [
    `// Version of the contract that this package is made from.\nconst Version = ${quote(version)}\n\n`,
    server === ''
      ? ''
      : `// DefaultBaseURL is the first server that the contract names.\nconst DefaultBaseURL = ${quote(server)}\n\n`,
    `const userAgent = ${quote(`${packageName}/${version}`)}\n\n`,
    docComment(`Client calls ${oneLine(`${ir.title} ${ir.version}`)}. It may be used by many goroutines.`),
    `type Client struct {\n${alignRows(rows, '\t')}}\n\n`,
    `// NewClient makes a client. baseURL is where the API is, e.g. http://localhost:4801/payments${server === '' ? '' : '; empty: DefaultBaseURL'}.
func NewClient(baseURL string, opts ...Option) *Client {
${fallback}	client := &Client{core: newCore(baseURL, opts)}
${assigned}	return client
}

// ForVirtualSystem makes a client for a test: the base URL of a virtual system, and the session that isolates its state.
func ForVirtualSystem(baseURL, session string, opts ...Option) *Client {
	return NewClient(baseURL, append([]Option{WithMockOps(MockOps{Session: session})}, opts...)...)
}
`,
    emitSchemes(spelling),
    ...own.operations.flatMap((operation) => [
      `\n${emitParams(operation, spelling)}${emitMethods(operation, 'Client', spelling)}`,
    ]),
  ].join('');
  return imports(body, own, ir.auth.length > 0) + body;
}

function emitSchemes({ ir, names }: Spelling): string {
  const listed = ir.auth.map(({ name }) => quote(name)).join(', ');
  const facts = ir.auth.map((scheme) => `\t${quote(scheme.name)}: ${schemeLiteral(scheme)},\n`).join('');
  const table = facts === '' ? '{}' : `{\n${alignEntries(facts)}}`;
  return [
    `\nvar schemeNames = []string{${listed}}\n\nvar schemes = map[string]scheme${table}\n`,
    ...ir.auth.map((scheme) => emitCredential(scheme, names.credential(scheme.name))),
  ].join('');
}

/** Keys of one map stand one under the other; keys that do not share a column would be gofmt's choice, so each gets its line. */
function alignEntries(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('\n');
}

function schemeLiteral(scheme: AuthScheme): string {
  if (scheme.kind !== 'api_key') return `{kind: ${quote(scheme.kind)}}`;
  return `{kind: "api_key", place: ${quote(scheme.in)}, param: ${quote(scheme.param)}}`;
}

function emitCredential(scheme: AuthScheme, name: string): string {
  const key = quote(scheme.name);
  const doc = scheme.doc === '' ? '' : `\n\n${scheme.doc}`;
  if (scheme.kind === 'basic') {
    return `
${docComment(`${name} proves who calls with a user name and a password.${doc}`)}func ${name}(user, password string) Option {
	return withCredential(${key}, fixed(user+":"+password), false)
}

// ${name}Func asks for the user name and the password, joined by a colon, for each request.
func ${name}Func(supply TokenFunc) Option {
	return withCredential(${key}, supply, true)
}
`;
  }
  const what = scheme.kind === 'bearer' ? 'a bearer token' : 'an API key';
  return `
${docComment(`${name} proves who calls with ${what}.${doc}`)}func ${name}(value string) Option {
	return withCredential(${key}, fixed(value), false)
}

// ${name}Func asks for ${what} for each request.
func ${name}Func(supply TokenFunc) Option {
	return withCredential(${key}, supply, true)
}
`;
}

export function emitGroups(spelling: Spelling): [string, string][] {
  return spelling.ir.groups.flatMap((group): [string, string][] => {
    if (group.name === undefined) return [];
    const { file, typeName } = spelling.names.group(group.name);
    const body = [
      `// ${typeName} has the operations of one tag. A Client has one.\ntype ${typeName} struct {\n\tcore *core\n}\n`,
      ...group.operations.map(
        (operation) => `\n${emitParams(operation, spelling)}${emitMethods(operation, typeName, spelling)}`,
      ),
    ].join('');
    return [[file, imports(body, group, false) + body]];
  });
}

/** Only what the code names: Go refuses the rest. */
function imports(body: string, { operations }: Group, _auth: boolean): string {
  const names = [
    ...(operations.length > 0 ? ['context'] : []),
    ...(usesIo(operations) ? ['io'] : []),
    ...(usesIter(operations) ? ['iter'] : []),
    ...(/[ \]*[]time\.Time\b/.test(code(body)) ? ['time'] : []),
  ];
  return names.length === 0 ? '' : `import (\n${names.map((name) => `\t"${name}"\n`).join('')})\n\n`;
}

/** Without comments and strings, where a contract may say anything. */
const code = (body: string): string =>
  body
    .split('\n')
    .filter((line) => !/^\s*\/\//.test(line))
    .join('\n')
    .replace(/"(?:\\.|[^"\\])*"/g, '""');
