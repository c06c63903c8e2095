// Runs on a real database with the durable engine in this process.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StepFailure, StepSkipped, Suspended } from '../steps/step-type.ts';
import { createRunFixture, type RunFixture } from './worker.fixture.ts';

let f: RunFixture;
beforeAll(async () => {
  f = await createRunFixture();
  await f.startWorker();
});
afterAll(async () => {
  await f.close();
  expect(f.errors).toEqual([]);
});

const statuses = (run: Awaited<ReturnType<RunFixture['get']>>) =>
  Object.fromEntries(run.steps.map(({ name, item, status }) => [item === '' ? name : `${name}[${item}]`, status]));

/** Holds attempts until the test lets them go on. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('steps that need nothing of each other run side by side, and those that do get what they need', async () => {
  const both = gate();
  let running = 0;
  for (const name of ['a', 'b'])
    f.when(`dag/${name}`, async () => {
      running += 1;
      if (running === 2) both.open();
      await both.opened;
      return { from: name };
    });
  f.when('dag/c', async ({ config }) => ({ got: config }));
  const id = await f.start(
    'dag',
    `steps:
  - { name: a, type: work }
  - { name: b, type: work, needs: [] }
  - name: c
    type: work
    needs: [a, b]
    outputs: { both: "{{ outputs.got.x }}{{ outputs.got.y }}" }
    config: { x: "{{ steps.a.outputs.from }}", y: "{{ steps.b.outputs.from }}" }
outputs: { last: "{{ steps.c.outputs.both }}" }
`,
  );
  const run = await f.until(id);
  expect(run).toMatchObject({ status: 'succeeded', outputs: { last: 'ab' } });
  expect(run.steps.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
    ['succeeded'],
    ['succeeded'],
    ['succeeded'],
  ]);
});
