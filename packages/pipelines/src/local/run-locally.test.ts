// The local engine with three small step types: time that jumps, windows, rates, groups, retries, stubs.
import { type PipelineDocument, PipelineTestCase, type TestEvent } from '@mockops/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parsePipeline } from '../document/parse-pipeline.ts';
import type { JsonValue } from '../json.ts';
import { checkOutcome } from './check.ts';
import { runLocally } from './run-locally.ts';
import type { LocalOptions, LocalStepType } from './types.ts';

const SECRET = 'sesame-7f3c';
const hide = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value).replaceAll(SECRET, '•••'));

const anything = z.record(z.string(), z.json());
const TYPES: Record<string, LocalStepType> = {
  say: { effect: 'effect', timeout_ms: 10_000, config: anything, outputs: z.object({ sent: z.boolean() }) },
  make: {
    effect: 'pure',
    timeout_ms: 10_000,
    config: anything,
    run: async ({ config, log }) => {
      log(`made ${JSON.stringify(config)}`);
      return { kind: 'succeeded', outputs: config };
    },
  },
  ask: { effect: 'pure', timeout_ms: 10_000, config: anything, outputs: z.object({ answer: z.string() }) },
  rest: {
    effect: 'wait',
    timeout_ms: 10_000,
    config: anything,
    run: async ({ woken, now, config }) =>
      woken
        ? { kind: 'succeeded', outputs: { until: now().toISOString(), by: woken.stimulus.kind } }
        : {
            kind: 'suspended',
            waiting_for: 'time',
            wake_at: typeof config.ms === 'number' ? now().getTime() + config.ms : null,
            state: {},
            ...(typeof config.event === 'string' && { event: { type: config.event, filters: {} } }),
          },
  },
};

const CONFIGS = Object.fromEntries(
  Object.entries(TYPES).map(([name, { config }]) => [name, { config, sinks: { token: 'secret_ok' } as const }]),
);

function documentOf(text: string): PipelineDocument {
  const parsed = parsePipeline(`name: p\n${text}`, 'p.yaml', { step_types: CONFIGS, event_types: ['tick', 'tock'] });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return parsed.value;
}

const tick = (at: number, data: TestEvent['data'] = {}, more: Partial<TestEvent> = {}): TestEvent => ({
  type: 'tick',
  at,
  data,
  depth: 0,
  ...more,
});

function run(text: string, given: Partial<LocalOptions> = {}) {
  return runLocally({
    document: documentOf(text),
    types: TYPES,
    start: '2026-01-05T09:00:00.000Z',
    events: [tick(0)],
    secrets: {},
    stubs: {},
    decisions: [],
    shield: {
      text: (value) => value.replaceAll(SECRET, '•••'),
      config: hide,
      json: hide,
      leak: (outputs) => (JSON.stringify(outputs).includes(SECRET) ? 'output contains secret `key`' : undefined),
    },
    ...given,
  });
}

const SAY = 'steps: [{ name: say, type: say, config: { text: "{{ event.n }}" } }]';
const seconds = (iso: string | null | undefined) =>
  iso ? (Date.parse(iso) - Date.parse('2026-01-05T09:00:00.000Z')) / 1_000 : null;

test('a debounce waits for quiet, its run sees all events, and its time is virtual', async () => {
  const text = `triggers: [{ event: tick, debounce: { period: 30s, max_wait: 1m, payload: all } }]\nsteps: [{ name: say, type: say, config: { n: "{{ events.*.n }}" } }]`;
  const events = [0, 20, 40, 55, 200].map((at, n) => tick(at * 1_000, { n }));
  const { runs, decisions } = await run(text, { events });
  expect(runs.map(({ created_at }) => seconds(created_at))).toEqual([60, 230]);
  expect(runs.map(({ steps }) => steps[0]?.input)).toEqual([{ n: [0, 1, 2, 3] }, { n: [4] }]);
  expect(decisions.map(({ decision, run: number }) => [decision, number])).toEqual([
    ['started', 1],
    ['started', 1],
    ['started', 1],
    ['started', 1],
    ['started', 2],
  ]);
});

test('a batch that is full starts at once, one that is not when its time is over', async () => {
  const text = `triggers: [{ event: tick, batch: { key: "{{ event.k }}", max_size: 2, max_wait: 1m } }]\n${SAY.replace('{{ event.n }}', '{{ length(events) }}')}`;
  const events = [tick(0, { k: 'a' }), tick(1_000, { k: 'b' }), tick(2_000, { k: 'a' }), tick(3_000, { k: 'a' })];
  const { runs } = await run(text, { events });
  expect(runs.map(({ created_at, events: of }) => [seconds(created_at), of.length])).toEqual([
    [2, 2],
    [61, 1],
    [63, 1],
  ]);
});

test('the same id, and the same key within its window, start nothing a second time', async () => {
  const text = `triggers: [{ event: tick, dedupe: { key: "{{ event.n }}", window: 1h } }]\n${SAY}`;
  const events = [
    tick(0, { n: 1 }, { id: 'a' }),
    tick(1_000, { n: 2 }, { id: 'a' }),
    tick(2_000, { n: 1 }),
    tick(3_700_000, { n: 1 }),
  ];
  const { decisions } = await run(text, { events });
  expect(decisions.map(({ decision }) => decision)).toEqual(['started', 'deduplicated', 'deduplicated', 'started']);
});

test('a rate puts runs off, or drops them', async () => {
  const limits = (on_limit: string) => `limits: { rate: { max: 1, per: 1m, on_limit: ${on_limit} } }\n`;
  const text = `triggers: [{ event: tick }]\n${SAY}\n`;
  const events = [tick(0, { n: 1 }), tick(1_000, { n: 2 }), tick(2_000, { n: 3 })];
  const deferred = await run(text + limits('defer'), { events });
  expect(deferred.runs.map(({ started_at }) => seconds(started_at))).toEqual([0, 60, 120]);
  const dropped = await run(text + limits('drop'), { events });
  expect(dropped.decisions.map(({ decision }) => decision)).toEqual(['started', 'rate_limited', 'rate_limited']);
});

test('a concurrency group queues, supersedes and skips', async () => {
  const text = (more: string) =>
    `triggers: [{ event: tick }]\nconcurrency: { group: g, ${more} }\nsteps: [{ name: make, type: make, config: {} }]`;
  const events = [tick(0), tick(1_000), tick(2_000)];
  const stubs = { make: { outputs: {}, delay: 5_000 } };
  const queued = await run(text('on_conflict: queue'), { events, stubs });
  expect(queued.runs.map(({ started_at }) => seconds(started_at))).toEqual([0, 5, 10]);
  const replaced = await run(text('on_conflict: replace_pending'), { events, stubs });
  expect(replaced.runs.map(({ status }) => status)).toEqual(['succeeded', 'superseded', 'succeeded']);
  const skipped = await run(text('on_conflict: skip'), { events, stubs });
  expect(skipped.decisions.map(({ decision }) => decision)).toEqual(['started', 'concurrency', 'concurrency']);
  const cancelled = await run(text('on_conflict: cancel_in_progress'), { events, stubs });
  expect(cancelled.runs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'succeeded']);
});

test('retries wait as long as they say, keep their attempts, and end', async () => {
  const text = `triggers: [{ event: tick }]\nsteps: [{ name: say, type: say, config: {}, retry: { max_attempts: 3, initial: 10s, jitter: none, when: [transient] } }]`;
  const busy = { fail: { message: 'busy', kind: 'transient' as const } };
  const cured = await run(text, { stubs: { say: [{ ...busy, times: 2 }, { outputs: { sent: true } }] } });
  expect(cured.runs[0]?.steps[0]).toMatchObject({ status: 'succeeded', attempts: [{}, {}, { status: 'succeeded' }] });
  expect(seconds(cured.runs[0]?.completed_at)).toBe(30);
  expect(cured.effects).toHaveLength(1);
  const hopeless = await run(text, { stubs: { say: busy } });
  expect(hopeless.runs[0]).toMatchObject({ status: 'failed', error_message: 'say: busy' });
  expect(hopeless.effects).toEqual([]);
  const refused = await run(text, { stubs: { say: { fail: { message: 'no', kind: 'permanent' } } } });
  expect(refused.runs[0]?.steps[0]?.attempts).toHaveLength(1);
});

test('a stub that takes longer than the timeout is a timeout', async () => {
  const text = `triggers: [{ event: tick }]\nsteps: [{ name: say, type: say, config: {}, timeout: 5s }]`;
  const { runs } = await run(text, { stubs: { say: { delay: 60_000 } } });
  expect(runs[0]).toMatchObject({ status: 'timed_out', failed_step: 'say' });
  expect(seconds(runs[0]?.completed_at)).toBe(5);
});

test('a wait passes at once, ends by an event, and gives its place in the group to others', async () => {
  const text = `triggers: [{ event: tick }]\nconcurrency: { group: g }\nsteps: [{ name: rest, type: rest, config: { ms: 86400000, event: tock } }]\nlimits: { timeout: 7d }`;
  const slept = await run(text);
  expect(slept.runs[0]?.steps[0]).toMatchObject({ status: 'succeeded', outputs: { by: 'timer' } });
  const events = [tick(0), tick(1_000), { ...tick(60_000), type: 'tock' }];
  const woken = await run(text, { events });
  expect(woken.runs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(woken.runs.map(({ started_at }) => seconds(started_at))).toEqual([0, 1]);
  expect(woken.runs.map(({ completed_at }) => seconds(completed_at))).toEqual([60, 60]);
});

test('a wait lasts no longer than the timeout of its step', async () => {
  const text = `triggers: [{ event: tick }]\nsteps: [{ name: rest, type: rest, config: {}, timeout: 1h }]`;
  const { runs } = await run(text);
  expect(runs[0]).toMatchObject({ status: 'timed_out' });
  expect(seconds(runs[0]?.completed_at)).toBe(3_600);
});

test('a run ends when its time is over, and its hooks run', async () => {
  const text = `triggers: [{ event: tick }]\nlimits: { timeout: 1h }\nsteps: [{ name: rest, type: rest, config: {} }]\nfinally: [{ name: last, type: make, config: {} }]`;
  const { runs } = await run(text);
  expect(runs[0]).toMatchObject({ status: 'timed_out' });
  expect(runs[0]?.steps.map(({ status }) => status)).toEqual(['cancelled', 'succeeded']);
});

test('cells run as the matrix says, and a cached step is not made twice', async () => {
  const text = `triggers: [{ event: tick }]\nsteps: [{ name: make, type: make, matrix: { n: [1, 2, 3], max_parallel: 1 }, config: { n: "{{ matrix.n }}" }, cache: { key: "k{{ matrix.n }}" } }]`;
  const { runs } = await run(text, {
    events: [tick(0), tick(1_000)],
    stubs: { 'make[2]': { fail: { message: 'two', kind: 'permanent' } } },
  });
  const [first, second] = runs.map(({ steps }) =>
    steps.map(({ item, status, cached_from }) => [item, status, cached_from]),
  );
  expect(first).toEqual([
    ['', 'failed', null],
    ['1', 'succeeded', null],
    ['2', 'failed', null],
    ['3', 'succeeded', null],
  ]);
  expect(second).toEqual([
    ['', 'failed', null],
    ['1', 'succeeded', 'run-1/make'],
    ['2', 'failed', null],
    ['3', 'succeeded', 'run-1/make'],
  ]);
});

test('a step that asks the server says which stub it needs', async () => {
  const { runs } = await run('triggers: [{ event: tick }]\nsteps: [{ name: find, type: ask, config: {} }]');
  expect(runs[0]?.error_message).toContain('stubs: { find: { outputs');
});

test('secrets are hidden in inputs and effects, and outputs must not hold one', async () => {
  const text = `secrets: [key]\ntriggers: [{ event: tick }]\nsteps: [{ name: say, type: say, config: { token: "{{ secrets.key }}" } }]`;
  const shown = await run(text, { secrets: { key: SECRET } });
  expect(shown.effects[0]?.config).toEqual({ token: '•••' });
  const leaking = await run(text, { secrets: { key: SECRET }, stubs: { say: { outputs: { echo: SECRET } } } });
  expect(leaking.runs[0]).toMatchObject({ status: 'failed', error_message: 'say: output contains secret `key`' });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what test files write for every secret
  const every = '${canary}';
  for (const outcome of [shown, leaking])
    expect(checkOutcome({ not_logged: [every] }, outcome, { key: SECRET })).toEqual([]);
});

test('a pipeline that fails too often in a row is off for what comes after', async () => {
  const text = `triggers: [{ event: tick }]\nlimits: { pause_after_failures: 2 }\n${SAY.replace('{{ event.n }}', 'x')}`;
  const { decisions } = await run(text, {
    events: [0, 1, 2].map((n) => tick(n * 1_000)),
    stubs: { say: { fail: { message: 'no', kind: 'permanent' } } },
  });
  expect(decisions.map(({ decision }) => decision)).toEqual(['started', 'started', 'disabled']);
});

test('a case is the same whenever it is run', async () => {
  const text = `triggers: [{ event: tick, debounce: { period: 5s } }]\n${SAY}`;
  const given = { events: [tick(0, { n: 1 }), tick(1_000, { n: 2 })] };
  expect(await run(text, given)).toEqual(await run(text, given));
});

test('what was expected and did not come is told with its path', async () => {
  const outcome = await run(`triggers: [{ event: tick }]\n${SAY}`, { events: [tick(0, { n: 'hello world' })] });
  const { expect: wanted } = PipelineTestCase.parse({
    name: 'x',
    expect: {
      runs: 2,
      status: 'failed',
      steps: { say: 'succeeded', gone: 'failed' },
      outputs: { say: { sent: false } },
      effects: [
        { type: 'say', config: { text: 'world' } },
        { type: 'say', count: 3 },
      ],
      decisions: [{ event: 'tick', decision: 'filtered' }],
      not_logged: ['hello'],
      duration: '1s',
    },
  });
  const mismatches = checkOutcome(wanted, outcome, {});
  expect(mismatches.map(({ path }) => path.join('.'))).toEqual([
    'runs',
    'status',
    'duration',
    'steps.gone',
    'outputs.say',
    'effects.1',
    'decisions.0',
    'not_logged.0',
  ]);
});
