import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { createSandbox } from './index.ts';

test('the key is the step’s, the time is read from its unit, and the answer is what later steps need', async () => {
  const asked: unknown[] = [];
  const services = createServices({
    createSandbox: async (sandbox) => {
      asked.push(sandbox);
      return {
        ...{
          id: 'sb',
          federation: sandbox.federation,
          routing_key: 'sandbox-1',
          base_url: 'http://localhost:4801/shop',
        },
        ...{ owner: 'pipeline:x', expires_at: '2026-01-05T12:00:00Z', created_at: '2026-01-05T09:00:00Z' },
      };
    },
  });
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const config = { federation: 'shop', ttl: '3h', clone_state: true };
  expect(await createSandbox.run(createContext(services, config, { log }))).toEqual({
    id: 'sb',
    routing_key: 'sandbox-1',
    base_url: 'http://localhost:4801/shop',
    expires_at: '2026-01-05T12:00:00Z',
  });
  expect(asked).toEqual([{ federation: 'shop', key: 'run_1/step', ttl_ms: 10_800_000 }]);
  expect(logged.join()).toContain('none to clone');
});

test('a time without unit is read as milliseconds only once it was read, and a year is refused', () => {
  expect(createSandbox.config.safeParse({ federation: 'shop', ttl: '365d' }).success).toBe(false);
  const read = createSandbox.config.parse({ federation: 'shop', ttl: '1h' });
  expect(createSandbox.config.parse(read)).toEqual(read);
});
