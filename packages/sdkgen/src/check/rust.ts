// Rust: `cargo check` without the network. Crates come from the user's own configuration, or from where Debian's packages
// put them; without serde there is nothing to compile against.

import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checker, compileWith, findOnPath } from './checker.ts';

const PACKAGED = '/usr/share/cargo/registry';

export const checkRust: Checker = async (directory) => {
  const program = findOnPath('cargo');
  if (program === undefined) return { skipped: 'no cargo on the PATH' };
  const args = ['check', '--quiet', '--offline', '--color', 'never'];
  if (!hasCrates()) {
    const verdict = await compileWith({ program, args, cwd: directory });
    if ('ok' in verdict && !verdict.ok && /no matching package|failed to (get|download|query)/.test(verdict.output)) {
      return {
        skipped: 'no serde without the network; apt-get install librust-serde-dev librust-serde-json-dev has it',
      };
    }
    return verdict;
  }
  const config = join(directory, '.cargo-check.toml');
  await writeFile(config, packagedSource(PACKAGED));
  return compileWith({ program, args: [...args, '--config', config], cwd: directory });
};

const hasCrates = (): boolean =>
  existsSync(PACKAGED) &&
  ['serde-', 'serde_derive-', 'serde_json-'].every((name) =>
    readdirSync(PACKAGED).some((entry) => entry.startsWith(name)),
  );

const packagedSource = (directory: string): string =>
  `[source.crates-io]\nreplace-with = "packaged"\n\n[source.packaged]\ndirectory = ${JSON.stringify(directory)}\n`;
