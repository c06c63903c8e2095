import { expect, test } from 'vitest';
import { loadApi } from '../load/load.ts';
import type { ApiModel } from '../model.ts';
import { diffApis } from './diff.ts';

const shop = () => ({
  openapi: '3.0.3',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/items': {
      get: {
        operationId: 'listItems',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
          { name: 'state', in: 'query', schema: { type: 'string', enum: ['new', 'used', 'broken'] } },
        ] as object[],
        responses: {
          '200': {
            description: 'all',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
            },
          },
          '404': {
            description: 'none',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
          },
        } as Record<string, any>,
      } as Record<string, any>,
      post: {
        operationId: 'addItem',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/ItemDraft' } } },
        },
        responses: {
          '201': {
            description: 'made',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
          },
        },
      },
    } as Record<string, any>,
    '/items/{itemId}': {
      get: {
        operationId: 'readItem',
        parameters: [{ name: 'itemId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          '200': {
            description: 'one',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
          },
        },
      },
      delete: {
        operationId: 'dropItem',
        parameters: [{ name: 'itemId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { '204': { description: 'gone' } },
      },
    } as Record<string, any>,
  } as Record<string, any>,
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
    } as Record<string, any>,
  } as Record<string, any>,
});
type Shop = ReturnType<typeof shop> & Record<string, any>;

async function load(document: unknown): Promise<ApiModel> {
  const read = await loadApi({ 'shop.json': JSON.stringify(document) });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  expect(read.issues).toEqual([]);
  return read.value;
}

async function change(edit: (document: Shop) => unknown) {
  const document = shop() as Shop;
  edit(document);
  return diffApis(await load(shop()), await load(document));
}

const item = (document: Shop) => document.components.schemas.Item;
const draft = (document: Shop) => document.components.schemas.ItemDraft;
const list = (document: Shop) => document.paths['/items'].get;

type Verdict = 'breaking' | 'non_breaking' | 'docs_only' | 'none';
const cases: [string, Verdict, (document: Shop) => unknown][] = [
  ['the same contract again', 'none', () => {}],
  ['an operation is removed', 'breaking', (d) => delete d.paths['/items/{itemId}'].delete],
  ['a path is removed', 'breaking', (d) => delete d.paths['/items/{itemId}']],
  [
    'an operation is added',
    'non_breaking',
    (d) => (d.paths['/sellers'] = { get: { responses: { '200': { description: 'ok' } } } }),
  ],
  [
    'a required parameter is added',
    'breaking',
    (d) => list(d).parameters.push({ name: 'q', in: 'query', required: true, schema: { type: 'string' } }),
  ],
  [
    'an optional parameter is added',
    'non_breaking',
    (d) => list(d).parameters.push({ name: 'q', in: 'query', schema: { type: 'string' } }),
  ],
  ['a parameter is removed', 'breaking', (d) => list(d).parameters.shift()],
  ['a parameter becomes required', 'breaking', (d) => (list(d).parameters[0].required = true)],
  ['a parameter loses an enum value', 'breaking', (d) => list(d).parameters[1].schema.enum.pop()],
  ['a parameter gains an enum value', 'non_breaking', (d) => list(d).parameters[1].schema.enum.push('lost')],
  ['the maximum of a parameter sinks', 'breaking', (d) => (list(d).parameters[0].schema.maximum = 50)],
  ['a request enum loses a value', 'breaking', (d) => draft(d).properties.kind.enum.pop()],
  ['a request enum gains a value', 'non_breaking', (d) => draft(d).properties.kind.enum.push('map')],
  ['a response enum loses a value', 'non_breaking', (d) => item(d).properties.state.enum.pop()],
  ['a response enum gains a value', 'breaking', (d) => item(d).properties.state.enum.push('reserved')],
  ['a request field changes its type', 'breaking', (d) => (draft(d).properties.weight.type = 'string')],
  ['a response field changes its type', 'breaking', (d) => (item(d).properties.weight.type = 'string')],
  ['a response integer becomes a number', 'breaking', (d) => (item(d).properties.weight.type = 'number')],
  ['a request integer becomes a number', 'non_breaking', (d) => (draft(d).properties.weight.type = 'number')],
  ['a response field may become null', 'breaking', (d) => (item(d).properties.title.nullable = true)],
  ['a response field is never null any more', 'non_breaking', (d) => delete item(d).properties.note.nullable],
  ['a request field may become null', 'non_breaking', (d) => (draft(d).properties.title.nullable = true)],
  ['a request field may not be null any more', 'breaking', (d) => delete draft(d).properties.note.nullable],
  ['an optional response field is removed', 'breaking', (d) => delete item(d).properties.weight],
  [
    'a required response field is removed',
    'breaking',
    (d) => {
      delete item(d).properties.title;
      item(d).required = ['id'];
    },
  ],
  ['a required response field becomes optional', 'breaking', (d) => (item(d).required = ['id'])],
  ['an optional response field is added', 'non_breaking', (d) => (item(d).properties.color = { type: 'string' })],
  ['an optional request field is added', 'non_breaking', (d) => (draft(d).properties.color = { type: 'string' })],
  [
    'a required request field is added',
    'breaking',
    (d) => {
      draft(d).properties.color = { type: 'string' };
      draft(d).required.push('color');
    },
  ],
  ['a request field is removed', 'non_breaking', (d) => delete draft(d).properties.note],
  ['the longest request text gets shorter', 'breaking', (d) => (draft(d).properties.title.maxLength = 10)],
  ['an error status is removed', 'non_breaking', (d) => delete list(d).responses['404']],
  [
    'a response media type is replaced',
    'breaking',
    (d) => {
      const { content } = list(d).responses['200'];
      list(d).responses['200'].content = { 'application/xml': content['application/json'] };
    },
  ],
  [
    'a reference is written out',
    'none',
    (d) => {
      item(d).properties.seller = d.components.schemas.Seller;
      delete d.components.schemas.Seller;
    },
  ],
  [
    'a component is renamed',
    'none',
    (d) => {
      d.components.schemas.Vendor = d.components.schemas.Seller;
      delete d.components.schemas.Seller;
      item(d).properties.seller = { $ref: '#/components/schemas/Vendor' };
    },
  ],
  [
    'a path parameter is renamed',
    'none',
    (d) => {
      const path = d.paths['/items/{itemId}'];
      delete d.paths['/items/{itemId}'];
      for (const operation of Object.values<any>(path)) operation.parameters[0].name = 'id';
      d.paths['/items/{id}'] = path;
    },
  ],
  [
    '3.0 nullable becomes a 3.1 type list',
    'none',
    (d) => {
      d.openapi = '3.1.0';
      for (const s of [item(d), draft(d)]) s.properties.note = { type: ['string', 'null'] };
    },
  ],
  [
    '3.0 nullable becomes anyOf with null',
    'none',
    (d) => {
      d.openapi = '3.1.0';
      for (const s of [item(d), draft(d)]) s.properties.note = { anyOf: [{ type: 'string' }, { type: 'null' }] };
    },
  ],
  [
    'only descriptions change',
    'docs_only',
    (d) => {
      item(d).description = 'A thing';
      list(d).summary = 'All things';
    },
  ],
  [
    'maps and lists without order are reordered',
    'none',
    (d) => {
      list(d).parameters.reverse();
      item(d).required.reverse();
      d.components.schemas = Object.fromEntries(Object.entries(d.components.schemas).reverse());
    },
  ],
  ['enum values are reordered', 'none', (d) => item(d).properties.state.enum.reverse()],
  [
    'an object is split over allOf',
    'none',
    (d) => {
      const { id, title, ...rest } = item(d).properties;
      d.components.schemas.Item = {
        allOf: [
          { type: 'object', required: ['id', 'title'], properties: { id, title } },
          { type: 'object', properties: rest },
        ],
      };
    },
  ],
  [
    'parameters move to the path',
    'none',
    (d) => {
      const path = d.paths['/items/{itemId}'];
      path.parameters = path.get.parameters;
      delete path.get.parameters;
      delete path.delete.parameters;
    },
  ],
  ['an operationId is renamed', 'non_breaking', (d) => (list(d).operationId = 'allItems')],
  [
    'credentials are asked for',
    'breaking',
    (d) => {
      d.components.securitySchemes = { key: { type: 'apiKey', in: 'header', name: 'X-Key' } };
      d.security = [{ key: [] }];
    },
  ],
  ['an operation is deprecated', 'non_breaking', (d) => (list(d).deprecated = true)],
  [
    'a type changes below a circular schema',
    'breaking',
    (d) => {
      const { Seller } = d.components.schemas;
      Seller.properties.partner = { $ref: '#/components/schemas/Seller' };
      Seller.properties.email.type = 'integer';
    },
  ],
];

test('there are 47 cases', () => expect(cases).toHaveLength(47));

test.for(cases)('when %s the verdict is %s', async ([, verdict, edit]) => {
  const { change_level, changes } = await change(edit);
  expect(changes.length === 0 ? 'none' : change_level, JSON.stringify(changes)).toBe(verdict);
});

test('a change in a shared schema is told once for each operation that reaches it, with its place', async () => {
  const { changes } = await change((d) => (d.components.schemas.Seller.properties.email.type = 'integer'));
  expect(changes.map(({ kind, operation, severity }) => [kind, operation, severity])).toEqual([
    ['modified', 'GET /items', 'breaking'],
    ['modified', 'GET /items/{itemId}', 'breaking'],
    ['modified', 'POST /items', 'breaking'],
  ]);
  expect(changes[0]?.details).toEqual(['response 200: [].seller.email changed its type from string to integer']);
  expect(changes[2]?.details).toEqual(['response 201: seller.email changed its type from string to integer']);
});

test('added and removed operations are told with their own key and path', async () => {
  const { changes, change_level } = await change((d) => {
    d.paths['/goods'] = d.paths['/items'];
    delete d.paths['/items'];
  });
  expect(change_level).toBe('breaking');
  expect(changes.map(({ kind, operation, path }) => [kind, operation, path])).toEqual([
    ['added', 'GET /goods', '/goods'],
    ['removed', 'GET /items', '/items'],
    ['added', 'POST /goods', '/goods'],
    ['removed', 'POST /items', '/items'],
  ]);
});

test('a field that only the server writes may be added as required without breaking requests', async () => {
  const { change_level } = await change((d) => {
    draft(d).properties.stamp = { type: 'string', readOnly: true };
    draft(d).required.push('stamp');
  });
  expect(change_level).toBe('docs_only');
});

test('alternatives are matched by meaning: order and names do not matter, a new one widens', async () => {
  const oneOf = [
    { type: 'object', required: ['card'], properties: { card: { type: 'string' } } },
    { type: 'object', required: ['iban'], properties: { iban: { type: 'string' } } },
  ];
  const withOneOf = (alternatives: unknown[]) => {
    const document = shop() as Shop;
    item(document).properties.pay = { oneOf: alternatives };
    draft(document).properties.pay = { oneOf: alternatives };
    return load(document);
  };
  const before = await withOneOf(oneOf);
  expect(diffApis(before, await withOneOf(oneOf.toReversed())).changes).toEqual([]);
  const wider = diffApis(
    before,
    await withOneOf([...oneOf, { type: 'object', properties: { cash: { type: 'boolean' } } }]),
  );
  const post = wider.changes.find(({ operation }) => operation === 'POST /items');
  expect(post?.details).toEqual([
    'response 201: pay has 1 alternative more',
    'request body: pay has 1 alternative more',
  ]);
});
