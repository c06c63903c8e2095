// client.rs, operations/*.rs and lib.rs of a Rust SDK.

import type { Group, Ir } from '../../ir/model.ts';
import type { Spelling } from './models.ts';
import type { RustNames } from './naming.ts';
import { emitMethod, emitParams } from './operations.ts';
import { docComment, quote } from './text.ts';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

const tagGroups = (ir: Ir, names: RustNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

export function emitLib(ir: Ir, names: RustNames): string {
  return `#![forbid(unsafe_code)]
#![allow(clippy::all)]

#[macro_use]
mod decode;
mod call;
pub mod client;
mod error;
mod http;
pub mod models;
${tagGroups(ir, names).length > 0 ? 'pub mod operations;\n' : ''}mod transport;

pub use call::Part;
pub use client::Client;
pub use error::ApiError;
pub use http::MockOps;
pub use transport::{Request, Response, TcpTransport, Transport};
`;
}

export function emitClient(ir: Ir, names: RustNames): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const server = ir.server === undefined ? '' : `pub const DEFAULT_BASE_URL: &str = ${quote(ir.server)};\n\n`;
  const accessors = groups.map(
    ({ method, module, typeName }) => `
    pub fn ${method}(&self) -> crate::operations::${module}::${typeName}<'_> {
        crate::operations::${module}::${typeName} { http: &self.http }
    }
`,
  );
  return [
    imports(own, ['crate::http::{Http, MockOps}', 'crate::transport::{Request, Transport}', 'std::time::Duration']),
    server,
    own.operations.map((operation) => emitParams(operation, { ir, names, prefix: 'models::' })).join(''),
    docComment(`${ir.title} ${ir.version}\n\n${ir.description}`),
    `#[derive(Clone)]
pub struct Client {
    pub(crate) http: Http,
}

impl Client {
    /// \`base_url\` is where the API is, e.g. \`http://localhost:4801/payments\`.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { http: Http::new(base_url.into()) }
    }

    /// A header of every request.
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.http.headers.push((name.into(), value.into()));
        self
    }

    /// Called before each request; may change its headers.
    pub fn with_auth(mut self, auth: impl Fn(&mut Request) + Send + Sync + 'static) -> Self {
        self.http.auth = Some(std::sync::Arc::new(auth));
        self
    }

    /// Time for one request including its body. Default: 30 s; \`None\` means no limit.
    pub fn with_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.http.timeout = timeout;
        self
    }

    /// What a virtual system should assume for these requests.
    pub fn with_mockops(mut self, mockops: MockOps) -> Self {
        self.http.mockops = mockops;
        self
    }

    /// Another way to send requests, e.g. one that speaks TLS.
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.http.transport = std::sync::Arc::new(transport);
        self
    }
`,
    ...accessors,
    ...own.operations.map((operation) => `\n${emitMethod(operation, { ir, names, prefix: 'models::' })}`),
    '}\n',
  ].join('');
}

export function emitGroups(ir: Ir, names: RustNames): [string, string][] {
  const groups = tagGroups(ir, names);
  if (groups.length === 0) return [];
  const modules = groups.map(({ module }) => `pub mod ${module};\n`).join('');
  const spelling = { ir, names, prefix: 'models::' };
  return [
    // `mod.rs` would collide with a tag of that name; a keyword cannot.
    ['src/operations.rs', modules],
    ...groups.map((group): [string, string] => [
      `src/operations/${group.module}.rs`,
      emitGroup(group, group.typeName, spelling),
    ]),
  ];
}

function emitGroup(group: Group, typeName: string, spelling: Spelling): string {
  return [
    imports(group, ['crate::http::Http']),
    group.operations.map((operation) => emitParams(operation, spelling)).join(''),
    `#[derive(Clone, Copy)]\npub struct ${typeName}<'a> {\n    pub(crate) http: &'a Http,\n}\n\n`,
    `impl ${typeName}<'_> {\n`,
    group.operations.map((operation) => emitMethod(operation, spelling)).join('\n'),
    '}\n',
  ].join('');
}

/** Only what the operations use: rustc warns about the rest. */
function imports(group: Group, always: string[]): string {
  const { operations } = group;
  const calls = operations.length > 0;
  const parts = operations.some(({ body }) => body?.kind === 'multipart');
  const lines = [
    ...always,
    ...(calls
      ? [parts ? 'crate::call::{Call, Part}' : 'crate::call::Call', 'crate::error::ApiError', 'crate::models']
      : []),
    ...(calls ? ['std::collections::BTreeMap'] : []),
  ];
  const allow = calls ? '#![allow(unused_imports)]\n\n' : '';
  return `${allow}${lines.map((line) => `use ${line};\n`).join('')}\n`;
}
