import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { mergeContract, takeIncoming } from './merge.ts';

const BASE = `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /items:
    get:
      summary: All items
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
      responses: { '200': { description: all } }
components:
  schemas:
    Item:
      type: object
      required: [id]
      properties:
        id: { type: string }
        price: { type: integer }
`;
const edit = (...changes: [string, string][]) =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
    return text.replace(from, to);
  }, BASE);
const merge = (edited: string, incoming: string) => {
  const merged = mergeContract({ file: 'openapi.yaml', base: BASE, edited, incoming });
  if (!merged.ok) throw new Error('it must merge');
  return merged.value;
};

test('changes of both sides come together, and comments and order of the edited text stay', () => {
  const edited = edit(
    ['summary: All items', 'summary: Every item # ours'],
    ['required: [id]', 'required: [id, price]'],
    ['- { name: limit', '- { name: page, in: query, schema: { type: integer } }\n        - { name: limit'],
  );
  const incoming = edit(
    ['version: "1"', 'version: "2"'],
    ['required: [id]', 'required: [id, name]'],
    ['price: { type: integer }', 'price: { type: integer }\n        name: { type: string }'],
    [
      '{ type: integer } }\n',
      '{ type: integer, maximum: 100 } }\n        - { name: q, in: query, schema: { type: string } }\n',
    ],
  );
  const { text, conflicts } = merge(edited, incoming);
  expect(conflicts).toEqual([]);
  expect(text).toContain('summary: Every item # ours');
  const value = parse(text);
  expect(value.info.version).toBe('2');
  expect(value.components.schemas.Item.required).toEqual(['id', 'price', 'name']);
  expect(value.components.schemas.Item.properties.name).toEqual({ type: 'string' });
  expect(value.paths['/items'].get.parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
    'page',
    'limit',
    'q',
  ]);
  expect(value.paths['/items'].get.parameters[1].schema).toEqual({ type: 'integer', maximum: 100 });
});

test('where both changed the same thing the edit stays, and the other value is told; it can be taken', () => {
  const edited = edit(['price: { type: integer }', 'price: { type: number }'], ['summary: All items\n      ', '']);
  const incoming = edit(['price: { type: integer }', 'price: { type: string }'], ['All items', 'The items']);
  const { text, conflicts } = merge(edited, incoming);
  expect(conflicts).toEqual([
    { pointer: '/paths/~1items/get/summary', base: 'All items', edited: undefined, incoming: 'The items' },
    {
      pointer: '/components/schemas/Item/properties/price/type',
      base: 'integer',
      edited: 'number',
      incoming: 'string',
    },
  ]);
  expect(text).toBe(edited);
  const settled = parse(takeIncoming('openapi.yaml', text, conflicts));
  expect(settled).toEqual(parse(incoming));
});

test('what one side removed and the other left is gone; what the other changed is a conflict', () => {
  const gone = edit(['        price: { type: integer }\n', '']);
  expect(merge(BASE, gone).text).not.toContain('price');
  expect(merge(gone, BASE).text).not.toContain('price');
  const changed = edit(['price: { type: integer }', 'price: { type: string }']);
  expect(merge(changed, gone)).toMatchObject({ text: changed, conflicts: [{ incoming: undefined }] });
});

test('JSON stays JSON with its indent, and a text that is none is refused by side', () => {
  const json = (version: string, title: string) =>
    JSON.stringify({ openapi: '3.1.0', info: { title, version } }, null, 4);
  const versions = { file: 'a.json', base: json('1', 'a'), edited: json('1', 'b'), incoming: json('2', 'a') };
  const merged = mergeContract(versions);
  expect(merged.ok && merged.value.text).toBe(`${json('2', 'b')}\n`);
  expect(mergeContract({ ...versions, incoming: '{' }).issues[0]?.message).toMatch(/^the new version: not valid JSON/);
});
