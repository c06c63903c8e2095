// Cargo.toml, rustfmt.toml and README.md of a Rust SDK.

import type { Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { atom } from './expression.ts';
import type { RustNames } from './naming.ts';
import { isRequired, optionalParams } from './operations.ts';
import { quote } from './text.ts';
import { newClient } from './tour.ts';

export const emitCargo = (ir: Ir, crate: string): string => `[package]
name = ${quote(crate)}
version = ${quote(packageVersion(ir.version))}
edition = "2021"
${licenseLine(ir)}description = ${tomlText(oneLine(`Client of ${ir.title}`))}

[lib]
# Descriptions come from a contract: indented text in them is not Rust to be tested.
doctest = false

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
`;

/** JSON's escapes are TOML's, once there are no halves of characters. */
const tomlText = (text: string): string => JSON.stringify(text.replace(/[\p{Cf}\p{Cs}]/gu, ''));

const licenseLine = ({ license }: Ir): string =>
  license !== undefined && /^[A-Za-z0-9.+-]+$/.test(license.name) ? `license = ${quote(license.name)}\n` : '';

/** What the code is formatted with: the defaults. */
export const emitRustfmt = (): string => 'edition = "2021"\n';

export function emitReadme(ir: Ir, crate: string, names: RustNames, tour?: string): string {
  const module = crate.replaceAll('-', '_');
  const credentials = ir.auth.map(({ name }) => `\`${names.credential(name)}\``).join(', ');
  const auth =
    credentials === ''
      ? ''
      : `- Credentials: ${credentials}; the same with \`_fn\` asks a function for each request, and again after a 401.\n`;
  const licence = ir.license === undefined ? '' : `\nLicence of the API: ${oneLine(ir.license.name)}.\n`;
  const tls = ir.server?.startsWith('https:')
    ? `\nThis calls a virtual system. The API's own server, \`client::DEFAULT_BASE_URL\`, is https and needs a transport of yours:\n`
    : '';
  return `# ${crate}

Client of ${oneLine(`${ir.title} ${ir.version}`).replaceAll('<', '&lt;')}. Blocking; depends on serde and serde_json only.
${licence}
## Install

\`\`\`sh
cargo add ${crate} --path ../path/to/this/folder
\`\`\`

## First call

\`\`\`rust
${exampleProgram(ir, module, names)}\`\`\`
${tls}
- The built-in transport is HTTP/1.1 over \`std::net::TcpStream\`: **http only**. For https implement \`Transport\` (one function)
  with the TLS library of your choice and pass it to \`with_transport\`.
- Every method returns \`Result<_, Error>\`: \`Error::Api\` is an answer that is no success, its \`value\` the documented body
  (\`ErrorBody\`), \`text()\` and \`json::<T>()\` anything else; \`Transport\`, \`Decode\` and \`Argument\` are the other failures.
- Options are \`with_…\` methods; on a clone of the client they are for one call: \`client.clone().with_timeout(…)\`.
${auth}- Enums are open: a value that the contract does not know is \`Other(String)\`; an unknown member of a union is \`Other(Value)\`.
  What may be absent and null is an \`Option<Option<T>>\`: \`Some(None)\` is a null.
- \`…_items\` and \`…_pages\` are iterators over pages, \`Stream\` is one over events and lines; dropping it closes the connection.
${tour === undefined ? '' : `\n## A tour\n\n\`cargo run --example tour\` makes these calls:\n\n\`\`\`rust\n${tour}\`\`\`\n`}
## Against a virtual system

\`\`\`rust
use ${module}::{Client, MockOps};

let client = Client::for_virtual_system("http://localhost:4801", "checkout-test").with_mockops(MockOps {
    persona: Some("premium".into()),
    scenario: Some("card-declined".into()),
    ci_run: Some("run-42".into()),
    ..MockOps::default()
});
\`\`\`
`;
}

function exampleProgram(ir: Ir, module: string, names: RustNames): string {
  const base = quote(ir.server?.startsWith('http:') ? ir.server : 'http://localhost:4801');
  const example = usableExample(ir);
  const call =
    example === undefined ? '    drop(client);\n' : exampleCall(example.operation, example.group, module, names);
  const links = (example?.schemes ?? []).map(({ kind, name }) => {
    const args = kind === 'basic' ? ['"…"', '"…"'] : ['"…"'];
    return { method: `.${names.credential(name)}`, args: args.map(atom) };
  });
  return `fn main() -> Result<(), Box<dyn std::error::Error>> {
${newClient(`${module}::Client::new(${base})`, links)}${call}    Ok(())
}
`;
}

function exampleCall(operation: Operation, group: string | undefined, module: string, names: RustNames): string {
  const given = operation.params
    .filter((param) => isRequired(param, operation))
    .map(({ type }): string => (type.kind === 'string' ? '"…"' : type.kind === 'number' ? '1.0' : '1'));
  if (operation.body !== undefined) given.push('None');
  const where = group === undefined ? 'client' : `operations::${names.group(group).module}`;
  if (optionalParams(operation).length > 0) given.push(`&${module}::${where}::${names.params(operation)}::default()`);
  const target = group === undefined ? 'client' : `client.${names.group(group).method}()`;
  const call = `${target}.${names.method(operation)}(${given.join(', ')})`;
  const { kind } = operation.result;
  if (kind === 'none') return `    ${call}?;\n`;
  if (kind === 'events' || kind === 'lines') {
    return `    for item in ${call}? {\n        println!("{:?}", item?);\n    }\n`;
  }
  return `    println!("{:?}", ${call}?);\n`;
}
