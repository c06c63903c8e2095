import { expect, test } from 'vitest';
import { loadContract } from '../fixtures/load.ts';
import { shopContract } from '../fixtures/shop.ts';
import { trapsContract } from '../fixtures/traps.ts';
import { buildIr } from './index.ts';
import type { Ir, ObjectType, Operation } from './model.ts';

const traps = await loadContract(trapsContract).then(buildIr);
const shop = await loadContract(shopContract).then(buildIr);

function objectOf(ir: Ir, name: string): ObjectType {
  const type = ir.types.get(name);
  if (type?.kind !== 'object') throw new Error(`${name} is ${type?.kind}`);
  return type;
}

function operationOf(ir: Ir, key: string): Operation {
  const found = ir.groups.flatMap(({ operations }) => operations).find((operation) => operation.key === key);
  if (found === undefined) throw new Error(`${key} is missing`);
  return found;
}

const wires = (type: ObjectType): string[] => type.fields.map(({ wire }) => wire);

test('properties that are called like keywords are properties', () => {
  expect(wires(objectOf(traps, 'Nested'))).toEqual(['$ref', 'example']);
  expect(wires(objectOf(traps, 'NestedExample'))).toEqual(['nullable']);
});

test('type names are unique whatever their case', () => {
  const names = [...traps.types.keys()];
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['Order', 'Order2', 'Order3']));
  expect(wires(objectOf(traps, 'Order'))).toEqual(['b']);
});

test('direct containment in a circle is known, containment through arrays is not one', () => {
  expect(traps.inSameCycle('Tree', 'Tree')).toBe(true);
  expect(traps.inSameCycle('Tree', 'Branch')).toBe(true);
  expect(traps.inSameCycle('Branch', 'TreeAlias')).toBe(true);
  expect(traps.inSameCycle('Rows', 'Rows')).toBe(false);
  expect(traps.types.get('Rows')).toMatchObject({ recursive: true });
});

test('path parameters follow the template, and headers that the client owns are dropped', () => {
  const { params } = operationOf(traps, 'GET /things/{thing-id}/{missing}');
  expect(params.filter((param) => param.in === 'path').map(({ wire }) => wire)).toEqual(['thing-id', 'missing']);
  expect(params.some((param) => param.in === 'header')).toBe(false);
});

test('a union knows its members by the discriminator, written or implied by constants', () => {
  expect(shop.types.get('Payment')).toMatchObject({
    discriminator: {
      property: 'kind',
      values: [
        { value: 'card', member: 'CardPayment' },
        { value: 'bank', member: 'BankPayment' },
      ],
    },
  });
  expect(traps.types.get('Shape')).toMatchObject({ discriminator: { property: 'kind' } });
});

test('alternatives beside own properties are distributed over them', () => {
  expect(traps.types.get('Mixed')).toMatchObject({ kind: 'union' });
  expect(wires(objectOf(traps, 'MixedOption2'))).toEqual(['base', 'y']);
});

test('a read-only property is not asked of a sender, a write-only one only where nothing returns it', () => {
  expect(objectOf(shop, 'Order').fields.find(({ wire }) => wire === 'id')?.required).toBe(false);
  expect(objectOf(traps, 'Recased').fields.map(({ required }) => required)).toEqual([true, true]);
});

test('a null in front of a component is kept', () => {
  expect(traps.types.get('NullableObject')).toMatchObject({ kind: 'alias', to: { kind: 'nullable' } });
  expect(traps.types.get('NullableEnum')).toMatchObject({ kind: 'alias', to: { kind: 'nullable' } });
});

test('several documented successes are a union, and one without a body makes it optional', () => {
  expect(operationOf(traps, 'POST /class').result).toMatchObject({ kind: 'json', mayBeEmpty: true });
  expect(traps.types.get('ClassResult')).toMatchObject({ members: [{ kind: 'string' }, { kind: 'integer' }] });
  expect(operationOf(traps, 'GET /only-default').result).toMatchObject({ type: { name: 'Shape' } });
});

test('the usual inline error body of a status is one type', async () => {
  const failed = {
    description: 'no',
    content: { 'application/json': { schema: { type: 'object', properties: { code: { type: 'string' } } } } },
  };
  const get = { responses: { 200: { description: 'ok' }, 404: failed, default: failed } };
  const api = await loadContract({
    openapi: '3.1.0',
    info: { title: 'E', version: '1' },
    paths: { '/a': { get }, '/b': { get } },
  });
  const ir = buildIr(api);
  expect([...ir.types.keys()]).toEqual(['DefaultError', 'Error404']);
});

test('what several places share is called after their property, where no component is; of two such the more shared one', async () => {
  const sort = (...values: string[]) => ({ type: 'object', properties: { sort: { enum: values } } });
  const state = { type: 'object', properties: { state: { enum: ['on', 'off'] } } };
  const [few, many] = [sort('asc', 'desc'), sort('up', 'down')];
  const schemas = { A: few, B: few, C: many, D: many, E: many, F: state, G: state, State: { type: 'string' } };
  const ir = buildIr(
    await loadContract({ openapi: '3.1.0', info: { title: 'E', version: '1' }, paths: {}, components: { schemas } }),
  );
  const named = ['A', 'B', 'C', 'E', 'F', 'G'].map((name) => objectOf(ir, name).fields[0]?.type);
  expect(named.map((type) => type?.kind === 'named' && type.name)).toEqual([
    ...['ASort', 'ASort', 'Sort', 'Sort', 'FState', 'FState'],
  ]);
});

test('inline schemas that say the same under one property name are one type, whatever the order of their maps', async () => {
  const first = { type: 'object', properties: { name: { type: 'string' }, kind: { enum: ['user', 'bot'] } } };
  const again = { properties: { kind: { enum: ['user', 'bot'] }, name: { type: 'string' } }, type: 'object' };
  const other = { type: 'object', properties: { name: { type: 'integer' } } };
  const holder = (owner: object, member = 'owner') => ({ type: 'object', properties: { [member]: owner } });
  const ir = buildIr(
    await loadContract({
      openapi: '3.1.0',
      info: { title: 'E', version: '1' },
      paths: {},
      components: {
        schemas: {
          A: holder(first),
          B: holder(again),
          C: holder(other),
          D: holder({ items: again }),
          E: holder(first, 'by'),
        },
      },
    }),
  );
  const typeIn = (name: string) => objectOf(ir, name).fields[0]?.type;
  expect(typeIn('A')).toEqual({ kind: 'named', name: 'Owner' });
  expect(typeIn('B')).toEqual(typeIn('A'));
  // What one place alone has, it keeps for itself.
  expect(typeIn('C')).toEqual({ kind: 'named', name: 'COwner' });
  expect(typeIn('D')).toEqual({ kind: 'array', of: { kind: 'named', name: 'DOwnerItem' } });
  expect(typeIn('E')).toEqual({ kind: 'named', name: 'EBy' });
  expect([...ir.types.keys()].filter((name) => name.endsWith('Kind'))).toEqual(['Kind']);
});
