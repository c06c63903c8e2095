// Asks one URL after the other has answered: `asker <url>…`. On SIGUSR2 prints `ASKED <count> <failed> <longest ms>` of what was asked since the last one.
// It says `READY` first. A process of its own, so that nothing but the server makes its answers late.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 2;
const urls = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
let seen = { count: 0, failed: 0, longest: 0 };

process.on('SIGUSR2', () => {
  console.log(`ASKED ${seen.count} ${seen.failed} ${seen.longest.toFixed(1)}`);
  seen = { count: 0, failed: 0, longest: 0 };
});

console.log('READY');

const ask = (url: string) =>
  new Promise<boolean>((resolve) => {
    const request = http.get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    request.on('error', () => resolve(false));
  });

for (let turn = 0; ; turn += 1) {
  const began = performance.now();
  const answered = await ask(urls[turn % urls.length] ?? '');
  seen.count += 1;
  if (!answered) seen.failed += 1;
  seen.longest = Math.max(seen.longest, performance.now() - began);
  await sleep(PAUSE_MS);
}
