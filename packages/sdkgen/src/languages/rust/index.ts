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
import { RUNTIME_RS } from './runtime/index.ts';
import { emitSmoke } from './smoke.ts';
import { withoutControls } from './text.ts';
import { emitTour } from './tour.ts';

export const emitRust: Emit = ({ ir, packageName }) => {
  const names = nameRust(ir);
  const crate = crateName(packageName, ir.title);
  const origin = withoutControls(originLine(ir));
  const withFiles = objectsWithFiles(ir);
  const tour = emitTour(ir, crate, names, withFiles);
  const sources: [string, string][] = [
    ...RUNTIME_RS,
    ['src/client.rs', emitClient(ir, names, crate)],
    ['src/failures.rs', emitFailures(ir, names)],
    ['src/lib.rs', emitLib(ir, names)],
    ['src/models.rs', emitModels(ir, names, withFiles)],
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
