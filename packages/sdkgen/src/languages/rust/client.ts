// client.rs, operations/*.rs and lib.rs of a Rust SDK.

import type { AuthScheme, Group, Ir } from '../../ir/model.ts';
import { packageVersion } from '../header.ts';
import { assignmentLine, functionHead, literalLines, useLines } from './layout.ts';
import type { Spelling } from './models.ts';
import type { RustNames } from './naming.ts';
import { emitMethods, emitParams } from './operations.ts';
import { docComment, quote } from './text.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

const tagGroups = (ir: Ir, names: RustNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

export const emitLib = (ir: Ir, names: RustNames): string => `#![forbid(unsafe_code)]
#![allow(clippy::all)]

#[macro_use]
mod decode;
mod call;
pub mod client;
mod credentials;
mod error;
mod failures;
mod form;
mod http;
pub mod models;
mod multipart;
${tagGroups(ir, names).length > 0 ? 'pub mod operations;\n' : ''}mod pages;
mod random;
mod redirects;
mod retries;
mod stream;
mod transport;
mod url;
mod values;

pub use client::Client;
pub use error::{ApiError, DecodeError, Error, TransportError};
pub use failures::ErrorBody;
pub use http::MockOps;
pub use multipart::{File, Part};
pub use pages::{Items, Pages};
pub use stream::Stream;
pub use transport::{Body, BoxError, Request, Response, TcpTransport, Transport};
`;

export function emitClient(ir: Ir, names: RustNames, crate: string): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const spelling = { ir, names, prefix: 'models::' };
  const version = packageVersion(ir.version);
  const server =
    ir.server === undefined ? '' : `${assignmentLine('pub const DEFAULT_BASE_URL: &str', quote(ir.server))}\n`;
  const accessors = groups.map(({ method, typeName }) => {
    const type = `operations::${typeName}`;
    const literal = literalLines('        ', type, [{ name: 'http', value: '&self.http' }]);
    return `\n${functionHead('    ', `pub fn ${method}`, ['&self'], `${type}<'_>`)}${literal}    }\n`;
  });
  const emitted = own.operations.map((operation) => emitMethods(operation, spelling));
  const body = [
    server,
    assignmentLine('const USER_AGENT: &str', quote(`${crate}/${version}`)),
    `\n${emitSchemes(ir)}\n`,
    own.operations.map((operation) => emitParams(operation, spelling)).join(''),
    docComment(`${ir.title} ${ir.version}\n\n${ir.description}`),
    CLIENT,
    ...ir.auth.map((scheme) => emitCredential(scheme, names.credential(scheme.name))),
    ...accessors,
    ...emitted.flatMap(({ methods }) => methods.map((method) => `\n${method}`)),
    '}\n',
    ...emitted.map(({ builder }) => builder),
  ].join('');
  const always = [
    'crate::credentials::Scheme',
    'crate::http::Http',
    'crate::http::MockOps',
    'crate::transport::Transport',
  ];
  const tags = groups.length > 0 ? ['crate::operations'] : [];
  return imports(body, [...always, ...tags, 'std::time::Duration']) + body;
}

const CLIENT = `#[derive(Clone)]
pub struct Client {
    pub(crate) http: Http,
}

impl Client {
    /// \`base_url\` is where the API is, e.g. \`http://localhost:4801/payments\`.
    pub fn new(base_url: impl Into<String>) -> Self {
        let http = Http::new(base_url.into(), USER_AGENT, SCHEMES);
        Self { http }
    }

    /// A client for a test: the base URL of a virtual system, and the session that isolates its state.
    pub fn for_virtual_system(base_url: impl Into<String>, session: impl Into<String>) -> Self {
        let mut client = Self::new(base_url);
        client.http.mockops.session = Some(session.into());
        client
    }

    /// A header of every request.
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.http.headers.push((name.into(), value.into()));
        self
    }

    /// How often a request is repeated when it failed and may be sent twice. Default: 2.
    pub fn with_max_retries(mut self, count: u32) -> Self {
        self.http.max_retries = count;
        self
    }

    /// What a virtual system should assume. What is \`None\` stays as it was set before.
    pub fn with_mockops(mut self, mockops: MockOps) -> Self {
        let old = self.http.mockops;
        self.http.mockops = MockOps {
            session: mockops.session.or(old.session),
            persona: mockops.persona.or(old.persona),
            scenario: mockops.scenario.or(old.scenario),
            ci_run: mockops.ci_run.or(old.ci_run),
        };
        self
    }

    /// Time for one attempt including its body, of a stream until its headers. Default: 30 s.
    pub fn with_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.http.timeout = timeout;
        self
    }

    /// Another way to send requests, e.g. one that speaks TLS.
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.http.transport = std::sync::Arc::new(transport);
        self
    }

    /// Instead of the name of this crate.
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.http.user_agent = user_agent.into();
        self
    }
`;

function emitSchemes(ir: Ir): string {
  if (ir.auth.length === 0) return 'const SCHEMES: &[Scheme] = &[];\n';
  const rows = ir.auth.map((scheme) => {
    const [kind, param] = scheme.kind === 'api_key' ? [scheme.in, scheme.param] : [scheme.kind, ''];
    const fields = [`name: ${quote(scheme.name)}`, `kind: ${quote(kind)}`, `param: ${quote(param)}`];
    return { fields };
  });
  const [only] = rows;
  if (only !== undefined && rows.length === 1)
    return `const SCHEMES: &[Scheme] = &[Scheme {\n${linesOf('    ', only.fields)}}];\n`;
  const all = rows.map(({ fields }) => `    Scheme {\n${linesOf('        ', fields)}    },\n`);
  return `const SCHEMES: &[Scheme] = &[\n${all.join('')}];\n`;
}

const linesOf = (indent: string, fields: readonly string[]): string =>
  fields.map((field) => `${indent}${field},\n`).join('');

function emitCredential(scheme: AuthScheme, name: string): string {
  const key = quote(scheme.name);
  const basic = scheme.kind === 'basic';
  const what = basic ? 'A user name and a password' : scheme.kind === 'bearer' ? 'A bearer token' : 'An API key';
  const doc = (text: string): string =>
    docComment([text, scheme.doc].filter((part) => part !== '').join('\n\n'), '    ');
  const args = basic ? ['user: &str', 'password: &str'] : ['value: impl Into<String>'];
  const value = basic ? 'format!("{user}:{password}")' : 'value.into()';
  const supply = "supply: impl Fn(bool) -> Result<String, crate::BoxError> + Send + Sync + 'static";
  const fresh = '`true` asks for a fresh one, after a 401.';
  const source = basic
    ? 'asked from a function for each request and joined by a colon'
    : 'asked from a function for each request';
  return `
${doc(`${what}.`)}${functionHead('    ', `pub fn ${name}`, ['mut self', ...args], 'Self')}        let value = ${value};
        self.http.fixed(${key}, value);
        self
    }

${doc(`${what}, ${source}; ${fresh}`)}${functionHead('    ', `pub fn ${name}_fn`, ['mut self', supply], 'Self')}        let supply = std::sync::Arc::new(supply);
        self.http.credential(${key}, supply, true);
        self
    }
`;
}

export function emitGroups(ir: Ir, names: RustNames): [string, string][] {
  const groups = tagGroups(ir, names);
  if (groups.length === 0) return [];
  const sorted = [...groups].sort((a, b) => (a.module < b.module ? -1 : 1));
  const modules = sorted.map(({ module }) => `pub mod ${module};\n`);
  const types = sorted.map(({ module, typeName }) => `pub use ${module}::${typeName};\n`);
  const spelling = { ir, names, prefix: 'models::' };
  return [
    // `mod.rs` would collide with a tag of that name; a keyword cannot.
    ['src/operations.rs', `${modules.join('')}\n${types.join('')}`],
    ...groups.map((group): [string, string] => [
      `src/operations/${group.module}.rs`,
      emitGroup(group, group.typeName, spelling),
    ]),
  ];
}

function emitGroup(group: Group, typeName: string, spelling: Spelling): string {
  const emitted = group.operations.map((operation) => emitMethods(operation, spelling));
  const body = [
    group.operations.map((operation) => emitParams(operation, spelling)).join(''),
    `#[derive(Clone, Copy)]\npub struct ${typeName}<'a> {\n    pub(crate) http: &'a Http,\n}\n\n`,
    `impl ${typeName}<'_> {\n`,
    emitted.flatMap(({ methods }) => methods).join('\n'),
    '}\n',
    ...emitted.map(({ builder }) => builder),
  ].join('');
  return imports(body, ['crate::http::Http']) + body;
}

const IMPORTS: readonly [RegExp, string][] = [
  [/\bCall\b/, 'crate::call::Call'],
  [/\bNext::/, 'crate::call::Next'],
  [/\bPart\]/, 'crate::multipart::Part'],
  [/\bjson_text\(/, 'crate::values::json_text'],
  [/\bError>/, 'crate::error::Error'],
  [/\bread::</, 'crate::failures::read'],
  [/\bmodels::/, 'crate::models'],
  [/\bItems[<:]/, 'crate::pages::Items'],
  [/\bPages[<:]/, 'crate::pages::Pages'],
  [/\bStream[<:]/, 'crate::stream::Stream'],
  [/<Body>/, 'crate::transport::Body'],
  [/\bBTreeMap</, 'std::collections::BTreeMap'],
  [/\bdyn Read\b/, 'std::io::Read'],
];

/** Only what the code names: rustc warns about the rest. Comments and strings may say anything. */
function imports(body: string, always: string[]): string {
  const code = body.replace(/^\s*\/\/.*$/gm, '').replace(/"(?:\\.|[^"\\])*"/g, '""');
  const found = IMPORTS.filter(([pattern]) => pattern.test(code)).map(([, path]) => path);
  return `${useLines([...always, ...found])}\n`;
}
