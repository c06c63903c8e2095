import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { StepContext } from '../step-type.ts';
import { callback } from './index.ts';

const URL_ONCE = 'http://localhost:4800/hooks/callback/t0k3n';
const STATE = { until: '2026-03-01T10:00:00.000Z' };

function startWaiting(config: object, change: Partial<Omit<StepContext<unknown>, 'event'>> = {}) {
  const received: { body?: Record<string, string> } = {};
  const remarks: string[] = [];
  const services = createServices({
    callbacks: { open: async () => ({ url: URL_ONCE }), received: async () => received.body },
  });
  const at = (time: string) =>
    createContext(
      services,
      { name: 'load test', timeout: '2h', ...config },
      {
        now: () => new Date(`2026-03-01T${time}Z`),
        annotate: (_, message) => remarks.push(message),
        ...change,
      },
    );
  return { received, remarks, at };
}

/** `drop`: takes the message and breaks the connection. */
async function startReceiver(answer: number | 'drop' = 200) {
  const taken: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    taken.push({ headers: request.headers, body });
    if (answer === 'drop') return request.socket.destroy();
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { taken, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jobs` };
}

test('it waits for the call, and what was posted is its output', async () => {
  const { at } = startWaiting({});
  const waiting = { waiting_for: 'callback "load test"', wake_at: new Date(STATE.until), state: STATE };
  expect(await callback.run(at('08:00:00'))).toMatchObject(waiting);
  const stimulus = { kind: 'callback', body: { passed: true }, by: null } as const;
  expect(await callback.resume?.(at('09:00:00'), stimulus, STATE)).toEqual({
    timed_out: false,
    body: { passed: true },
  });
});

test('a call that came before the step waited is not lost', async () => {
  const { at, received } = startWaiting({});
  received.body = { fast: 'yes' };
  expect(await callback.run(at('08:00:00'))).toEqual({ timed_out: false, body: { fast: 'yes' } });
  expect(await callback.resume?.(at('10:00:00'), { kind: 'timer' }, STATE)).toMatchObject({ body: { fast: 'yes' } });
});

test('when nobody called it fails, or goes on and says so', async () => {
  const end = ({ at }: ReturnType<typeof startWaiting>) => callback.resume?.(at('10:00:00'), { kind: 'timer' }, STATE);
  await expect(end(startWaiting({}))).rejects.toThrow('nobody called back for "load test" within 2h');
  expect(await end(startWaiting({ on_timeout: 'continue' }))).toEqual({ timed_out: true, body: {} });
});

test('the address is sent once to whoever shall call, beside what the author says', async () => {
  const receiver = await startReceiver();
  const { at } = startWaiting({ send_to: { url: receiver.url, headers: { 'X-Team': 'a' }, body: { users: 50 } } });
  await callback.run(at('08:00:00'));
  await callback.run(at('08:00:01'));
  expect(receiver.taken).toHaveLength(1);
  expect(receiver.taken[0]?.headers).toMatchObject({ 'x-team': 'a', 'idempotency-key': 'run_1/step' });
  expect(JSON.parse(receiver.taken[0]?.body ?? '')).toEqual({
    users: 50,
    callback_url: URL_ONCE,
    expires_at: '2026-03-01T10:00:00.000Z',
    run_url: 'http://localhost:4800/runs/run_1',
  });
});

test('a message that may not have arrived is a warning: the call itself will tell', async () => {
  const receiver = await startReceiver('drop');
  const { at, remarks } = startWaiting({ send_to: { url: receiver.url } });
  expect(await callback.run(at('08:00:00'))).toMatchObject({ waiting_for: 'callback "load test"' });
  expect(remarks.join()).toContain('waits for the call all the same');
});

test('a receiver that refuses fails the step, and names the target without its query', async () => {
  const receiver = await startReceiver(403);
  const { at } = startWaiting({ send_to: { url: `${receiver.url}?key=canary` } });
  const failure = await callback.run(at('08:00:00')).catch(String);
  expect(failure).toContain('answered 403');
  expect(failure).not.toContain('canary');
});

test('with send_to it needs the host, without it nothing', () => {
  const send_to = { url: 'https://load.example.com/jobs' };
  expect(callback.needs?.({ name: 'a', send_to }, { workspace_id: null })).toEqual([
    { kind: 'http', target: 'load.example.com' },
  ]);
  expect(callback.needs?.({ name: 'a' }, { workspace_id: null })).toEqual([]);
});
