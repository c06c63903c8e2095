import type { DriftIncident } from '@mockops/contract';
import { expect, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { driftReport } from './index.ts';

const incident = (id: string, operation: string, severity: DriftIncident['severity']): DriftIncident => ({
  ...{ id, operation, severity, workspace_id: 'payments', environment: 'dev', status: 'open' },
  ...{
    endpoint: operation.split(' ')[1] ?? '',
    method: operation.split(' ')[0] ?? '',
    resolution: null,
    resolved_at: null,
  },
  ...{ detected_at: '2026-01-05T09:00:00Z', last_seen_at: '2026-01-05T09:00:00Z' },
  findings: [
    {
      ...{
        id: `${id}-f`,
        mismatch_type: 'missing_required_field',
        path: '/mail',
        severity,
        breaking: severity === 'high',
      },
      ...{ description: 'mail is missing <!channel> | x', expected: null, actual: null, count: 3 },
      ...{ first_seen_at: '2026-01-05T09:00:00Z', last_seen_at: '2026-01-05T09:00:00Z' },
    },
  ],
});
const INCIDENTS = [
  incident('i1', 'GET /b', 'low'),
  incident('i2', 'GET /a', 'high'),
  incident('i3', 'GET /a', 'medium'),
];

const run = (config: object, incidents = INCIDENTS, summarise: (text: string) => void = () => undefined) =>
  outputsOf(
    driftReport.run(
      createContext(
        createServices({ incidents: async (_, ids) => incidents.filter(({ id }) => !ids || ids.includes(id)) }),
        config,
        { summarise },
      ),
    ),
  );

test('incidents are told worst first, endpoints are counted once, and what is gone is named', async () => {
  expect(await run({ incidents: ['i1', 'i2', 'i2', 'i3', 'gone'] })).toMatchObject({
    endpoint_count: 2,
    report: {
      workspace_id: 'payments',
      breaking: 1,
      finding_count: 3,
      missing: ['gone'],
      endpoints: [
        { incident_id: 'i2', operation: 'GET /a', findings: [{ type: 'missing_required_field', path: '/mail' }] },
        { incident_id: 'i3' },
        { incident_id: 'i1' },
      ],
    },
  });
});

test('without a list, everything that is open; the run page gets a table in which nothing formats', async () => {
  let text = '';
  expect(
    await run({}, INCIDENTS, (markdown) => {
      text = markdown;
    }),
  ).toMatchObject({ endpoint_count: 2 });
  expect(text).toContain('| `GET /a` | dev | high | /mail mail is missing \\<\\!channel\\> \\| x |');
});

test('a great many are bounded, and counted whole', async () => {
  const many = Array.from({ length: 300 }, (_, index) => incident(`i${index}`, `GET /${index}`, 'high'));
  const outputs = await run({}, many);
  expect(outputs).toMatchObject({ endpoint_count: 300, report: { breaking: 300, omitted: 200 } });
  expect(JSON.stringify(outputs).length).toBeLessThan(200_000);
});
