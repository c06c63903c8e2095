import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { Suspended } from '../step-type.ts';
import type { ApprovalStanding, Approvals } from '../waiting.ts';
import { approval } from './index.ts';

const CONFIG = {
  message: 'go?',
  approvers: { teams: ['qa-leads'], users: ['robin'] },
  min_approvals: 2,
  expires_in: '2h',
};
const PENDING: ApprovalStanding = { status: 'pending', reason: null, by: [], fields: {}, expires_at: null };

function startAsking(standing: Partial<ApprovalStanding>, config: object = CONFIG) {
  const asked: Parameters<Approvals['review']>[0][] = [];
  const services = createServices({
    approvals: {
      obstacles: () => ['there is no team "qa-leads"'],
      review: async (request) => {
        asked.push(request);
        return { ...PENDING, ...standing };
      },
    },
  });
  return { asked, services, context: createContext(services, config) };
}

test('it asks, and waits as long as the approval does', async () => {
  const expires_at = new Date('2026-03-01T10:00:00Z');
  const { asked, context } = startAsking({ expires_at });
  const waiting = await approval.run(context);
  expect(waiting).toBeInstanceOf(Suspended);
  expect(waiting).toMatchObject({ waiting_for: 'approval by 2 of qa-leads, robin', wake_at: expires_at });
  expect(asked).toMatchObject([
    {
      step: { execution_id: 'run_1', step_name: 'step', item: '' },
      event_id: 'evt_1',
      question: { min_approvals: 2, expires_in_ms: 7_200_000, on_expire: 'reject', prevent_self_approval: false },
    },
  ]);
});

test('approved, it hands on who approved and what they filled in', async () => {
  const { context } = startAsking({ status: 'approved', by: ['robin', 'kim'], fields: { ticket: 'A-1' } });
  const outputs = { decision: 'approved', approvers: ['robin', 'kim'], fields: { ticket: 'A-1' } };
  expect(await approval.resume?.(context, { kind: 'timer' }, {})).toEqual(outputs);
});

test('rejected or invalid, it fails with the reason, and steps that run nevertheless can read the decision', async () => {
  const rejected = startAsking({ status: 'rejected', reason: 'rejected by kim: not on a Friday', by: ['kim'] });
  await expect(approval.run(rejected.context)).rejects.toMatchObject({
    kind: 'permanent',
    message: 'rejected by kim: not on a Friday',
    outputs: { decision: 'rejected', approvers: ['kim'] },
  });
  const invalid = startAsking({ status: 'invalidated', reason: 'the definition has changed' });
  await expect(approval.run(invalid.context)).rejects.toMatchObject({
    message: 'the definition has changed',
    outputs: { decision: 'invalidated' },
  });
});

test('when nobody decides in time, on_expire says what that means', async () => {
  const end = (on_expire: string) => {
    const expired = { status: 'expired', reason: 'nobody decided within 2h' } as const;
    return approval.run(startAsking(expired, { ...CONFIG, on_expire }).context);
  };
  await expect(end('reject')).rejects.toMatchObject({
    message: 'rejected: nobody decided within 2h',
    outputs: { decision: 'rejected' },
  });
  await expect(end('fail')).rejects.toMatchObject({
    message: 'nobody decided within 2h',
    outputs: { decision: 'expired' },
  });
  expect(await end('approve')).toEqual({ decision: 'approved', approvers: [], fields: {} });
});

test('what keeps anybody from approving is said when the pipeline is saved', async () => {
  const { services } = startAsking({});
  const context = { org_id: 'acme', workspace_id: 'payments', services };
  expect(await approval.check?.(CONFIG, context)).toEqual(['there is no team "qa-leads"']);
});

test('approvers are named, or left out; nobody at all is refused', () => {
  const read = (config: object) => approval.config.safeParse({ message: 'go?', ...config }).success;
  expect(read({})).toBe(true);
  for (const config of [{ approvers: {} }, { approvers: { users: ['a:b'] } }, { min_approvals: 0 }, { expires_in: 60 }])
    expect(read(config), JSON.stringify(config)).toBe(false);
});
