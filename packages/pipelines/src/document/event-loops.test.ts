import { PipelineDocument } from '@mockops/contract';
import { expect, test } from 'vitest';
import { KNOWN } from './documents.fixture.ts';
import { findEventLoops } from './event-loops.ts';

interface Shape {
  on?: object | object[];
  emits?: string[];
  calls?: string;
  more?: object;
}

function pipeline(name: string, { on = [], emits = [], calls, more = {} }: Shape): PipelineDocument {
  const steps = emits.map((event, index) => ({ name: `emit-${index}`, type: 'emit_event', config: { event } }));
  const call = calls === undefined ? [] : [{ name: 'call', type: 'call', config: { pipeline: calls } }];
  return PipelineDocument.parse({
    name,
    triggers: [on].flat(),
    steps: [...steps, ...call, { name: 'z', type: 't' }],
    ...more,
  });
}

const loops = (...pipelines: PipelineDocument[]) => findEventLoops(pipelines, KNOWN).map(({ message }) => message);

test('two pipelines that start each other are named with the events between them, once', () => {
  const a = pipeline('a', { on: { event: 'custom.x' }, emits: ['custom.y'] });
  const b = pipeline('b', { on: { event: 'custom.y' }, emits: ['custom.x'] });
  expect(findEventLoops([b, a], KNOWN)).toEqual([
    {
      pipelines: ['a', 'b'],
      events: ['custom.y', 'custom.x'],
      message: 'pipelines can start each other without end: "a" —custom.y→ "b" —custom.x→ "a"',
    },
  ]);
});

test('a longer way round is found, over ends of runs and calls too', () => {
  const a = pipeline('a', { on: { pipeline: { name: 'c' } }, emits: ['custom.x'] });
  const b = pipeline('b', { on: { event: 'custom.x' }, calls: 'c@2' });
  const c = pipeline('c', { more: { reusable: true } });
  expect(loops(a, b, c)).toEqual([
    'pipelines can start each other without end: "a" —custom.x→ "b" —call→ "c" —pipeline.run.completed→ "a"',
  ]);
});

test('a pipeline that starts itself is a loop, unless it says that it may', () => {
  const self = { on: { event: 'custom.x' }, emits: ['custom.x'] };
  expect(loops(pipeline('a', self))).toHaveLength(1);
  expect(loops(pipeline('a', { ...self, more: { limits: { loop: { allow_self: true } } } }))).toEqual([]);
});

test('a chain, a trigger that is off, another pipeline by filter and a disabled pipeline are no loops', () => {
  const a = pipeline('a', { on: { event: 'custom.x' }, emits: ['custom.y'] });
  const on = { event: 'custom.y' };
  expect(loops(a, pipeline('b', { on, emits: ['custom.z'] }))).toEqual([]);
  expect(loops(a, pipeline('b', { on: { ...on, enabled: false }, emits: ['custom.x'] }))).toEqual([]);
  expect(loops(a, pipeline('b', { on, emits: ['custom.x'], more: { enabled: false } }))).toEqual([]);
  const ended = (name: string) => ({ event: 'pipeline.run.completed', filters: { pipeline: name } });
  expect(loops(pipeline('a', { on: ended('b') }), pipeline('b', { on: ended('other') }))).toEqual([]);
  expect(loops(pipeline('a', { on: ended('b') }), pipeline('b', { on: ended('a') }))).toHaveLength(1);
  expect(loops(pipeline('a', { on: ended('a') }))).toEqual([]);
});

test('what a config says of the data is held against the filters; what a template will say may be anything', () => {
  const send = (name: string, on: object, event: string, data: object) =>
    PipelineDocument.parse({
      name,
      triggers: [on],
      steps: [{ name: 's', type: 'emit_event', config: { event, data } }],
    });
  const ask = { event: 'custom.asked', filters: { to: 'test' } };
  const answer = send('answer', { event: 'custom.answered' }, 'custom.asked', { to: 'test', from: '{{ event.id }}' });
  expect(loops(send('ask', ask, 'custom.answered', {}), answer)).toHaveLength(1);
  expect(loops(send('chain', ask, 'custom.asked', { to: 'prod' }))).toEqual([]);
  expect(loops(send('open', ask, 'custom.asked', { to: '{{ event.next }}' }))).toHaveLength(1);
  expect(loops(send('named', ask, '{{ event.kind }}', {}))).toEqual([]);
});
