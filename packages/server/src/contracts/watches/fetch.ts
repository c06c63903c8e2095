// What is published at a watched place now. In: the place and what was seen last. Out: its files, or that nothing changed.
// Both ways go through the guard: of Git, the address is resolved and checked first and then pinned, because Git brings its own client.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AddressGuard } from '../../outgoing/guard.ts';
import { findRefusal, OutgoingFailure, withOutgoing } from '../../outgoing/outgoing.ts';
import type { Files, WatchRow } from './store.ts';

const run = promisify(execFile);
const MOST_BYTES = 50_000_000;
const TIMEOUT_MS = 60_000;

type Published = { etag: string | null; files: Files } | 'unchanged';
type Place = Pick<WatchRow, 'url' | 'ref' | 'path' | 'file' | 'etag'>;

export function fetchPublished(place: Place, guard: AddressGuard): Promise<Published> {
  return place.ref === null && place.path === null ? fetchUrl(place, guard) : fetchGit(place, guard);
}

async function fetchUrl({ url, etag, file }: Place, guard: AddressGuard): Promise<Published> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = {
    accept: 'application/yaml, application/json, */*',
    ...(etag !== null && { 'if-none-match': etag }),
  };
  const options = { guard, timeout_ms: TIMEOUT_MS, max_bytes: MOST_BYTES };
  const answer = await withOutgoing(options, ({ send }) => send({ method: 'GET', url, headers, signal }));
  if (answer.status === 304) return 'unchanged';
  const refusal = findRefusal(answer, new URL(url).host);
  if (refusal) throw refusal;
  return { etag: answer.headers.etag ?? null, files: { [file]: answer.text } };
}

async function fetchGit({ url, ref, path: wanted, file, etag }: Place, guard: AddressGuard): Promise<Published> {
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const address = await guard.resolve(hostname.replace(/^\[|\]$/g, ''));
  const refused = guard.refuses(hostname, address, Number(number));
  if (refused) throw refused;
  const home = await mkdtemp(path.join(tmpdir(), 'mockops-git-'));
  const git = async (...args: string[]): Promise<string> => {
    const settings = [
      'protocol.allow=never',
      `protocol.${protocol.slice(0, -1)}.allow=always`,
      'http.followRedirects=false',
      `http.curloptResolve=${hostname}:${number}:${address}`,
      'core.hooksPath=/dev/null',
    ];
    const env = { PATH: process.env.PATH, HOME: home, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
    const { stdout } = await run('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
      ...{ cwd: home, env, timeout: TIMEOUT_MS },
      maxBuffer: MOST_BYTES,
    });
    return stdout;
  };
  try {
    const branch = ref ?? 'HEAD';
    const commit = (await git('ls-remote', '--', url, branch)).split(/\s/)[0] ?? '';
    if (commit === '') throw new Error(`${url} has no branch or tag "${branch}"`);
    if (commit === etag) return 'unchanged';
    await git('init', '--quiet', '--bare', '.');
    await git('fetch', '--quiet', '--depth', '1', '--no-tags', '--', url, branch);
    return { etag: commit, files: await readFiles(git, wanted ?? '', file) };
  } catch (error) {
    if (error instanceof OutgoingFailure) throw error;
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    const why =
      said === '' ? (error instanceof Error ? error.message : String(error)) : (said.split('\n').at(-1) ?? said);
    throw new OutgoingFailure(`Git: ${why}`, { kind: 'transient', sent: 'no', cause: error });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function readFiles(git: (...args: string[]) => Promise<string>, wanted: string, file: string): Promise<Files> {
  const source = `FETCH_HEAD:${wanted}`;
  if ((await git('cat-file', '-t', source)).trim() === 'blob') return { [file]: await git('show', source) };
  const names = (await git('ls-tree', '-r', '-z', '--name-only', source)).split('\0');
  const contracts = names.filter((name) => /\.(ya?ml|json|proto)$/i.test(name));
  const files: Files = {};
  for (const name of contracts)
    files[`${file}/${name}`] = await git('show', wanted === '' ? `FETCH_HEAD:${name}` : `${source}/${name}`);
  if (contracts.length === 0) throw new Error(`"${wanted}" holds no contract file (.yaml, .json or .proto)`);
  return files;
}
