// examples/smoke.rs of a Rust SDK: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import { callLine } from './layout.ts';
import type { RustNames } from './naming.ts';
import { optionalParams } from './operations.ts';
import { quote } from './text.ts';

/** Path to text without the line of origin; nothing where no operation only reads. */
export function emitSmoke(ir: Ir, crate: string, names: RustNames): [path: string, text: string][] {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return [];
  const imports = [`use ${crate.replaceAll('-', '_')}::{Client, Error};\n`, 'use serde_json::json;\n'].sort().join('');
  const text = `${imports}
/// One line of JSON per call; status 0 is no answer that the client could read.
fn report<T>(operation: &str, result: Result<T, Error>) {
    let line = match result {
        Ok(_) => json!({ "operation": operation, "status": 200 }),
        Err(Error::Api(failure)) => json!({ "operation": operation, "status": failure.status }),
        Err(error) => json!({ "operation": operation, "status": 0, "error": error.to_string() }),
    };
    println!("{line}");
}

fn main() {
    let base_url = std::env::var("API_BASE_URL");
    let client = Client::new(base_url.unwrap_or("http://localhost:4801".into()));
${calls.map((call) => `\n${emitCall(call, names)}`).join('')}}
`;
  return [['examples/smoke.rs', text]];
}

function emitCall({ operation, group, args }: SmokeCall, names: RustNames): string {
  const given = args.map(({ param, value }) => {
    if (typeof value === 'string') return quote(value);
    return typeof value === 'number' && param.type.kind === 'number' ? value.toFixed(1) : String(value);
  });
  if (optionalParams(operation).length > 0) given.push('&Default::default()');
  // A chain of calls would break in its own way.
  const api = group === undefined ? '' : `    let api = client.${names.group(group).method}();\n`;
  const target = group === undefined ? 'client' : 'api';
  return [
    api,
    callLine('    ', `let result = ${target}.${names.method(operation)}`, given, ';'),
    callLine('    ', 'report', [quote(operation.key), 'result'], ';'),
  ].join('');
}
