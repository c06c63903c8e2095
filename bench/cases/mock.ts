// Static mocks: a contract's example at mock_v1, directly and through a federation, against nginx `return` and bare node:http
// that answer the same bytes. Ours also routes, decides, explains itself in headers and observes every exchange.
import { BODY } from '../answer.ts';
import { CONNECTIONS } from '../load.ts';
import { NGINX_ABSENT, returnBody, startNginx } from '../nginx.ts';
import { startBareHttp, startGateway } from '../peers/start.ts';
import { checkAnswer, compareRounds, measureInTurns } from '../rounds.ts';
import type { Case } from './case.ts';

export const mockCase: Case = {
  name: 'mock',
  summary: 'static mock and federation mock against nginx `return` and bare node:http',
  async measure({ processes, generator, quick, say }) {
    const gateway = await startGateway(processes);
    const direct = { name: 'static mock', pid: gateway.pid, url: `${gateway.url}/orders/orders` };
    const federated = { name: 'federation mock', pid: gateway.pid, url: `${gateway.url}/shop/orders/orders` };
    const bare = { name: 'node:http', ...(await startBareHttp(processes)) };
    const limit = await startNginx(processes, { location: returnBody(BODY) });
    const peers = [...(limit ? [{ name: 'nginx return', ...limit }] : []), bare];
    for (const subject of [direct, federated]) await checkAnswer(subject, BODY, 'mock');
    for (const subject of peers) await checkAnswer(subject, BODY);

    const pace = quick ? { rounds: 3, seconds: 1 } : { rounds: 5, seconds: 2 };
    say(`mock: ${pace.rounds} rounds of ${pace.seconds} s for each of ${peers.length + 2}, ${CONNECTIONS} connections`);
    const [ours, theirs] = split(await measureInTurns(generator, [direct, federated, ...peers], pace), 2);
    return { rows: ours.flatMap((one) => compareRounds(one, theirs)), notes: limit ? [] : [NGINX_ABSENT] };
  },
};

function split<T>(list: readonly T[], at: number): [T[], T[]] {
  return [list.slice(0, at), list.slice(at)];
}
