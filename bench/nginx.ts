// nginx as the limit: one worker, a configuration of its own in a temporary folder, a port of its own; ended by pid with the rest.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, type Processes } from './processes.ts';

export const NGINX_ABSENT = 'nginx is not on PATH, so its rows are left out (apt-get install nginx)';

export interface Nginx {
  url: string;
  pid: number;
}

/** `location`: what stands inside `location / { … }`. Undefined when nginx is not installed. */
export async function startNginx(
  processes: Processes,
  { location, upstream }: { location: string; upstream?: string },
): Promise<Nginx | undefined> {
  const command = findProgram('nginx');
  if (!command) return undefined;
  const folder = processes.folder();
  const port = await findFreePort();
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, buildConfig({ folder, port, location, upstream }));
  const running = processes.start(command, ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')], {
    signal: 'SIGTERM',
  });
  const url = `http://127.0.0.1:${port}/`;
  for (const until = performance.now() + 10_000; performance.now() < until; await sleep(20)) {
    if (running.hasEnded()) break;
    const answered = await fetch(url)
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    if (answered) return { url, pid: running.pid };
  }
  throw new Error(`nginx did not start with ${file}: ${running.output().stderr}`);
}

/** A body as nginx's `return` takes it. Its parser gives `$`, quotes and backslashes a meaning, and stops at 4 KiB. */
export function returnBody(body: string): string {
  if (/['$\\]/.test(body) || body.length > 3_900)
    throw new Error('this body cannot stand in an nginx return directive');
  return `default_type application/json; return 200 '${body}';`;
}

function buildConfig(options: {
  folder: string;
  port: number;
  location: string;
  upstream: string | undefined;
}): string {
  const { folder, port, location, upstream } = options;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const group = upstream ? `upstream peer { server ${upstream}; keepalive 64; keepalive_requests 1000000000; }` : '';
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  ${temporary.join(' ')}
  ${group}
  server {
    listen 127.0.0.1:${port};
    location / { ${location} }
  }
}
`;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
