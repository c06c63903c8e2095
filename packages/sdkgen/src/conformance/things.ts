// The one complicated value of the torture contract, as it is sent and as it is answered.

import { expectSame } from './seen.ts';

/** What `sendThing` must receive; `at` may be written in any way that means this instant. */
const SENT = {
  name: 'tea',
  note: null,
  status: 'active',
  shape: { kind: 'circle', radius: 1.5 },
  count: 9007199254740993n,
  total: '9223372036854775807',
  price: 3.5,
  at: '2026-03-01T10:20:30.000Z',
  on: '2026-03-01',
  data: 'aGVsbG8=',
  labels: { a: 'b' },
  free: { any: [1, 'x', null] },
  value: 'text',
  'kebab-name': 'k',
  class: 'c',
};

/** The answer of `readThing`, as text because of its digits: nothing of it may be lost on the way back in `returnThing`. */
export const THING = `{
  "id": "t-1", "name": "Größe", "note": null, "nick": null, "status": "archived",
  "shape": { "kind": "triangle", "sides": [3, 4, 5] },
  "more": [{ "kind": "circle", "radius": 2 }, { "kind": "square", "side": 4.25 }],
  "count": 9007199254740993, "total": "9223372036854775807", "price": 0.1,
  "at": "2026-03-01T12:20:30.500+02:00", "on": "2026-02-28", "data": "aGVsbG8=",
  "labels": { "a": "b", "ä ö": "ü" }, "free": { "deep": [1, { "b": null }], "n": 1.5 }, "value": ["x", "y"],
  "parent": { "name": "p", "note": "n", "status": "closed", "shape": { "kind": "square", "side": 1 } },
  "kebab-name": "k", "class": "c", "unknown": { "x": 1 }
}`;

const RETURNED = {
  name: 'Größe',
  note: null,
  nick: null,
  status: 'archived',
  shape: { kind: 'triangle', sides: [3, 4, 5] },
  more: [
    { kind: 'circle', radius: 2 },
    { kind: 'square', side: 4.25 },
  ],
  count: 9007199254740993n,
  total: '9223372036854775807',
  price: 0.1,
  at: '2026-03-01T10:20:30.500Z',
  on: '2026-02-28',
  data: 'aGVsbG8=',
  labels: { a: 'b', 'ä ö': 'ü' },
  free: { deep: [1, { b: null }], n: 1.5 },
  value: ['x', 'y'],
  parent: { name: 'p', note: 'n', status: 'closed', shape: { kind: 'square', side: 1 } },
  'kebab-name': 'k',
  class: 'c',
};

export const expectSent = (body: unknown): void => expectSame('body', comparable(body), comparable(SENT));

/** The read-only `id` and the unknown member may come back or not. */
export function expectReturned(body: unknown): void {
  const { id: _id, unknown: _unknown, ...rest } = Object(body);
  expectSame('body', comparable(rest), comparable(RETURNED));
}

function comparable(body: unknown): unknown {
  const { at, ...rest } = Object(body);
  const sorted = sortKeys(rest);
  return [sorted, Number.isNaN(Date.parse(at)) ? at : new Date(at).toISOString()];
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
