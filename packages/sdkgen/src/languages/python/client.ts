// client.py, operations/*.py and __init__.py of a Python SDK.

import type { AuthScheme, Group, Ir } from '../../ir/model.ts';
import { typingImport } from './imports.ts';
import { bracketed, statement } from './layout.ts';
import { nameSchemes, type PythonNames } from './naming.ts';
import { emitMethods } from './operations.ts';
import { comment, docstring, quote } from './text.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

export const tagGroups = (ir: Ir, names: PythonNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

/** `from .calls import …`: those of the names that the text uses. */
function usedImport(body: string, module: string, names: readonly string[]): string {
  const used = names.filter((name) => new RegExp(`(?<![\\w."'])${name}\\b`).test(body));
  return used.length === 0 ? '' : importLine(module, ...used);
}

export function importLine(module: string, ...names: string[]): string {
  const flat = `from ${module} import ${names.join(', ')}\n`;
  return flat.length <= 121 ? flat : statement('', `from ${module} import `, bracketed('(', names, ')'));
}

function importsOf(body: string, dots: string): string {
  return [
    /(?<![\w.])models\./.test(body) ? `from ${dots === '..' ? '..' : '.'} import models\n` : '',
    usedImport(body, `${dots}calls`, ['Call', 'Content', 'Encoding', 'File', 'as_json']),
  ].join('');
}

const RUNTIME = [
  { module: 'options', names: ['Login', 'MockOps', 'RequestOptions', 'Scheme', 'Settings', 'Token'] },
  { module: 'pages', names: ['PageRule', 'Pages'] },
  { module: 'runtime', names: ['Http'] },
  { module: 'streams', names: ['ByteStream'] },
];

const runtimeImports = (body: string, dots: string): string =>
  RUNTIME.map(({ module, names }) => usedImport(body, dots + module, names)).join('');

export function emitClient(ir: Ir, names: PythonNames, userAgent: string): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const base = ir.server === undefined ? 'base_url: str' : `base_url: str = ${quote(ir.server)}`;
  const doc = docstring(`${ir.title} ${ir.version}\n\n${ir.description}`, '    ');
  const fields = nameSchemes(ir.auth);
  const credentials = ir.auth.map(({ name }) => `${quote(name)}: given.${fields.get(name)}`);
  const body = [
    emitAuth(ir.auth, fields),
    `\n\nclass Client:\n${doc}${doc === '' ? '' : '\n'}`,
    `    def __init__(
        self,
        ${base},
        *,
${ir.auth.length === 0 ? '' : '        auth: Optional[Auth] = None,\n'}        headers: Optional[Dict[str, str]] = None,
        timeout: float = 30.0,
        max_retries: int = 2,
        mockops: Optional[MockOps] = None,
        user_agent: str = ${quote(userAgent)},
        transport: Optional[Transport] = None,
    ) -> None:
        """Where the API is, who calls, headers for every request, seconds for one attempt (0: no limit), and who asks."""
`,
    ir.auth.length === 0 ? '' : '        given = auth or Auth()\n',
    statement('        ', 'credentials: Dict[str, Any] = ', bracketed('{', credentials, '}')),
    `        settings = Settings(
            base_url,
            user_agent,
            SCHEMES,
            credentials,
            headers or {},
            timeout,
            max_retries,
            mockops or MockOps(),
            transport,
        )
        self._http = Http(settings)
`,
    ...groups.map(({ property, className }) =>
      statement('        ', `self.${property} = `, bracketed(`${className}(`, ['self._http'], ')')),
    ),
    `
    @classmethod
    def for_virtual_system(cls, url: str, session: Optional[str] = None) -> Client:
        """A client for tests: at the URL of a virtual system, in a session of its own."""
        return cls(url, mockops=MockOps(session=session))
`,
    ...own.operations.map((operation) => `\n${emitMethods(operation, names)}`),
  ].join('');
  return [
    'from __future__ import annotations\n\n',
    ir.auth.length > 0 ? 'import dataclasses\n' : '',
    /(?<![\w.])_dt\./.test(body) ? 'import datetime as _dt\n' : '',
    typingImport(body),
    '\n',
    importsOf(body, '.'),
    ...groups.map(({ className, module }) => importLine(`.operations.${module}`, className)),
    runtimeImports(body, '.'),
    'from .transport import Transport\n',
    body,
  ].join('');
}

function emitAuth(schemes: readonly AuthScheme[], fields: Map<string, string>): string {
  if (schemes.length === 0) return '\nSCHEMES: Dict[str, Scheme] = {}\n';
  const entries = schemes.map((scheme) => {
    const facts = [scheme.kind, ...(scheme.kind === 'api_key' ? [scheme.in, scheme.param] : [])];
    return `    ${quote(scheme.name)}: Scheme(${facts.map(quote).join(', ')}),\n`;
  });
  const lines = schemes.map((scheme) => {
    const type = scheme.kind === 'basic' ? 'Login' : 'Token';
    return `${comment(scheme.doc, '    ')}    ${fields.get(scheme.name)}: Optional[${type}] = None\n`;
  });
  return `
SCHEMES: Dict[str, Scheme] = {
${entries.join('')}}


@dataclasses.dataclass(kw_only=True)
class Auth:
    """Credentials by the contract's names, or functions that give them; an operation sends the first that it accepts."""

${lines.join('')}`;
}

export function emitGroups(ir: Ir, names: PythonNames): [string, string][] {
  const groups = tagGroups(ir, names);
  if (groups.length === 0) return [];
  return [
    ['operations/__init__.py', '"""The operations of the API, one module per tag."""\n'],
    ...groups.map((group): [string, string] => [
      `operations/${group.module}.py`,
      emitGroup(group, group.className, names),
    ]),
  ];
}

function emitGroup(group: Group, className: string, names: PythonNames): string {
  const body = [
    `\n\nclass ${className}:\n    def __init__(self, http: Http) -> None:\n        self._http = http\n`,
    ...group.operations.map((operation) => `\n${emitMethods(operation, names)}`),
  ].join('');
  return [
    'from __future__ import annotations\n\n',
    /(?<![\w.])_dt\./.test(body) ? 'import datetime as _dt\n' : '',
    typingImport(body),
    '\n',
    importsOf(body, '..'),
    runtimeImports(body, '..'),
    body,
  ].join('');
}

export function emitInit(ir: Ir): string {
  const auth = ir.auth.length > 0 ? ['Auth'] : [];
  const exported = [
    ...[
      'UNSET',
      'ApiError',
      ...auth,
      'ByteStream',
      'Cancelled',
      'Client',
      'DecodeError',
      'File',
      'Headers',
      'HttpTransport',
    ],
    ...['MockOps', 'OutgoingRequest', 'Pages', 'RequestOptions', 'Response', 'Transport', 'TransportError', 'Unset'],
    'models',
  ];
  return `from . import models
from .calls import File
from .client import ${[...auth, 'Client'].join(', ')}
from .decoding import UNSET, DecodeError, Unset
from .errors import ApiError
from .options import MockOps, RequestOptions
from .pages import Pages
from .streams import ByteStream
from .transport import Cancelled, Headers, HttpTransport, OutgoingRequest, Response, Transport, TransportError

__all__ = [
${exported.map((name) => `    "${name}",\n`).join('')}]
`;
}
