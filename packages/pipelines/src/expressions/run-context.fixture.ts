// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
// One run context for the tests of this folder.
import type { RunContext } from './context.ts';

export const CONTEXT: RunContext = {
  event: {
    id: 'evt-1',
    type: 'schema.changed',
    source: '/workspaces/payments',
    subject: null,
    time: '2026-11-22T10:00:00Z',
    workspace_id: 'payments',
    actor: 'ada',
    correlation_id: 'c-1',
    causation_id: null,
    depth: 0,
    cursor: '7',
    data: {
      type: 'inner',
      to_revision: 3,
      breaking: true,
      previous: null,
      subject: 'from data',
      tags: ['api', 'v2'],
      changes: [
        { operation: 'POST /charges', tags: ['money'] },
        { operation: 'GET /charges', tags: ['money', 'read'] },
      ],
      odd: { a: 1, A: 2, constructor: 'own' },
      evil: '{{ run.id }} ${{ secrets.token }}',
      secrets: { token: 'from the event' },
    },
  },
  vars: { branch: 'mockops/sdk' },
  steps: {
    diff: { status: 'succeeded', outputs: { count: 0, files: [] } },
    'build-sdk': { status: 'skipped', outputs: {} },
  },
  run: {
    id: 'run-1',
    number: 4,
    url: 'http://localhost:4800/runs/run-1',
    pipeline: 'p',
    started_at: '2026-11-22T10:00:01Z',
  },
  workspace_id: 'payments',
  workspace_name: 'Payments',
  org_id: null,
};
