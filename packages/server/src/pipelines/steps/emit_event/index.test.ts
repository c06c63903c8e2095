import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import type { CustomEvent } from '../waiting.ts';
import { emitEvent } from './index.ts';

function startEmitting() {
  const emitted: CustomEvent[] = [];
  const services = createServices({ emit: async (event) => void emitted.push(event) });
  return { emitted, services };
}

test('the event carries its data and the workspace that the run is about', async () => {
  const { emitted, services } = startEmitting();
  const outputs = await emitEvent.run(
    createContext(services, { event: 'custom.sdk_released', data: { breaking: false } }),
  );
  expect(emitted).toMatchObject([
    {
      type: 'custom.sdk_released',
      workspace: 'payments',
      subject: null,
      data: { workspace_id: 'payments', breaking: false },
    },
  ]);
  expect(outputs).toEqual({ event_id: emitted[0]?.id, type: 'custom.sdk_released' });
});

test('every attempt of a step emits the same event, and another cell another one', async () => {
  const { emitted, services } = startEmitting();
  const config = { event: 'custom.done' };
  await emitEvent.run(createContext(services, config));
  await emitEvent.run(createContext(services, config, { attempt: 2 }));
  await emitEvent.run(createContext(services, config, { idempotency_key: 'run_1/step/b' }));
  const [first, second, other] = emitted.map(({ id }) => id);
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});

test("only events of one's own can be emitted, and the pipeline must be allowed to", () => {
  for (const event of ['schema.changed', 'custom', 'custom.', 'custom.A', 'xcustom.a'])
    expect(emitEvent.config.safeParse({ event }).success, event).toBe(false);
  expect(emitEvent.config.safeParse({ event: 'custom.a', data: { a: 'x'.repeat(70_000) } }).success).toBe(false);
  expect(emitEvent.needs?.({ event: 'custom.a' }, { workspace_id: null })).toEqual([
    { kind: 'events', target: 'emit' },
  ]);
});
