// What people and CI jobs do with the demo's virtual system: short sequences of requests. Some operations, personas and
// scenarios are left out on purpose: they are the gaps that the coverage page shows.
export interface Step {
  request: `${'GET' | 'POST' | 'DELETE' | 'PATCH'} /${string}`;
  body?: unknown;
  /** Send the token of the journey's sign-in. */
  signed_in?: true;
}

export interface Journey {
  /** Name of the test; for manual traffic only a name. */
  name: string;
  persona: string;
  scenario?: string;
  steps: Step[];
}

const ADDRESS = { name: 'Ada', street: 'Keizersgracht 1', city: 'Amsterdam', postal_code: '1015 AA', country: 'NL' };
const CHARGE = {
  customer_id: 'cus_1001',
  order_id: 'ord_5001',
  amount: 11_900,
  currency: 'EUR',
  payment_method: 'pm_visa',
};
const RESERVATION = { order_id: 'ord_5001', lines: [{ sku: 'SKU-1001', quantity: 1 }] };
const SIGN_IN: Step = {
  request: 'POST /auth/sessions',
  body: { email: 'ada@shop.example', password: 'correct-horse-battery' },
};

export const CI_JOURNEYS: readonly Journey[] = [
  {
    name: 'checkout pays with a saved card',
    persona: 'returning-customer',
    steps: [
      SIGN_IN,
      { request: 'GET /inventory/items?category=shoes' },
      { request: 'GET /inventory/items/SKU-1001' },
      { request: 'POST /inventory/reservations', body: RESERVATION },
      { request: 'GET /payments/customers/cus_1001/payment-methods' },
      { request: 'POST /payments/charges', body: CHARGE },
      { request: 'POST /shipping/rates', body: { to: ADDRESS, parcel: { weight_g: 900 } } },
      { request: 'POST /shipping/shipments', body: { order_id: 'ord_5001', rate_id: 'rate_601', to: ADDRESS } },
    ],
  },
  {
    name: 'checkout shows that the card was declined',
    persona: 'new-user',
    scenario: 'declined-card',
    steps: [
      { request: 'GET /inventory/items/SKU-1003' },
      { request: 'POST /payments/charges', body: { ...CHARGE, customer_id: 'cus_1002' } },
    ],
  },
  {
    name: 'checkout offers to wait when the shelf is empty',
    persona: 'premium-customer',
    scenario: 'out-of-stock',
    steps: [
      { request: 'GET /inventory/items/SKU-1001' },
      { request: 'POST /inventory/reservations', body: RESERVATION },
    ],
  },
  {
    name: 'account page shows the premium tier',
    persona: 'premium-customer',
    steps: [{ request: 'GET /auth/users/usr_1003' }, { request: 'GET /auth/users/usr_1003/roles' }],
  },
  {
    name: 'sign-in keeps the session',
    persona: 'returning-customer',
    steps: [SIGN_IN, { request: 'GET /auth/sessions/current', signed_in: true }],
  },
  {
    name: 'support refunds an order',
    persona: 'premium-customer',
    steps: [
      { request: 'GET /payments/charges/ch_7001' },
      { request: 'POST /payments/charges/ch_7001/refunds', body: { amount: 11_900, reason: 'requested_by_customer' } },
    ],
  },
  {
    name: 'tracking page tells about a delay',
    persona: 'returning-customer',
    scenario: 'delayed-delivery',
    steps: [{ request: 'GET /shipping/shipments/shp_9001' }, { request: 'GET /shipping/shipments/shp_9001/tracking' }],
  },
];

export const MANUAL_JOURNEYS: readonly Journey[] = [
  {
    name: 'browses the catalogue',
    persona: 'new-user',
    steps: [
      { request: 'GET /inventory/items' },
      { request: 'GET /inventory/items/SKU-1002' },
      { request: 'GET /inventory/warehouses' },
    ],
  },
  {
    name: 'looks for a parcel',
    persona: 'returning-customer',
    steps: [
      { request: 'GET /shipping/shipments?order_id=ord_5001' },
      { request: 'GET /shipping/shipments/shp_9001/tracking' },
    ],
  },
  {
    name: 'signs in and out',
    persona: 'returning-customer',
    steps: [
      SIGN_IN,
      { request: 'GET /auth/sessions/current', signed_in: true },
      { request: 'DELETE /auth/sessions/current', signed_in: true },
    ],
  },
  {
    name: 'tries what a declined card looks like',
    persona: 'new-user',
    scenario: 'declined-card',
    steps: [{ request: 'POST /payments/charges', body: CHARGE }, { request: 'GET /payments/charges?limit=5' }],
  },
];
