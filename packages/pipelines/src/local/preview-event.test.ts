// Previews: waves, verdicts, what is rendered and what only a run knows; and events that are made up to fit.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parsePipeline } from '../document/parse-pipeline.ts';
import type { JsonObject } from '../json.ts';
import { matchEvent } from '../trigger/match-event.ts';
import { toEnvelope } from './envelope.ts';
import { eventByHand, madeUpEvent } from './made-up-event.ts';
import { previewEvent } from './preview-event.ts';

const any = { config: z.record(z.string(), z.json()) };
const TYPES = { look: { ...any, sinks: { token: 'secret_ok' } as const }, tell: { ...any }, wait: { ...any } };

const TEXT = `
name: p
secrets: [key]
inputs: { region: { type: string, default: eu } }
vars: { where: "{{ inputs.region }}-{{ event.n }}" }
triggers:
  - event: schema.changed
    filters: { workspace_id: [payments, auth], change_level: { ne: docs_only }, schema_type: { in: [openapi] } }
  - manual: { as_event: schema.changed, inputs: { n: { type: number, required: true } } }
steps:
  - { name: look, type: look, config: { at: "{{ vars.where }}", token: "{{ secrets.key }}" } }
  - { name: alone, type: look, needs: [], if: "inputs.region == 'us'" }
  - { name: cells, type: tell, needs: [look], matrix: { to: [a, b] }, config: { to: "{{ matrix.to }}", why: "{{ steps.look.outputs.why }}" } }
  - { name: each, type: tell, needs: [look], if: steps.look.outputs.any, foreach: { items: "{{ steps.look.outputs.list }}" }, config: { to: "{{ item }}", at: "{{ inputs.region }}" } }
on_failure:
  - { name: alert, type: tell, config: { what: "{{ run.failed_step }}" } }
finally:
  - { name: tidy, type: look }
`;

function documentOf(text = TEXT) {
  const parsed = parsePipeline(text, 'p.yaml', { step_types: TYPES, event_types: ['schema.changed'] });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return parsed.value;
}

function preview(given: { type?: string; data?: JsonObject; inputs?: Record<string, string | number> }) {
  const document = documentOf();
  const made = given.inputs ? eventByHand(document, given.inputs) : madeUpEvent(document, { data: { n: 3 } });
  return previewEvent({
    document,
    event: toEnvelope({ ...(made ?? { type: 'x', data: {} }), ...given }, 1, 0),
    ...(given.inputs && { inputs: given.inputs }),
    effectOf: (type) => (type === 'tell' ? 'effect' : 'pure'),
    show: (config) => config,
  });
}

test('steps stand in waves, with what is known of their config, and secrets hidden', () => {
  const { would_run, steps, effects } = preview({});
  expect(would_run).toBe(true);
  expect(steps.map(({ wave, name, item, verdict }) => [wave, name, item, verdict])).toEqual([
    [1, 'look', '', 'run'],
    [1, 'alone', '', 'skip'],
    [2, 'cells', 'a', 'run'],
    [2, 'cells', 'b', 'run'],
    [2, 'each', '*', 'depends'],
    [3, 'alert', '', 'depends'],
    [4, 'tidy', '', 'run'],
  ]);
  expect(steps[0]?.config).toEqual({ at: 'eu-3', token: '•••' });
  expect(steps[2]?.config).toEqual({ to: 'a', why: '{{ steps.look.outputs.why }}' });
  expect(steps[4]?.config).toEqual({ to: '{{ item }}', at: 'eu' });
  expect(effects).toEqual([
    'tell in cells[a]',
    'tell in cells[b]',
    'tell in each[*], perhaps',
    'tell in alert, perhaps',
  ]);
});

test('an event that starts nothing says which filter does not hold', () => {
  expect(preview({ data: { workspace_id: 'billing' } })).toMatchObject({
    would_run: false,
    decision: expect.stringContaining('workspace_id'),
  });
});

test('by hand, inputs are checked, and are the data of the event', () => {
  expect(preview({ inputs: {} }).decision).toContain('"n" is missing');
  const { would_run, decision, steps } = preview({ inputs: { n: 7, region: 'us' } });
  expect({ would_run, decision }).toEqual({ would_run: true, decision: 'triggers[1]: started by hand' });
  expect(steps.find(({ name }) => name === 'look')?.config).toMatchObject({ at: 'us-7' });
  expect(steps.find(({ name }) => name === 'alone')?.verdict).toBe('run');
});

test('an event that is made up has the data of its type and passes the filters', () => {
  const document = documentOf();
  const event = madeUpEvent(document, {});
  expect(event).toMatchObject({ type: 'schema.changed', data: { workspace_id: 'payments', schema_type: 'openapi' } });
  expect(event && matchEvent(event, document).matched).toBe(true);
  const operators = documentOf(
    TEXT.replace(
      /filters:.*/,
      'filters: { tags: { any: [x] }, "a.b": { gte: 5 }, c: { prefix: pre }, d: { exists: true }, e: true }',
    ),
  );
  expect(madeUpEvent(operators, { type: 'schema.changed', data: { e: false } })?.data).toMatchObject({
    tags: ['x'],
    a: { b: 5 },
    c: 'pre',
    e: false,
  });
});
