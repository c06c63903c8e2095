// npm run dev: the server restarts when its sources change, and the dashboard is served by Vite with hot reload. Ctrl-C stops both.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const node = process.execPath;
const children = [
  spawn(node, ['--watch', '--watch-preserve-output', 'packages/cli/src/main.ts', 'start', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(node, [path.join(root, 'node_modules/vite/bin/vite.js'), '--clearScreen', 'false'], {
    cwd: path.join(root, 'packages/dashboard'),
    stdio: 'inherit',
  }),
];

// A terminal sends Ctrl-C to all of us, and a second one would force the server down; so it is only waited for here.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
});
await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
