import { expect, test } from 'vitest';
import { fromPointer, isObject } from '../json.ts';
import { loadApi } from '../load/load.ts';
import type { ApiModel } from '../model.ts';
import { diffApis } from './diff.ts';

const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const itemId = { name: 'itemId', in: 'path', required: true, schema: { type: 'string' } };
const shop = () =>
  structuredClone({
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    paths: {
      '/items': {
        get: {
          operationId: 'listItems',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
            { name: 'state', in: 'query', schema: { type: 'string', enum: ['new', 'used', 'broken'] } },
          ],
          responses: {
            '200': {
              description: 'all',
              content: {
                'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
              },
            },
            '404': { description: 'none', content: json('Fault') },
          },
        },
        post: {
          operationId: 'addItem',
          requestBody: { required: true, content: json('ItemDraft') },
          responses: { '201': { description: 'made', content: json('Item') } },
        },
      },
      '/items/{itemId}': {
        get: {
          operationId: 'readItem',
          parameters: [itemId],
          responses: { '200': { description: 'one', content: json('Item') } },
        },
        delete: { operationId: 'dropItem', parameters: [itemId], responses: { '204': { description: 'gone' } } },
      },
    },
    components: {
      schemas: {
        Item: {
          type: 'object',
          required: ['id', 'title'],
          properties: {
            id: { type: 'string' },
            title: { type: 'string' },
            note: { type: 'string', nullable: true },
            state: { type: 'string', enum: ['offered', 'sold'] },
            seller: { $ref: '#/components/schemas/Seller' },
            weight: { type: 'integer' },
          },
        },
        ItemDraft: {
          type: 'object',
          required: ['title'],
          properties: {
            title: { type: 'string', maxLength: 60 },
            note: { type: 'string', nullable: true },
            kind: { type: 'string', enum: ['book', 'toy', 'tool'] },
            weight: { type: 'integer' },
          },
        },
        Seller: { type: 'object', properties: { id: { type: 'string' }, email: { type: 'string' } } },
        Fault: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      },
    },
  });

type Edit = (document: unknown) => void;
/** Parent of the place, with a reader and a writer for the place itself. */
function open(document: unknown, pointer: string) {
  const segments = fromPointer(pointer);
  const last = segments.pop() ?? '';
  const parent = segments.reduce<unknown>((value, segment) => {
    if (Array.isArray(value)) return value[Number(segment)];
    return isObject(value) ? value[segment] : undefined;
  }, document);
  if (Array.isArray(parent)) return { get: (): unknown => parent[Number(last)], parent, last };
  if (!isObject(parent)) throw new Error(`nothing at ${pointer}`);
  return { get: () => parent[last], parent, last };
}
const get = (document: unknown, pointer: string): unknown => structuredClone(open(document, pointer).get());
const set =
  (pointer: string, value: unknown): Edit =>
  (document) => {
    Object.assign(open(document, pointer).parent, { [open(document, pointer).last]: structuredClone(value) });
  };
const drop =
  (pointer: string): Edit =>
  (document) => {
    const { parent, last } = open(document, pointer);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  };
const move =
  (from: string, to: string): Edit =>
  (document) => {
    const value = get(document, from);
    drop(from)(document);
    set(to, value)(document);
  };
const push =
  (pointer: string, value: unknown): Edit =>
  (document) => {
    const target = open(document, pointer).get();
    if (Array.isArray(target)) target.push(value);
  };
const reverse =
  (pointer: string): Edit =>
  (document) => {
    const target = open(document, pointer).get();
    if (Array.isArray(target)) target.reverse();
    else if (isObject(target)) set(pointer, Object.fromEntries(Object.entries(target).reverse()))(document);
  };

async function load(document: unknown): Promise<ApiModel> {
  const read = await loadApi({ 'shop.json': JSON.stringify(document) });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  return read.value;
}

async function change(...edits: Edit[]) {
  const document = shop();
  for (const edit of edits) edit(document);
  return diffApis(await load(shop()), await load(document));
}

const ITEM = '/components/schemas/Item';
const DRAFT = '/components/schemas/ItemDraft';
const LIST = '/paths/~1items/get';
const ONE = '/paths/~1items~1{itemId}';
const text = { type: 'string' };
const nullableNote = (note: unknown) => [
  set('/openapi', '3.1.0'),
  set(`${ITEM}/properties/note`, note),
  set(`${DRAFT}/properties/note`, note),
];

const cases: [string, 'breaking' | 'risky' | 'non_breaking' | 'docs_only' | 'none', Edit[]][] = [
  ['the same contract comes again', 'none', []],
  ['an operation is removed', 'breaking', [drop(`${ONE}/delete`)]],
  ['a path is removed', 'breaking', [drop(ONE)]],
  [
    'an operation is added',
    'non_breaking',
    [set('/paths/~1sellers', { get: { responses: { '200': { description: 'ok' } } } })],
  ],
  [
    'a required parameter is added',
    'breaking',
    [push(`${LIST}/parameters`, { name: 'q', in: 'query', required: true, schema: text })],
  ],
  [
    'an optional parameter is added',
    'non_breaking',
    [push(`${LIST}/parameters`, { name: 'q', in: 'query', schema: text })],
  ],
  ['a parameter is removed', 'breaking', [drop(`${LIST}/parameters/0`)]],
  ['a parameter becomes required', 'breaking', [set(`${LIST}/parameters/0/required`, true)]],
  ['a parameter loses an enum value', 'breaking', [drop(`${LIST}/parameters/1/schema/enum/2`)]],
  ['a parameter gains an enum value', 'non_breaking', [push(`${LIST}/parameters/1/schema/enum`, 'lost')]],
  ['the maximum of a parameter sinks', 'breaking', [set(`${LIST}/parameters/0/schema/maximum`, 50)]],
  ['a request enum loses a value', 'breaking', [drop(`${DRAFT}/properties/kind/enum/2`)]],
  ['a request enum gains a value', 'non_breaking', [push(`${DRAFT}/properties/kind/enum`, 'map')]],
  ['a response enum loses a value', 'non_breaking', [drop(`${ITEM}/properties/state/enum/1`)]],
  ['a response enum gains a value', 'risky', [push(`${ITEM}/properties/state/enum`, 'reserved')]],
  ['a request field changes its type', 'breaking', [set(`${DRAFT}/properties/weight/type`, 'string')]],
  ['a response field changes its type', 'breaking', [set(`${ITEM}/properties/weight/type`, 'string')]],
  ['a response integer becomes a number', 'breaking', [set(`${ITEM}/properties/weight/type`, 'number')]],
  ['a request integer becomes a number', 'non_breaking', [set(`${DRAFT}/properties/weight/type`, 'number')]],
  ['a response field may become null', 'breaking', [set(`${ITEM}/properties/title/nullable`, true)]],
  ['a response field is never null any more', 'non_breaking', [drop(`${ITEM}/properties/note/nullable`)]],
  ['a request field may become null', 'non_breaking', [set(`${DRAFT}/properties/title/nullable`, true)]],
  ['a request field may not be null any more', 'breaking', [drop(`${DRAFT}/properties/note/nullable`)]],
  ['an optional response field is removed', 'breaking', [drop(`${ITEM}/properties/weight`)]],
  [
    'a required response field is removed',
    'breaking',
    [drop(`${ITEM}/properties/title`), set(`${ITEM}/required`, ['id'])],
  ],
  ['a required response field becomes optional', 'breaking', [set(`${ITEM}/required`, ['id'])]],
  ['an optional response field is added', 'non_breaking', [set(`${ITEM}/properties/color`, text)]],
  ['an optional request field is added', 'non_breaking', [set(`${DRAFT}/properties/color`, text)]],
  [
    'a required request field is added',
    'breaking',
    [set(`${DRAFT}/properties/color`, text), push(`${DRAFT}/required`, 'color')],
  ],
  ['a request field is removed', 'risky', [drop(`${DRAFT}/properties/note`)]],
  ['the longest request text gets shorter', 'breaking', [set(`${DRAFT}/properties/title/maxLength`, 10)]],
  ['an error status is removed', 'non_breaking', [drop(`${LIST}/responses/404`)]],
  [
    'a response media type is replaced',
    'breaking',
    [move(`${LIST}/responses/200/content/application~1json`, `${LIST}/responses/200/content/application~1xml`)],
  ],
  ['a reference is written out', 'none', [move('/components/schemas/Seller', `${ITEM}/properties/seller`)]],
  [
    'a component is renamed',
    'none',
    [
      move('/components/schemas/Seller', '/components/schemas/Vendor'),
      set(`${ITEM}/properties/seller`, { $ref: '#/components/schemas/Vendor' }),
    ],
  ],
  [
    'a path parameter is renamed',
    'none',
    [
      set(`${ONE}/get/parameters/0/name`, 'id'),
      set(`${ONE}/delete/parameters/0/name`, 'id'),
      move(ONE, '/paths/~1items~1{id}'),
    ],
  ],
  ['3.0 nullable becomes a 3.1 list of types', 'none', nullableNote({ type: ['string', 'null'] })],
  ['3.0 nullable becomes anyOf with null', 'none', nullableNote({ anyOf: [text, { type: 'null' }] })],
  ['only wording changes', 'docs_only', [set(`${ITEM}/description`, 'A thing'), set(`${LIST}/summary`, 'All things')]],
  [
    'maps and unordered lists are reordered',
    'none',
    [reverse(`${LIST}/parameters`), reverse(`${ITEM}/required`), reverse('/components/schemas'), reverse('/paths')],
  ],
  ['enum values are reordered', 'none', [reverse(`${ITEM}/properties/state/enum`)]],
  [
    'an object is split over allOf',
    'none',
    [
      (document) => {
        const { id, title, ...rest } = shop().components.schemas.Item.properties;
        set(ITEM, {
          allOf: [
            { type: 'object', required: ['id', 'title'], properties: { id, title } },
            { type: 'object', properties: rest },
          ],
        })(document);
      },
    ],
  ],
  [
    'parameters move up to the path',
    'none',
    [move(`${ONE}/get/parameters`, `${ONE}/parameters`), drop(`${ONE}/delete/parameters`)],
  ],
  ['an operationId is renamed', 'non_breaking', [set(`${LIST}/operationId`, 'allItems')]],
  [
    'credentials are asked for',
    'breaking',
    [
      set('/components/securitySchemes', { key: { type: 'apiKey', in: 'header', name: 'X-Key' } }),
      set('/security', [{ key: [] }]),
    ],
  ],
  ['an operation is deprecated', 'non_breaking', [set(`${LIST}/deprecated`, true)]],
  [
    'a type changes inside a circular schema',
    'breaking',
    [
      set('/components/schemas/Seller/properties/partner', { $ref: '#/components/schemas/Seller' }),
      set('/components/schemas/Seller/properties/email/type', 'integer'),
    ],
  ],
];

test('there are 47 cases', () => expect(cases).toHaveLength(47));

test.for(cases)('when %s, the verdict is %s', async ([, verdict, edits]) => {
  const { change_level, changes } = await change(...edits);
  expect(changes.length === 0 ? 'none' : change_level, JSON.stringify(changes)).toBe(verdict);
});

test('a change in a shared schema is told for each operation that reaches it, with its place', async () => {
  const { operations, changes } = await change(set('/components/schemas/Seller/properties/email/type', 'integer'));
  expect(changes).toMatchObject([
    {
      rule: 'response-property-type-changed',
      level: 'breaking',
      direction: 'response',
      operations: ['GET /items', 'GET /items/{itemId}', 'POST /items'],
      place: 'response 200: [].seller.email',
      message: 'GET /items and 2 more: response 200: [].seller.email changed its type from string to integer',
    },
  ]);
  expect(operations.map(({ kind, operation, severity }) => [kind, operation, severity])).toEqual([
    ['modified', 'GET /items', 'breaking'],
    ['modified', 'GET /items/{itemId}', 'breaking'],
    ['modified', 'POST /items', 'breaking'],
  ]);
  expect(operations[0]?.details).toEqual(['response 200: [].seller.email changed its type from string to integer']);
  expect(operations[2]?.details).toEqual(['response 201: seller.email changed its type from string to integer']);
});

test('a component is one cause, whether it is met as itself, with words beside it, or where null was allowed', async () => {
  const seller = { $ref: '#/components/schemas/Seller' };
  const document = (email: object, other: object) => {
    const made = shop();
    set(`${ITEM}/properties/other`, other)(made);
    set(`${ITEM}/properties/third`, { $ref: '#/components/schemas/Seller', description: 'third' })(made);
    set('/components/schemas/Seller/properties/address', { type: 'object', properties: { email } })(made);
    for (const schema of [ITEM, DRAFT]) set(`${schema}/properties/note`, { type: 'string' })(made);
    set('/openapi', '3.1.0')(made);
    return load(made);
  };
  const before = await document({ type: 'string' }, { anyOf: [seller, { type: 'null' }] });
  const after = await document({ type: 'integer' }, { ...seller, description: 'other' });
  const messages = diffApis(before, after).changes.map(({ message }) => message);
  expect(messages.filter((message) => message.includes('from string to integer'))).toEqual([
    'GET /items and 2 more: response 200: [].other.address.email changed its type from string to integer',
  ]);
});

test('added and removed operations are told with their own key and path', async () => {
  const { operations, change_level } = await change(move('/paths/~1items', '/paths/~1goods'));
  expect(change_level).toBe('breaking');
  expect(operations.map(({ kind, operation, path }) => [kind, operation, path])).toEqual([
    ['added', 'GET /goods', '/goods'],
    ['removed', 'GET /items', '/items'],
    ['added', 'POST /goods', '/goods'],
    ['removed', 'POST /items', '/items'],
  ]);
});

test('a field that only the server writes may become required without touching requests', async () => {
  const { changes } = await change(
    set(`${DRAFT}/properties/stamp`, { type: 'string', readOnly: true }),
    push(`${DRAFT}/required`, 'stamp'),
  );
  expect(changes).toEqual([]);
});

test('alternatives are matched by meaning: order does not matter, a new one widens', async () => {
  const card = { type: 'object', required: ['card'], properties: { card: text } };
  const bank = { type: 'object', required: ['iban'], properties: { iban: text } };
  const cash = { type: 'object', required: ['cash'], properties: { cash: { type: 'boolean' } } };
  const withPay = (...oneOf: object[]) => {
    const document = shop();
    set(`${ITEM}/properties/pay`, { oneOf })(document);
    set(`${DRAFT}/properties/pay`, { oneOf })(document);
    return load(document);
  };
  expect(diffApis(await withPay(card, bank), await withPay(bank, card)).changes).toEqual([]);
  const { operations } = diffApis(await withPay(card, bank), await withPay(card, bank, cash));
  expect(operations.find(({ operation }) => operation === 'POST /items')?.details).toEqual([
    'response 201: pay has 1 alternative (object) more',
    'request body: pay has 1 alternative (object) more; oneOf refuses what fits two',
  ]);
});
