import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSdk } from '../../check.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { hostileContract } from '../../fixtures/hostile.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { shopContract } from '../../fixtures/shop.ts';
import { runTour, TOUR_WENT_WELL } from '../../fixtures/tour.ts';
import { trapsContract } from '../../fixtures/traps.ts';
import { valuesContract } from '../../fixtures/values.ts';
import { findProgram, openWorkshop, run, SPECS } from '../../fixtures/workshop.ts';
import { generateSdk } from '../../generate.ts';

const cargo = findProgram('cargo') ?? '';
const rustfmt = findProgram('rustfmt') ?? '';
const crates = '/usr/share/cargo/registry';
const hasSerde =
  existsSync(crates) &&
  ['serde-', 'serde_derive-', 'serde_json-'].every((name) =>
    readdirSync(crates).some((entry) => entry.startsWith(name)),
  );
const reason =
  cargo === ''
    ? ' (skipped: no cargo on the PATH)'
    : hasSerde
      ? ''
      : ' (skipped: no serde: apt-get install librust-serde-dev librust-serde-json-dev librust-serde-derive-dev)';

/** Only what Debian packages may be used: nothing is downloaded. */
const config = `[source.crates-io]\nreplace-with = "packaged"\n\n[source.packaged]\ndirectory = "${crates}"\n\n[net]\noffline = true\n`;

const conformance = readFileSync(join(import.meta.dirname, 'conformance.rs'), 'utf8');

/** Examples of one name would be one file in the target that the crates share. */
const inFolder = (folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...files].map(([path, text]) => [`${folder}/${path.replace(/^examples\/(\w+)/, `examples/${folder}_$1`)}`, text]),
  );

const trapsProgram = `
use traps_co_client::models::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tree: Json = serde_json::from_str(r#"{"a":[1,"b",{"c":["d"]}]}"#)?;
    let rows: Rows = serde_json::from_str("[[],[[]]]")?;
    let open: Open = serde_json::from_str(r#"{"a":"b","more":3}"#)?;
    let shape: Shape = serde_json::from_str(r#"{"kind":"square","inner":{"kind":"circle","r":1.5}}"#)?;
    let mixed: Mixed = serde_json::from_str(r#"{"base":"b","y":"z"}"#)?;
    let values: Vec<Values> = serde_json::from_str(r#"["<=","+1","new"]"#)?;
    println!("{}", serde_json::json!([tree, rows, open, shape, mixed, values, values == [Values::LessEqual, Values::Plus1, Values::Other("new".into())]]));
    Ok(())
}
`;

test.skipIf(rustfmt === '')(
  `Rust clients are formatted${rustfmt === '' ? ' (skipped: no rustfmt on the PATH)' : ''}`,
  { timeout: 60_000 },
  async () => {
    const torture = await loadText('torture.yaml', tortureContract());
    const others = [shopContract, trapsContract, hostileContract, valuesContract].map(loadContract);
    for (const api of [torture, ...(await Promise.all(others))]) {
      const workshop = await openWorkshop();
      try {
        await workshop.write(generateSdk({ api, language: 'rust' }));
        const programs = ['src/lib.rs', 'examples/smoke.rs', 'examples/tour.rs'].filter((path) =>
          existsSync(join(workshop.folder, path)),
        );
        const checked = await run(rustfmt, ['--edition', '2021', '--check', ...programs], workshop.folder);
        expect(checked).toEqual({ code: 0, output: '' });
      } finally {
        await workshop.remove();
      }
    }
  },
);

test.skipIf(reason !== '')(
  `Rust clients compile without warnings, survive every known trap, pass the conformance program and make their tour${reason}`,
  { timeout: 300_000 },
  async () => {
    const workshop = await openWorkshop();
    const server = await startConformanceServer();
    try {
      // Crates of different names may share one target; crates of one name would pass for each other.
      const manifest =
        '[workspace]\nmembers = ["torture", "traps", "hostile", "values"]\nresolver = "2"\n\n[profile.dev]\ndebug = 0\n';
      await workshop.write(
        new Map([
          ['Cargo.toml', manifest],
          ['.cargo/config.toml', config],
        ]),
      );
      const torture = await loadText('torture.yaml', tortureContract());
      await workshop.write(inFolder('torture', generateSdk({ api: torture, language: 'rust' })));
      const traps = await loadContract(trapsContract);
      await workshop.write(inFolder('traps', generateSdk({ api: traps, language: 'rust' })));
      const hostile = await loadContract(hostileContract);
      await workshop.write(inFolder('hostile', generateSdk({ api: hostile, language: 'rust' })));
      const values = await loadContract(valuesContract);
      await workshop.write(inFolder('values', generateSdk({ api: values, language: 'rust' })));
      const readme = readFileSync(join(workshop.folder, 'torture/README.md'), 'utf8');
      await workshop.write(
        new Map([
          ['torture/examples/conformance.rs', conformance],
          ['torture/examples/first.rs', /```rust\n(fn main.*?)```/s.exec(readme)?.[1] ?? ''],
          ['traps/examples/traps.rs', trapsProgram],
        ]),
      );
      const target = `${workshop.folder}/target`;
      const env = { CARGO_TARGET_DIR: target, CARGO_TERM_COLOR: 'never' };
      const built = await run(cargo, ['build', '--offline', '--workspace', '--examples'], workshop.folder, env);
      expect(built.code, built.output).toBe(0);
      expect(built.output).not.toContain('warning');

      const trapped = await run(`${target}/debug/examples/traps`, [], workshop.folder);
      expect(trapped.code, trapped.output).toBe(0);
      expect(JSON.parse(trapped.output)).toEqual([
        { a: [1, 'b', { c: ['d'] }] },
        [[], [[]]],
        { a: 'b', more: 3 },
        { kind: 'square', inner: { kind: 'circle', r: 1.5 } },
        { base: 'b', y: 'z' },
        ['<=', '+1', 'new'],
        true,
      ]);

      const ended = await run(`${target}/debug/examples/conformance`, [server.url], workshop.folder);
      expect(ended.code, ended.output).toBe(0);
      expect(await server.report()).toEqual([]);

      const tour = readFileSync(join(workshop.folder, 'torture/examples/torture_tour.rs'), 'utf8');
      expect(readme).toContain(`\`\`\`rust\n${tour.slice(tour.indexOf('\n\n') + 2)}\`\`\`\n`);
      const toured = await runTour(`${target}/debug/examples/torture_tour`, [], workshop.folder);
      expect(toured).toMatchObject(TOUR_WENT_WELL);
    } finally {
      await server.close();
      await workshop.remove();
    }
  },
);

const big = process.env.MOCKOPS_BIG_SDKS === '1' && existsSync(SPECS) && reason === '';

test.skipIf(!big)(
  `Rust compiles what vendors publish${big ? '' : ' (skipped: set MOCKOPS_BIG_SDKS=1, with real contracts and cargo)'}`,
  { timeout: 1_800_000 },
  async () => {
    for (const file of ['figma/2026-03.yaml', 'discord/2026-07.json', 'openai/2026-08.yaml', 'github/23.0.2.json']) {
      const workshop = await openWorkshop();
      try {
        const api = await loadText(file.replace(/^.*\//, ''), readFileSync(join(SPECS, file), 'utf8'));
        await workshop.write(generateSdk({ api, language: 'rust' }));
        expect(await checkSdk('rust', workshop.folder), file).toEqual({ ok: true });
      } finally {
        await workshop.remove();
      }
    }
  },
);
