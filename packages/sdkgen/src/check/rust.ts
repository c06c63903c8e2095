// Rust: `cargo check` of library and examples, without the network. Crates come from the user's own configuration, or from
// where Debian's packages put them; without serde there is nothing to compile against.

import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checker, compileWith, findOnPath, type Verdict } from './checker.ts';

const PACKAGED = '/usr/share/cargo/registry';

export const checkRust: Checker = (directory) => runCargo(directory, ['check', '--lib', '--examples']);

/** One command of cargo on the SDK in `directory`. */
export async function runCargo(directory: string, command: string[]): Promise<Verdict> {
  const program = findOnPath('cargo');
  if (program === undefined) return { skipped: 'no cargo on the PATH' };
  const args = [...command, '--quiet', '--offline', '--color', 'never'];
  const env = { CARGO_PROFILE_DEV_DEBUG: '0' };
  if (!hasCrates()) {
    const verdict = await compileWith({ program, args, cwd: directory, env });
    if ('ok' in verdict && !verdict.ok && /no matching package|failed to (get|download|query)/.test(verdict.output)) {
      return {
        skipped: 'no serde without the network; apt-get install librust-serde-dev librust-serde-json-dev has it',
      };
    }
    return verdict;
  }
  const config = join(directory, '.cargo-check.toml');
  await writeFile(config, packagedSource(PACKAGED));
  return compileWith({ program, args: [...args, '--config', config], cwd: directory, env });
}

const hasCrates = (): boolean =>
  existsSync(PACKAGED) &&
  ['serde-', 'serde_derive-', 'serde_json-'].every((name) =>
    readdirSync(PACKAGED).some((entry) => entry.startsWith(name)),
  );

const packagedSource = (directory: string): string =>
  `[source.crates-io]\nreplace-with = "packaged"\n\n[source.packaged]\ndirectory = ${JSON.stringify(directory)}\n`;
