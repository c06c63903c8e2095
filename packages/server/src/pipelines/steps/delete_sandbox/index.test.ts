import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { deleteSandbox } from './index.ts';

test('a sandbox is ended once, and its being gone already is fine', async () => {
  const there = new Set(['sb']);
  const services = createServices({ deleteSandbox: async (id) => there.delete(id) });
  const run = () => deleteSandbox.run(createContext(services, { id: 'sb' }));
  expect(await run()).toEqual({ deleted: true });
  expect(await run()).toEqual({ deleted: false });
});
