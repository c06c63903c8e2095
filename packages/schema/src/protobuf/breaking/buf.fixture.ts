// buf itself, where it can be found: by the environment variable MOCKOPS_BUF, or among the rivals (`npm run rivals`).
// It runs with an empty environment and its own folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProtoPolicy } from './rules.ts';

export interface BufFinding {
  path?: string;
  start_line: number;
  start_column: number;
  type: string;
}

export function findBuf(): string | undefined {
  const named = process.env.MOCKOPS_BUF;
  if (named !== undefined && existsSync(named)) return named;
  try {
    const rivals = createRequire(path.resolve(import.meta.dirname, '../../../../../bench/rivals/package.json'));
    const shim = rivals.resolve('@bufbuild/buf/package.json');
    const binary = path.join(shim, `../../buf-${process.platform}-${process.arch}/bin/buf`);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

export function createBuf(binary: string) {
  const home = mkdtempSync(path.join(tmpdir(), 'mockops-buf-'));
  let count = 0;
  const write = (files: Record<string, string>): string => {
    const folder = path.join(home, `module-${count++}`);
    for (const [name, text] of Object.entries(files)) {
      const target = path.join(folder, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return folder;
  };
  const run = (...args: string[]): string => {
    const env = { PATH: '', HOME: home, XDG_CACHE_HOME: path.join(home, 'cache') };
    const { status, stdout, stderr } = spawnSync(binary, args, {
      env,
      encoding: 'utf8',
      cwd: home,
      maxBuffer: 2 ** 28,
    });
    if (status !== 0 && (status !== 100 || args[0] !== 'breaking'))
      throw new Error(`buf ${args[0]}: ${stderr}${stdout}`);
    return stdout;
  };
  const config = (use: string[]) => JSON.stringify({ version: 'v2', breaking: { use } });
  return {
    breaking(before: Record<string, string>, after: Record<string, string>, use: ProtoPolicy[]): BufFinding[] {
      const [old, now] = [before, after].map((files) => {
        const image = path.join(home, `image-${count}.binpb`);
        run('build', write(files), '-o', image);
        return image;
      });
      return run(
        'breaking',
        now ?? '',
        '--against',
        old ?? '',
        '--exclude-imports',
        '--error-format',
        'json',
        '--config',
        config(use),
      )
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    rulesOf: (policy: ProtoPolicy): string[] =>
      run('config', 'ls-breaking-rules', '--configured-only', '--config', config([policy]))
        .split('\n')
        .map((line) => line.split(' ')[0] ?? '')
        .filter((rule) => rule !== '' && rule !== 'ID'),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** A message in JSON as the bytes that buf makes of it, or what it says against it. */
export function convertWithBuf(
  binary: string,
  files: Record<string, string>,
  type: string,
  json: string,
): { bytes?: Uint8Array; error?: string } {
  const home = mkdtempSync(path.join(tmpdir(), 'mockops-buf-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(home, name), text);
    writeFileSync(path.join(home, 'in.json'), json);
    const args = ['convert', '.', '--type', type, '--from', 'in.json', '--to', 'out.binpb'];
    const env = { PATH: '', HOME: home, XDG_CACHE_HOME: path.join(home, 'cache') };
    const { status, stderr } = spawnSync(binary, args, { env, encoding: 'utf8', cwd: home });
    return status === 0 ? { bytes: readFileSync(path.join(home, 'out.binpb')) } : { error: stderr };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
