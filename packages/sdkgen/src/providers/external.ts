// A program of the operator's choice as a provider: openapi-generator, buf, kiota, or something private. It is started without a shell, in a
// folder of its own that is removed afterwards, with an environment that holds nothing of ours, and within limits of time, files and bytes.
// Arguments may hold `{contract}`, `{contract_folder}`, `{out}`, `{language}` and `{package_name}`.
import { spawn } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExternalProviderConfig } from '../external-config.ts';
import { isInside } from '../output/manifest.ts';
import { type SdkProvider, SdkProviderError, type SdkRequest } from './provider.ts';

/** How much of what a failed program said is worth repeating. */
const MOST_SAID = 2_000;

export function externalProvider(
  id: string,
  config: ExternalProviderConfig,
  env: Record<string, string | undefined>,
): SdkProvider {
  return {
    id,
    version: config.version,
    languages: [...config.languages].sort(),
    supports: (kind, language) => config.contracts.includes(kind) && config.languages.includes(language),
    generate: (request) => inPrivateFolder((folder) => generate(id, config, { request, env, folder })),
  };
}

async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mockops-sdk-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  request: SdkRequest;
  env: Record<string, string | undefined>;
  folder: string;
}

async function generate(id: string, config: ExternalProviderConfig, { request, env, folder }: Place) {
  const contracts = path.join(folder, 'contract');
  const out = path.join(folder, 'out');
  await Promise.all([mkdir(contracts), mkdir(out)]);
  const names = Object.keys(request.sources).sort();
  for (const name of names) {
    if (!isInside(name)) throw new SdkProviderError(`the contract names a file "${name}" outside its folder`);
    await mkdir(path.dirname(path.join(contracts, name)), { recursive: true });
    await writeFile(path.join(contracts, name), request.sources[name] ?? '');
  }
  const root = names.find((name) =>
    /^\s*["']?(openapi|swagger)["']?\s*:|^\s*\{[^{]*"(openapi|swagger)"/m.test(request.sources[name] ?? ''),
  );
  const values: Record<string, string> = {
    contract: path.join(contracts, root ?? names[0] ?? ''),
    contract_folder: contracts,
    out,
    language: request.language,
    package_name: request.package_name ?? request.language,
  };
  const [program = '', ...args] = config.command.map((part) =>
    part.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
  const kept = Object.fromEntries(['PATH', 'LANG', ...config.pass_env].map((name) => [name, env[name]]));
  await run({
    id,
    program,
    args,
    folder,
    env: { ...kept, HOME: folder, TMPDIR: folder },
    config,
    signal: request.signal,
  });
  return readOutput(id, out, config);
}

interface Command {
  id: string;
  program: string;
  args: string[];
  folder: string;
  env: NodeJS.ProcessEnv;
  config: ExternalProviderConfig;
  signal: AbortSignal;
}

function run({ id, program, args, folder, env, config, signal }: Command): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A group of its own, so that what it started ends with it.
    const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let ended = false;
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MOST_SAID);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const stop = (error: Error) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (child.pid !== undefined) killGroup(child.pid);
      reject(error);
    };
    const abort = () => stop(signal.reason instanceof Error ? signal.reason : new Error('cancelled'));
    const slow = () => stop(new SdkProviderError(`${id}: ${program} did not end within ${config.timeout_ms} ms`));
    const timer = setTimeout(slow, config.timeout_ms);
    signal.addEventListener('abort', abort, { once: true });
    child.on('error', (error) =>
      stop(
        new SdkProviderError(
          `${id}: ${program} cannot be started (${whyNotStarted(error)}); is it installed on this machine, and on PATH?`,
        ),
      ),
    );
    child.on('close', (code, by) => {
      if (code !== 0)
        return stop(
          new SdkProviderError(`${id}: ${program} ended with ${by ?? code}: ${said.trim() || 'it said nothing'}`),
        );
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

const whyNotStarted = (error: Error): string =>
  'code' in error && error.code === 'ENOENT' ? 'there is no such program' : error.message;

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Text files only: an SDK is source. Links are not followed. */
async function readOutput(id: string, out: string, { max_files, max_bytes }: ExternalProviderConfig) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const files = new Map<string, string>();
  let bytes = 0;
  for (const name of (await readdir(out, { recursive: true })).sort()) {
    const place = path.join(out, name);
    const stat = await lstat(place);
    if (!stat.isFile()) continue;
    bytes += stat.size;
    if (files.size >= max_files) throw new SdkProviderError(`${id} wrote more than ${max_files} files`);
    if (bytes > max_bytes) throw new SdkProviderError(`${id} wrote more than ${max_bytes} bytes`);
    try {
      files.set(name.replaceAll(path.sep, '/'), decoder.decode(await readFile(place)));
    } catch {
      // Not text, such as the archive of a build tool's wrapper: nothing that a repository of sources needs.
    }
  }
  if (files.size === 0)
    throw new SdkProviderError(`${id} ended well but wrote nothing to {out}; check the arguments in "command"`);
  return files;
}
