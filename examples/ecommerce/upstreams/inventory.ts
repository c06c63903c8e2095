// The real inventory service of the demo: stock and reservations in memory, answers as workspaces/inventory/schemas/openapi.yaml says.
// Start it with `rename_field`, or use /__admin/rename, and it leaves that contract.
import { type Answer, type Routes, serve, type Upstream, type UpstreamOptions } from './serve.ts';

interface Item {
  sku: string;
  name: string;
  category: 'shoes' | 'clothing' | 'equipment';
  quantity: number;
  price: { amount: number; currency: 'EUR' };
  restock_at: string | null;
  updated_at: string;
}
interface Line {
  sku: string;
  quantity: number;
}
interface Reservation {
  reservation_id: string;
  order_id: string;
  status: 'held' | 'released' | 'picked';
  lines: Line[];
  expires_at: string;
}

const HOLD_MS = 1_800_000;
const WAREHOUSES = [
  { warehouse_id: 'wh_ams', city: 'Amsterdam', country: 'NL', capacity: 12_000 },
  { warehouse_id: 'wh_lis', city: 'Lisbon', country: 'PT', capacity: 4_000 },
];

export function startInventoryUpstream(options: UpstreamOptions): Promise<Upstream> {
  return serve(options, inventoryRoutes());
}

function inventoryRoutes(): Routes {
  const items = new Map(
    [
      item('SKU-1001', 'Trail running shoe', 'shoes', 38, 11_900),
      item('SKU-1002', 'Rain jacket', 'clothing', 6, 18_900, '2026-12-05T00:00:00Z'),
      item('SKU-1003', 'Trekking pole', 'equipment', 120, 4_950),
      item('SKU-1004', 'Merino shirt', 'clothing', 64, 7_900),
      item('SKU-1005', 'Road running shoe', 'shoes', 0, 13_900, '2026-12-12T00:00:00Z'),
    ].map((entry) => [entry.sku, entry]),
  );
  const reservations = new Map<string, Reservation>();
  const hold = (reservation_id: string, order_id: string, lines: Line[]): Reservation => {
    const expires_at = new Date(Date.now() + HOLD_MS).toISOString();
    const reservation: Reservation = { reservation_id, order_id, status: 'held', lines, expires_at };
    reservations.set(reservation_id, reservation);
    return reservation;
  };
  hold('rsv_3001', 'ord_5001', [{ sku: 'SKU-1001', quantity: 1 }]);

  return {
    'GET /items': ({ query }) => {
      const limit = Number(query.get('limit') ?? 20);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100) return invalid('limit must be 1 to 100.');
      const found = [...items.values()].filter(
        (entry) =>
          (!query.has('category') || entry.category === query.get('category')) &&
          (!query.has('in_stock') || entry.quantity > 0 === (query.get('in_stock') === 'true')),
      );
      return { status: 200, body: { items: found.slice(0, limit), total: found.length } };
    },
    'GET /items/{sku}': ({ params }) => {
      const found = items.get(params.sku ?? '');
      return found ? { status: 200, body: found } : notFound(`There is no item ${params.sku}.`);
    },
    'POST /items/{sku}/adjustments': ({ params, body }) => {
      const found = items.get(params.sku ?? '');
      if (!found) return notFound(`There is no item ${params.sku}.`);
      if (typeof body.delta !== 'number' || !Number.isInteger(body.delta)) return invalid('delta must be an integer.');
      if (!['count', 'damage', 'return'].includes(String(body.reason)))
        return invalid('reason: count, damage or return.');
      if (found.quantity + body.delta < 0) return outOfStock(found.sku);
      found.quantity += body.delta;
      found.updated_at = new Date().toISOString();
      return { status: 200, body: found };
    },
    'POST /reservations': ({ body }) => {
      const lines = readLines(body.lines);
      if (!lines) return invalid('A reservation needs at least one line with sku and quantity.');
      if (typeof body.order_id !== 'string' || !/^ord_\d+$/.test(body.order_id))
        return invalid('order_id is like ord_5001.');
      const short = lines.find((line) => (items.get(line.sku)?.quantity ?? 0) < line.quantity);
      if (short) return outOfStock(short.sku);
      return { status: 201, body: hold(`rsv_${3_001 + reservations.size}`, body.order_id, lines) };
    },
    'GET /reservations/{reservation_id}': ({ params }) => {
      const found = reservations.get(params.reservation_id ?? '');
      return found ? { status: 200, body: found } : notFound('There is no reservation with this id.');
    },
    'DELETE /reservations/{reservation_id}': ({ params }) => {
      const found = reservations.get(params.reservation_id ?? '');
      if (!found) return notFound('There is no reservation with this id.');
      found.status = 'released';
      return { status: 204 };
    },
    'GET /warehouses': () => ({ status: 200, body: WAREHOUSES }),
    'GET /warehouses/{warehouse_id}/stock': ({ params }) => {
      const index = WAREHOUSES.findIndex((entry) => entry.warehouse_id === params.warehouse_id);
      if (index < 0) return notFound('There is no warehouse with this id.');
      // Amsterdam holds two thirds of everything, Lisbon the rest.
      const share = ({ sku, quantity }: Item): Line => {
        const first = Math.ceil((quantity * 2) / 3);
        return { sku, quantity: index === 0 ? first : quantity - first };
      };
      return { status: 200, body: [...items.values()].map(share) };
    },
  };
}

function item(
  sku: string,
  name: string,
  category: Item['category'],
  quantity: number,
  amount: number,
  restock_at: string | null = null,
): Item {
  return {
    sku,
    name,
    category,
    quantity,
    price: { amount, currency: 'EUR' },
    restock_at,
    updated_at: '2026-11-22T06:00:00Z',
  };
}

/** Stock is not taken away by a reservation, so that a long demo does not run dry. */
function readLines(value: unknown): Line[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const lines: Line[] = [];
  for (const line of value as unknown[]) {
    if (typeof line !== 'object' || line === null || !('sku' in line) || !('quantity' in line)) return undefined;
    if (typeof line.sku !== 'string' || !/^SKU-\d{4}$/.test(line.sku)) return undefined;
    if (typeof line.quantity !== 'number' || !Number.isInteger(line.quantity) || line.quantity < 0) return undefined;
    lines.push({ sku: line.sku, quantity: line.quantity });
  }
  return lines;
}

const notFound = (message: string): Answer => ({ status: 404, body: { code: 'not_found', message } });
const invalid = (message: string): Answer => ({ status: 422, body: { code: 'invalid_request', message } });
const outOfStock = (sku: string): Answer => ({
  status: 409,
  body: { code: 'out_of_stock', message: `${sku} is out of stock.`, sku },
});
