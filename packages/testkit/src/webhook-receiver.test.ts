import { expect, test } from 'vitest';
import { startWebhookReceiver } from './webhook-receiver.ts';

// The example of the Standard Webhooks libraries.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = '{"test": 2432232314}';
const HEADERS = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('the published example is accepted once, and forgeries and old messages are refused', async () => {
  let now = 1_614_265_330_000;
  const receiver = await startWebhookReceiver({ secret: SECRET, now: () => now });
  const post = async (body: string, headers: Record<string, string>) =>
    (await fetch(receiver.webhook_url, { method: 'POST', body, headers })).status;
  expect(await post(BODY, HEADERS)).toBe(200);
  expect(await post(BODY, HEADERS)).toBe(200);
  expect(await post(`${BODY} `, HEADERS)).toBe(401);
  expect(await post(BODY, {})).toBe(401);
  now += 301_000;
  expect(await post(BODY, HEADERS)).toBe(401);
  expect(receiver.deliveries).toMatchObject([{ id: HEADERS['webhook-id'], body: { test: 2_432_232_314 }, repeats: 1 }]);
  expect(receiver.refused).toEqual(['signature', 'unsigned', 'timestamp']);
  await receiver.close();
});
