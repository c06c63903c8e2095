// What surrounds a verdict: policy, days, versions, places, fingerprints, witnesses.
import { expect, test } from 'vitest';
import { loadContract } from '../load/load.ts';
import { createCompiler } from '../validate/compile.ts';
import { type DiffOptions, diffApis } from './diff.ts';
import { findRule, RULES } from './rules/index.ts';

interface Api {
  get?: object;
  put?: object;
  schema?: object;
  webhooks?: object;
}
const TEXT = { type: 'string' };
const THING = { type: 'object', required: ['id'], properties: { id: TEXT, note: TEXT, size: { type: 'integer' } } };

function text({ get = {}, put, schema = THING, webhooks }: Api): string {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } };
  return JSON.stringify(
    {
      openapi: '3.1.0',
      info: { title: 'Things', version: '1' },
      paths: {
        '/things/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: TEXT }],
          ...(put === undefined && {
            get: { operationId: 'readThing', responses: { '200': { description: 'ok', content } }, ...get },
          }),
          put: { requestBody: { required: true, content }, responses: { '204': { description: 'done' } }, ...put },
        },
      },
      ...(webhooks && { webhooks }),
      components: { schemas: { Thing: schema } },
    },
    null,
    1,
  );
}

async function load(api: Api) {
  const read = await loadContract({ 'api.json': text(api) });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

async function diff(before: Api, after: Api, options: DiffOptions = {}) {
  const [a, b] = [await load(before), await load(after)];
  return { ...diffApis(a.api, b.api, options), a, b };
}

const without = (name: string): object => {
  const { [name]: _gone, ...properties } = { ...THING.properties } as Record<string, object>;
  return { ...THING, properties };
};

test('every rule says what happened and why it has its level', () => {
  for (const { id, title, explanation } of RULES)
    expect([id, title.length > 5, explanation.length > 5]).toEqual([id, true, true]);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test('a change of a shared schema is told once per direction, with all operations and lines of both texts', async () => {
  const [before, after] = [
    await load({}),
    await load({ schema: { ...THING, properties: { ...THING.properties, size: TEXT } } }),
  ];
  const { changes } = diffApis(before.api, after.api, { locate: { before: before.locate, after: after.locate } });
  expect(changes.map(({ rule, direction, operations }) => [rule, direction, operations])).toEqual([
    ['response-property-type-changed', 'response', ['GET /things/{id}']],
    ['request-property-type-changed', 'request', ['PUT /things/{id}']],
  ]);
  expect(changes[0]?.before).toMatchObject({
    file: 'api.json',
    pointer: '/components/schemas/Thing/properties/size/type',
  });
  expect(changes[0]?.after?.line).toBeGreaterThan(10);
});

test('a witness is accepted by the side that it comes from and refused by the other', async () => {
  const { changes, a, b } = await diff({}, { schema: { ...THING, required: ['id', 'note'] } });
  const [change] = changes.filter(({ level }) => level === 'breaking');
  expect(change).toMatchObject({
    rule: 'request-property-became-required',
    place: 'request body: note',
    witness: {
      operation: 'PUT /things/{id}',
      part: 'request body',
      errors: ["the value must have required property 'note'"],
    },
  });
  const schema = { $ref: '#/components/schemas/Thing' };
  const check = (side: typeof a) => createCompiler(side.api.schemas, 'request')(schema)(change?.witness?.value);
  expect(check(a)).toEqual([]);
  expect(check(b)).not.toEqual([]);
  expect(diffApis(a.api, b.api, { witnesses: 0 }).changes.every(({ witness }) => witness === null)).toBe(true);
});

test('levels of rules are overridden, also to off', async () => {
  const after = { schema: without('note') };
  const { level, changes } = await diff({}, after);
  expect([level, changes.length]).toEqual(['breaking', 2]);
  const policy = {
    levels: { 'response-optional-property-removed': 'safe', 'request-property-removed': 'off' },
  } as const;
  const milder = await diff({}, after, { policy });
  expect(milder.changes.map(({ rule, level: own }) => [rule, own])).toEqual([
    ['response-optional-property-removed', 'safe'],
  ]);
  expect(milder).toMatchObject({ level: 'safe', change_level: 'non_breaking', suggested: { contract: 'minor' } });
});

test('an accepted change stays listed and alarms nobody, until its day is over', async () => {
  const after = { schema: without('note') };
  const { changes } = await diff({}, after);
  const [removed] = changes;
  const ignore = [
    { fingerprint: removed?.fingerprint ?? '', reason: 'nobody reads it', until: '2027-01-31' },
    { rule: 'request-property-removed', operation: 'PUT /things/{id}', reason: 'as agreed' },
  ];
  const accepted = await diff({}, after, { policy: { ignore }, today: '2027-01-31' });
  expect(accepted.level).toBe('none');
  expect(accepted.changes.map(({ ignored }) => ignored)).toEqual([
    { reason: 'nobody reads it', until: '2027-01-31' },
    { reason: 'as agreed', until: null },
  ]);
  expect(accepted.operations.every(({ severity }) => severity === 'non_breaking')).toBe(true);
  expect(accepted.suggested.contract).toBe('major');
  expect((await diff({}, after, { policy: { ignore }, today: '2027-02-01' })).level).toBe('breaking');
});

test('an entry for one operation does not accept what reaches another too', async () => {
  const both = {
    put: {
      responses: {
        '204': { description: 'done' },
        '200': {
          description: 'ok',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
      },
    },
  };
  const ignore = [{ rule: 'response-optional-property-removed', operation: 'GET /things/{id}', reason: 'agreed' }];
  const read = (schema: object) => load({ schema, get: both.put });
  const [a, b] = [await read(THING), await read(without('note'))];
  const [change] = diffApis(a.api, b.api, { policy: { ignore } }).changes;
  expect(change?.ignored).toEqual({ reason: 'agreed', until: null });
  const other = [{ ...ignore[0], operation: 'PUT /things/{id}', reason: 'agreed' }];
  expect(diffApis(a.api, b.api, { policy: { ignore: other } }).level).toBe('breaking');
});

test('a fingerprint survives other changes and another format of the text', async () => {
  const one = await diff({}, { schema: without('note') });
  const more = await diff({ get: { summary: 'a' } }, { get: { summary: 'b' }, schema: without('note') });
  const of = (changes: typeof one.changes) => changes.find(({ rule }) => rule.startsWith('response'))?.fingerprint;
  expect(of(more.changes)).toBe(of(one.changes));
  expect(of(one.changes)).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  [{ deprecated: true, 'x-sunset': '2026-01-01' }, '2026-06-01', 'api-removed-with-deprecation', 'safe'],
  [{ deprecated: true, 'x-sunset': '2026-12-01' }, '2026-06-01', 'api-removed-before-sunset', 'breaking'],
  [{ deprecated: true, 'x-sunset': '2026-01-01' }, undefined, 'api-removed-before-sunset', 'breaking'],
  [{ deprecated: true }, '2026-06-01', 'api-removed-without-sunset', 'breaking'],
  [{}, '2026-06-01', 'api-removed-without-deprecation', 'breaking'],
] as const)('an operation with %j that is gone on %s: %s', async (get, today, rule, level) => {
  const { changes } = await diff({ get }, { put: {} }, today === undefined ? {} : { today });
  const removed = changes.find(
    (change) => change.operations.includes('GET /things/{id}') && change.rule.includes('removed'),
  );
  expect([removed?.rule, removed?.level]).toEqual([rule, level]);
});

test('what happens to a draft is risky, not breaking', async () => {
  const draft = { 'x-stability-level': 'draft' };
  const { changes } = await diff(
    { get: draft },
    { get: { ...draft, parameters: [{ name: 'q', in: 'query', required: true, schema: TEXT }] } },
  );
  expect(changes.map(({ rule, level }) => [rule, level])).toEqual([['new-required-request-parameter', 'risky']]);
});

test('another operationId is safe for callers and a new major version of the SDK', async () => {
  const { level, suggested } = await diff({}, { get: { operationId: 'getThing' } });
  expect([level, suggested]).toEqual(['safe', { contract: 'minor', sdk: 'major' }]);
  expect(findRule('api-operation-id-removed')?.sdk).toBe('major');
});

test('a webhook is sent by the service: its body is judged like a response', async () => {
  const hook = (schema: object) => ({
    webhooks: {
      made: {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema } } },
          responses: { '200': { description: 'ok' } },
        },
      },
    },
  });
  const { changes } = await diff(hook(THING), hook({ ...THING, required: [] }));
  expect(changes).toMatchObject([
    {
      rule: 'response-property-became-optional',
      level: 'breaking',
      operations: ['WEBHOOK made POST'],
      place: 'body: id',
      witness: { value: {} },
    },
  ]);
});

test('both limits of allOf are tightened: the larger minimum and the smaller maximum', async () => {
  const size = (value: object) => ({ schema: { ...THING, properties: { ...THING.properties, size: value } } });
  const parts = [
    { type: 'integer', minimum: 1, maximum: 9 },
    { minimum: 3, exclusiveMaximum: 21 },
  ];
  expect(
    (await diff(size({ allOf: parts }), size({ type: 'integer', exclusiveMinimum: 2, maximum: 9 }))).changes,
  ).toEqual([]);
  const { changes } = await diff(size({ allOf: parts }), size({ type: 'integer', minimum: 4, maximum: 9 }));
  expect(changes.find(({ direction }) => direction === 'request')).toMatchObject({
    rule: 'request-property-min-increased',
    message: 'PUT /things/{id}: request body: size changed its minimum from 3 to 4',
    witness: { value: { size: 3 } },
  });
});

const shape = (schema: object) => ({ schema: { ...THING, properties: { ...THING.properties, size: schema } } });
test.each([
  ['a constant and a list of one', { const: 'a' }, { enum: ['a'] }],
  ['a list and constants as alternatives', { enum: ['a', 'b'] }, { oneOf: [{ const: 'b' }, { const: 'a' }] }],
  ['types in a list and as alternatives', { type: ['string', 'integer'] }, { anyOf: [{ type: 'integer' }, TEXT] }],
  ['one alternative', THING, { oneOf: [THING] }],
  ['parts that say the same twice', THING, { allOf: [THING, THING] }],
  [
    'a closed object and unevaluated members',
    { ...THING, additionalProperties: false },
    { allOf: [THING], unevaluatedProperties: false },
  ],
  ['an open list and its base type', TEXT, { anyOf: [{ enum: ['a'] }, TEXT] }],
  ['zero as the least length', TEXT, { ...TEXT, minLength: 0 }],
])('%s mean the same', async (_name, before, after) => {
  expect((await diff(shape(before), shape(after))).changes).toEqual([]);
});

test('a new pattern for names opens a closed object, and still limits the members that it matches', async () => {
  const closed = { ...THING, additionalProperties: false };
  const levelOf = async (patterns: object, known: object = {}) => {
    const [before, after] = [known, { ...known, ...patterns }].map((patternProperties) => ({
      schema: { ...closed, patternProperties },
    }));
    const { changes } = await diff(before ?? {}, after ?? {});
    return changes.find(({ direction }) => direction === 'request')?.level;
  };
  expect(await levelOf({ '^x-': TEXT })).toBe('safe');
  expect(await levelOf({ '^s': TEXT })).toBe('breaking');
  expect(await levelOf({ '^n': TEXT })).toBe('safe');
  expect(await levelOf({ y$: TEXT }, { '^x-': { type: 'integer' } })).toBe('risky');
  expect(await levelOf({ '^y-': TEXT }, { '^x-': { type: 'integer' } })).toBe('safe');
});
