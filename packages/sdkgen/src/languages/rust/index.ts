// Rust: serde and serde_json, a Transport trait, and a blocking HTTP/1.1 transport over std.

import type { Ir } from '../../ir/model.ts';
import type { Emit } from '../emitter.ts';
import { originLine } from '../header.ts';
import { emitClient, emitGroups, emitLib } from './client.ts';
import { emitFailures } from './failures.ts';
import { emitModels } from './models.ts';
import { crateName, nameRust } from './naming.ts';
import { partsObject } from './operations.ts';
import { emitCargo, emitReadme, emitRustfmt } from './packaging.ts';
import { CALL_RS } from './runtime-call.ts';
import { DECODE_RS } from './runtime-data.ts';
import { ERROR_RS, HTTP_RS, RANDOM_RS, URL_RS } from './runtime-http.ts';
import { PAGES_RS, STREAM_RS } from './runtime-stream.ts';
import { emitSmoke } from './smoke.ts';
import { withoutControls } from './text.ts';
import { emitTour } from './tour.ts';
import { TRANSPORT_RS } from './transport.ts';

export const emitRust: Emit = ({ ir, packageName }) => {
  const names = nameRust(ir);
  const crate = crateName(packageName, ir.title);
  const origin = withoutControls(originLine(ir));
  const withFiles = objectsWithFiles(ir);
  const tour = emitTour(ir, crate, names, withFiles);
  const sources: [string, string][] = [
    ['src/call.rs', CALL_RS],
    ['src/client.rs', emitClient(ir, names, crate)],
    ['src/decode.rs', DECODE_RS],
    ['src/error.rs', ERROR_RS],
    ['src/failures.rs', emitFailures(ir, names)],
    ['src/http.rs', HTTP_RS],
    ['src/lib.rs', emitLib(ir, names)],
    ['src/models.rs', emitModels(ir, names, withFiles)],
    ['src/pages.rs', PAGES_RS],
    ['src/random.rs', RANDOM_RS],
    ['src/stream.rs', STREAM_RS],
    ['src/transport.rs', TRANSPORT_RS],
    ['src/url.rs', URL_RS],
    ...emitGroups(ir, names),
    ...emitSmoke(ir, crate, names),
    ...(tour === undefined ? [] : [['examples/tour.rs', tour] satisfies [string, string]]),
  ];
  return new Map([
    ['Cargo.toml', `# ${origin}\n\n${emitCargo(ir, crate)}`],
    ['README.md', `<!-- ${origin.replaceAll('--', '- -')} -->\n${emitReadme(ir, crate, names, tour)}`],
    ['rustfmt.toml', `# ${origin}\n\n${emitRustfmt()}`],
    ...sources.map(([path, text]): [string, string] => [path, `// ${origin}\n\n${text}`]),
  ]);
};

/** The objects whose fields become parts of multipart bodies. */
function objectsWithFiles(ir: Ir): ReadonlySet<string> {
  const bodies = ir.groups.flatMap(({ operations }) =>
    operations.flatMap(({ body }) => (body === undefined ? [] : [body])),
  );
  const objects = bodies.flatMap(({ kind, type }) => (kind === 'multipart' ? [partsObject(type, { ir })] : []));
  return new Set(objects.flatMap((object) => (object === undefined ? [] : [object.name])));
}
