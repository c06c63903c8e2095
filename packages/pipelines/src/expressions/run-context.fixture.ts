// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
// One run context for the tests of this folder.
import type { RunContext, StepResult } from './context.ts';

const EVENT: RunContext['event'] = {
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
  version: 1,
  replay_id: null,
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
};

/** A step that ended so, after one try. */
export function ended(status: StepResult['status'], more: Partial<StepResult> = {}): StepResult {
  const summary = {
    total: 1,
    passed: status === 'succeeded' ? 1 : 0,
    failed: status === 'failed' ? 1 : 0,
    skipped: status === 'skipped' ? 1 : 0,
  };
  return { status, outputs: {}, summary, attempts: status === 'skipped' ? 0 : 1, ...more };
}

export const CONTEXT: RunContext = {
  event: EVENT,
  events: [EVENT],
  inputs: { federation: 'shop', min_pass_rate: 0.9 },
  vars: { branch: 'mockops/sdk' },
  steps: {
    diff: ended('succeeded', { outputs: { count: 0, files: [] } }),
    'build-sdk': ended('skipped', { skip_reason: 'its condition is false' }),
  },
  run: {
    id: 'run-1',
    number: 4,
    attempt: 1,
    revision: 2,
    status: 'running',
    failed_step: null,
    seed: 'seed-1',
    correlation_id: 'c-1',
    url: 'http://localhost:4800/runs/run-1',
    pipeline: 'p',
    started_at: '2026-11-22T10:00:01Z',
  },
  workspace_id: 'payments',
  workspace_name: 'Payments',
  org_id: null,
};
