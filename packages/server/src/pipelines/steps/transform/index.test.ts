import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { transform } from './index.ts';

test('the rendered values are the outputs, whatever JSON they are', async () => {
  const values = { count: 3, list: [1, { a: null }], text: 'x', no: false };
  expect(await transform.run(createContext(createServices(), { values }))).toEqual(values);
});

test('values must have names, so that later steps can say which they mean', () => {
  expect(transform.config.safeParse({ values: [1, 2] }).success).toBe(false);
});
