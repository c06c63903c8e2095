import { request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { startGateway, type TestGateway, workspaceSnapshot } from './test-workspace.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  for (const { gateway } of open.splice(0)) await gateway.close(0);
});

const SHOP = `syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
service OrderService {
  rpc GetOrder(GetOrderRequest) returns (Order);
  rpc WatchOrders(GetOrderRequest) returns (stream Order);
}
message GetOrderRequest { string order_id = 1; }
message Order {
  string order_id = 1;
  int64 total_cents = 2;
  google.protobuf.Timestamp placed_at = 3;
  Status status = 4;
  oneof payment { string card = 5; string invoice = 6; }
  map<string, int32> quantities = 7;
  bytes seal = 8;
  enum Status { STATUS_UNSPECIFIED = 0; STATUS_PAID = 1; }
}
`;

async function post(url: string, body: unknown) {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'connect-protocol-version': '1' },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, type: String(answer.headers['content-type']), text };
}

test('a .proto file answers Connect calls in JSON', async () => {
  const started = await startGateway();
  open.push(started);
  const issues = await started.gateway.putWorkspace(
    workspaceSnapshot({ schemas: { 'shop/v1/shop.proto': SHOP }, mocks: {}, scenarios: {} }),
  );
  expect(issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  const answer = await post(`${started.url}/payments/shop.v1.OrderService/GetOrder`, { orderId: 'o-1' });
  expect(answer).toMatchObject({ status: 200, type: 'application/json' });
  const order: unknown = JSON.parse(answer.text);
  expect(order).toMatchObject({
    orderId: expect.any(String),
    totalCents: expect.stringMatching(/^\d+$/),
    placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    status: expect.stringMatching(/^STATUS_/),
  });
  expect(Object.keys(order as object).filter((name) => name === 'card' || name === 'invoice')).toHaveLength(1);
  expect((await post(`${started.url}/payments/shop.v1.OrderService/WatchOrders`, {})).status).toBe(404);
});
