// `real` through a federation against nginx `proxy_pass` with kept connections, both in front of the same small node:http upstream.
import { BODY } from '../answer.ts';
import { CONNECTIONS } from '../load.ts';
import { NGINX_ABSENT, startNginx } from '../nginx.ts';
import { startBareHttp, startGateway } from '../peers/start.ts';
import { checkAnswer, compareRounds, measureInTurns } from '../rounds.ts';
import type { Case } from './case.ts';

export const proxyCase: Case = {
  name: 'proxy',
  summary: '`real` through a federation against nginx `proxy_pass` and the upstream without a proxy',
  async measure({ processes, generator, quick, say }) {
    const upstream = await startBareHttp(processes);
    const gateway = await startGateway(processes, upstream.url);
    const ours = { name: 'real through a federation', pid: gateway.pid, url: `${gateway.url}/shop/live/orders` };
    const limit = await startNginx(processes, {
      upstream: new URL(upstream.url).host,
      location: 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://peer;',
    });
    const peers = [
      ...(limit ? [{ name: 'nginx proxy_pass', ...limit }] : []),
      { name: 'upstream itself', ...upstream },
    ];
    await checkAnswer(ours, BODY, 'real');
    for (const subject of peers) await checkAnswer(subject, BODY);

    const pace = quick ? { rounds: 3, seconds: 1 } : { rounds: 5, seconds: 2 };
    say(
      `proxy: ${pace.rounds} rounds of ${pace.seconds} s for each of ${peers.length + 1}, ${CONNECTIONS} connections`,
    );
    const [first, ...rest] = await measureInTurns(generator, [ours, ...peers], pace);
    return { rows: first ? compareRounds(first, rest) : [], notes: limit ? [] : [NGINX_ABSENT] };
  },
};
