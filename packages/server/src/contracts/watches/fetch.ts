// What is published at a watched place now. In: the place and what was seen last. Out: its files, or that nothing changed.
// Both ways go through the guard: of Git, the address is resolved and checked first and then pinned, because Git brings its own client.
// A credential goes to the origin of the address and nowhere else: neither way follows a redirect, and Git hears of it by its environment only.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isHtmlPage } from '@mockops/schema';
import type { AddressGuard } from '../../outgoing/guard.ts';
import { findRefusal, OutgoingFailure, withOutgoing } from '../../outgoing/outgoing.ts';
import { type Credential, isGit } from './credentials.ts';
import type { Files, WatchRow } from './store.ts';

const run = promisify(execFile);
const MOST_BYTES = 50_000_000;
const TIMEOUT_MS = 60_000;

/** What Git says when it may not, and when it sees nothing. */
const REFUSED = /could not read (Username|Password)|Authentication failed|returned error: 40[13]/i;
const HIDDEN = /repository '.*' not found|returned error: 404/i;

type Published = { etag: string | null; files: Files } | 'unchanged';
type Place = Pick<WatchRow, 'url' | 'ref' | 'path' | 'file' | 'etag'>;

interface Access {
  guard: AddressGuard;
  credential: Credential | undefined;
}

export function fetchPublished(place: Place, access: Access): Promise<Published> {
  return isGit(place) ? fetchGit(place, access) : fetchUrl(place, access);
}

async function fetchUrl({ url, etag, file }: Place, { guard, credential }: Access): Promise<Published> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = {
    accept: 'application/yaml, application/json, */*',
    ...(etag !== null && { 'if-none-match': etag }),
    ...(credential && { [credential.header.name]: credential.header.value }),
  };
  const options = { guard, timeout_ms: TIMEOUT_MS, max_bytes: MOST_BYTES };
  const answer = await withOutgoing(options, ({ send }) => send({ method: 'GET', url, headers, signal }));
  if (answer.status === 304) return 'unchanged';
  const { host } = new URL(url);
  if ([401, 403, 404].includes(answer.status))
    throw lockedOut({ file, url }, `${host} answered ${answer.status}`, credential, answer.status === 404);
  const refusal = findRefusal(answer, host);
  if (refusal) throw refusal;
  if (isHtmlPage(answer.text))
    throw new OutgoingFailure(
      `the watch of ${file} cannot read ${url}: ${host} answered with an HTML page, not a contract; check the address: it must lead to the file itself`,
      { kind: 'permanent', sent: 'no' },
    );
  return { etag: answer.headers.etag ?? null, files: { [file]: answer.text } };
}

/** Places that are hidden from strangers answer as if they were not there. */
function lockedOut(
  { file, url }: Pick<Place, 'file' | 'url'>,
  what: string,
  credential: Credential | undefined,
  isHidden: boolean,
): OutgoingFailure {
  const check = isHidden ? 'check the address, and if it is not for everybody ' : '';
  const act = credential
    ? `${credential.named} was sent; ${check}store one that may read it with \`${credential.renew}\``
    : `no credentials were sent; ${check}watch it again with --secret or --connection`;
  return new OutgoingFailure(`the watch of ${file} cannot read ${url}: ${what}; ${act}`, {
    kind: 'permanent',
    sent: 'no',
  });
}

async function fetchGit(place: Place, { guard, credential }: Access): Promise<Published> {
  const { url, ref, path: wanted, file, etag } = place;
  const { hostname, port, protocol, origin } = new URL(url);
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
    const env = {
      ...{ PATH: process.env.PATH, HOME: home, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
      // Arguments can be seen by every account of the machine.
      ...(credential && {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
        GIT_CONFIG_VALUE_0: `${credential.header.name}: ${credential.header.value}`,
      }),
    };
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
    if (REFUSED.test(said)) throw lockedOut(place, 'Git was refused', credential, false);
    if (HIDDEN.test(said)) throw lockedOut(place, 'Git found no repository there', credential, true);
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
