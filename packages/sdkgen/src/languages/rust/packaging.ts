// Cargo.toml, rustfmt.toml and README.md of a Rust SDK.

import type { Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import type { RustNames } from './naming.ts';
import { quote } from './text.ts';

export const emitCargo = (ir: Ir, crate: string): string => `[package]
name = ${quote(crate)}
version = ${quote(packageVersion(ir.version))}
edition = "2021"
description = ${quote(oneLine(`Client of ${ir.title}`))}

[lib]
# Descriptions come from a contract: indented text in them is not Rust to be tested.
doctest = false

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
`;

/** Generated code stays as generated, so that the next generation changes only what the contract changed. */
export const emitRustfmt = (): string => 'disable_all_formatting = true\n';

export function emitReadme(ir: Ir, crate: string, names: RustNames): string {
  const module = crate.replaceAll('-', '_');
  const example = usableExample(ir);
  const call = example === undefined ? '' : `\n${exampleCall(example.operation, example.group, module, names)}`;
  const base = quote(ir.server?.startsWith('http:') ? ir.server : 'http://localhost:4801');
  return `# ${crate}

Client of ${oneLine(`${ir.title} ${ir.version}`)}. Blocking; depends on serde and serde_json only.

\`\`\`rust
let client = ${module}::Client::new(${base});
${call}\`\`\`

- The built-in transport is HTTP/1.1 over \`std::net::TcpStream\`: **http only**. For https implement \`Transport\` (one function)
  with the TLS library of your choice and pass it to \`with_transport\`.
- Every method returns \`Result<_, ApiError>\`; \`status()\`, \`headers()\` and \`json::<T>()\` read a failure's answer.
- Enums are open: a value that the contract does not know is \`Other(String)\`; an unknown member of a union is \`Other(Value)\`.
- \`with_header\`, \`with_auth\`, \`with_timeout\`: on the client, or on a clone of it for one call.

## Against a virtual system
\`\`\`rust
use ${module}::{Client, MockOps};

let client = Client::new("http://localhost:4801").with_mockops(MockOps {
    session: Some("checkout-test".into()),
    persona: Some("premium".into()),
    scenario: Some("card-declined".into()),
    ci_run: Some("run-42".into()),
});
\`\`\`
`;
}

function exampleCall(operation: Operation, group: string | undefined, module: string, names: RustNames): string {
  const required = operation.params.filter((param) => param.required);
  const given = required.map((param): string => {
    if (param.type.kind === 'string') return '"…"';
    return param.type.kind === 'number' ? '1.0' : '1';
  });
  if (operation.body !== undefined) given.push('None');
  const target = group === undefined ? 'client' : `client.${names.group(group).method}()`;
  const where = group === undefined ? 'client' : `operations::${names.group(group).module}`;
  if (required.length < operation.params.length) given.push(`&${module}::${where}::${operation.name}Params::default()`);
  return `match ${target}.${names.method(operation.name)}(${given.join(', ')}) {
    Ok(answer) => println!("{answer:?}"),
    Err(error) => eprintln!("{error}"),
}
`;
}
