// Runs before every npm script, under whatever Node the machine has (>= 20), and brings the checkout to where the script can run:
// dependencies when they are absent or older than the lockfile; `dashboard`: the built web app; `browser`: Debian's Chromium for the browser tests.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const wanted = new Set(process.argv.slice(2));
const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

function newest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, modified(path.join(entry.parentPath ?? entry.path, entry.name))), 0);
}

const installed = path.join(root, 'node_modules/.package-lock.json');
if (modified(installed) < modified(path.join(root, 'package-lock.json'))) {
  console.log('mockops: installing dependencies …');
  // The exact versions of the lockfile, which stays as it is. Not `npm ci`: it refuses a lockfile without the optional packages of other
  // platforms, and a registry mirror that does not carry those writes just such a lockfile.
  if (run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) process.exit(1);
}

if (wanted.has('dashboard')) {
  const dashboard = path.join(root, 'packages/dashboard');
  const sources = Math.max(
    newest(path.join(dashboard, 'src')),
    newest(path.join(root, 'packages/contract/src')),
    modified(installed),
  );
  if (modified(path.join(dashboard, 'dist/index.html')) < sources) {
    console.log('mockops: building the dashboard …');
    const node = path.join(root, 'node_modules/.bin/node');
    if (
      run(node, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
        cwd: dashboard,
      }) !== 0
    )
      process.exit(1);
  }
}

if (wanted.has('browser') && process.platform === 'linux') {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync);
  if (!found && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('mockops: installing chromium for the browser tests (apt-get) …');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    const failed =
      run('apt-get', ['update'], quiet) !== 0 ||
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet) !== 0;
    if (failed) console.log('mockops: chromium could not be installed; the browser tests will be skipped');
  } else if (!found) {
    console.log('mockops: no chromium found; the browser tests will be skipped (install chromium to run them)');
  }
}
