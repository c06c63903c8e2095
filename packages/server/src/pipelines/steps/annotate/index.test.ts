import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { annotate } from './index.ts';

async function remark(config: object) {
  const remarks: unknown[][] = [];
  const outputs = await annotate.run(
    createContext(createServices(), config, { annotate: (...remark) => remarks.push(remark) }),
  );
  return { outputs, remarks };
}

test('one remark has a level, a message and a place', async () => {
  const { outputs, remarks } = await remark({ level: 'error', message: 'gone', location: 'GET /charges' });
  expect(remarks).toEqual([['error', 'gone', 'GET /charges']]);
  expect(outputs).toEqual({ count: 1 });
});

test('a list leaves one remark each, and an empty list none', async () => {
  const { remarks } = await remark({ annotations: [{ message: 'a' }, { level: 'warning', message: 'b' }] });
  expect(remarks).toEqual([
    ['notice', 'a', undefined],
    ['warning', 'b', undefined],
  ]);
  expect((await remark({ annotations: [] })).outputs).toEqual({ count: 0 });
});

test('it is one remark or a list, not both and not nothing', () => {
  for (const config of [{}, { level: 'error' }, { message: 'a', annotations: [] }, { message: 'a', level: 'fatal' }])
    expect(annotate.config.safeParse(config).success, JSON.stringify(config)).toBe(false);
});
