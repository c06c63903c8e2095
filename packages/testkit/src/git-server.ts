// Git over HTTP for tests: bare repositories of one folder, served by `git http-backend`, which speaks the protocol that real hosts speak.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitServer {
  /** Of the one repository. */
  url: string;
  /** Commits files to its branch `main`. Answers the commit. */
  commit: (files: Record<string, string>) => Promise<string>;
  /** How often refs were asked for. */
  asked: () => number;
  close: () => Promise<void>;
}

/** `authorization`: the header that every request must carry; without it everybody may read. */
export async function startGitServer(options: { authorization?: string } = {}): Promise<GitServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mockops-git-server-'));
  const bare = path.join(folder, 'api.git');
  const work = path.join(folder, 'work');
  const identity = { GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.com' };
  const env = { ...process.env, ...identity, GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.com' };
  const git = async (cwd: string, ...args: string[]) => (await run('git', args, { cwd, env })).stdout.trim();
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  await git(folder, 'clone', '--quiet', bare, work).catch(() => undefined);
  await git(work, 'checkout', '--quiet', '-b', 'main').catch(() => undefined);
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url?.includes('/info/refs')) asked += 1;
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end(`not with ${request.headers.authorization}`);
      return;
    }
    serve(request, response, folder);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api.git`,
    commit: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        await run('mkdir', ['-p', path.dirname(path.join(work, name))]);
        await writeFile(path.join(work, name), text);
      }
      await git(work, 'add', '--all');
      await git(work, 'commit', '--quiet', '--allow-empty', '--message', 'change');
      await git(work, 'push', '--quiet', 'origin', 'main');
      return git(work, 'rev-parse', 'HEAD');
    },
    asked: () => asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** CGI: the request as variables and input, headers and body as output. */
function serve(request: IncomingMessage, response: ServerResponse, folder: string): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const lines = output.subarray(0, Math.max(0, end)).toString().split('\r\n');
    const headers = lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
    const status = headers.find(([name]) => name === 'Status')?.[1];
    response.writeHead(
      Number.parseInt(status ?? '200', 10),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    );
    response.end(output.subarray(end + 4));
  });
}
