// Rust: serde and serde_json, a Transport trait, and a blocking HTTP/1.1 transport over std.

import type { Emit } from '../emitter.ts';
import { originLine } from '../header.ts';
import { emitClient, emitGroups, emitLib } from './client.ts';
import { emitModels } from './models.ts';
import { crateName, nameRust } from './naming.ts';
import { emitCargo, emitReadme, emitRustfmt } from './packaging.ts';
import { ERROR_RS, HTTP_RS } from './runtime.ts';
import { CALL_RS, DECODE_RS } from './runtime-data.ts';
import { TRANSPORT_RS } from './transport.ts';

export const emitRust: Emit = ({ ir, packageName }) => {
  const names = nameRust(ir);
  const crate = crateName(packageName, ir.title);
  const origin = originLine(ir);
  const sources: [string, string][] = [
    ['src/call.rs', CALL_RS],
    ['src/client.rs', emitClient(ir, names)],
    ['src/decode.rs', DECODE_RS],
    ['src/error.rs', ERROR_RS],
    ['src/http.rs', HTTP_RS],
    ['src/lib.rs', emitLib(ir, names)],
    ['src/models.rs', emitModels(ir, names)],
    ['src/transport.rs', TRANSPORT_RS],
    ...emitGroups(ir, names),
  ];
  return new Map([
    ['Cargo.toml', `# ${origin}\n\n${emitCargo(ir, crate)}`],
    ['README.md', `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, crate, names)}`],
    ['rustfmt.toml', `# ${origin}\n\n${emitRustfmt()}`],
    ...sources.map(([path, text]): [string, string] => [path, `// ${origin}\n\n${text}`]),
  ]);
};
