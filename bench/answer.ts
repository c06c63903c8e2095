// The one answer that everybody gives: about 1 KiB of JSON, a page of ten orders. Also the contract that holds it as an example,
// among a hundred other operations, so that routing has something to choose from.

const ORDERS = Array.from({ length: 10 }, (_, index) => ({
  order_id: `ord_${4_000 + index}`,
  customer_id: `cus_${1_600 + index}`,
  status: index % 3 === 0 ? 'paid' : 'shipped',
  currency: 'EUR',
  amount: 1_290 * (index + 1),
}));

export const BODY = JSON.stringify(ORDERS);

const RESOURCES = ['orders', ...Array.from({ length: 24 }, (_, index) => `resource-${index}`)];

export function buildContract(): string {
  const paths = RESOURCES.flatMap((name) => [
    [`/${name}`, { get: answering(ORDERS), post: answering(ORDERS[0]) }],
    [`/${name}/{id}`, { parameters: [ID], get: answering(ORDERS[0]), delete: answering({ deleted: true }) }],
  ]);
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    paths: Object.fromEntries(paths),
  });
}

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

function answering(example: unknown) {
  return { responses: { 200: { description: 'As asked', content: { 'application/json': { example } } } } };
}
