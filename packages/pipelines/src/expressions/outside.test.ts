import { PipelineDocument } from '@mockops/contract';
import { expect, test } from 'vitest';
import { planRun } from '../run/plan.ts';
import { outsideSteps } from './outside.ts';

function outside(steps: object[], vars = {}): string[] {
  const plan = planRun(PipelineDocument.parse({ name: 'p', triggers: [{ event: 'e' }], vars, steps }));
  const sources = plan.steps.map((step) => ({
    ...step,
    outputs: step.outputs ?? {},
    matrix: step.matrix ?? undefined,
    foreach: step.foreach ? { items: step.foreach.items, as: step.foreach.as } : undefined,
  }));
  return [...outsideSteps(sources, plan.vars)];
}

const transform = (name: string, value: string, more = {}) => ({ name, type: 'transform', config: { value }, ...more });

test('what strangers answered stays from outside, however often it is passed on', () => {
  const steps = [
    transform('late', '{{ steps.first.outputs.value }}', { needs: ['first'] }),
    { name: 'get', type: 'http', needs: [] },
    transform('first', '{{ steps.get.outputs.body }}', { needs: ['get'] }),
    transform('own', '{{ run.id }} {{ steps.get.status }}'),
    { name: 'sdk', type: 'regenerate_sdk', config: { a: '{{ steps.first.outputs.value }}' } },
  ];
  expect(outside(steps).sort()).toEqual(['first', 'get', 'late']);
});

test('vars, items and named outputs carry it on', () => {
  expect(outside([transform('a', '{{ vars.ref }}')], { ref: '{{ event.ref }}' })).toEqual(['a']);
  expect(outside([transform('a', '{{ vars.ref }}')], { ref: '{{ workspace_id }}' })).toEqual([]);
  expect(outside([transform('a', '{{ one }}', { foreach: { items: '{{ event.refs }}', as: 'one' } })])).toEqual(['a']);
  expect(outside([transform('a', '{{ matrix.os }}', { matrix: { os: ['linux'] } })])).toEqual([]);
  expect(outside([{ name: 'sdk', type: 'regenerate_sdk', outputs: { ref: '{{ event.ref }}' } }])).toEqual(['sdk']);
  expect(outside([{ name: 'sdk', type: 'regenerate_sdk', outputs: { ref: '{{ outputs.digest }}' } }])).toEqual([]);
});
