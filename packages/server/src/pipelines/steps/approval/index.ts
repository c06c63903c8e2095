// `approval`: people decide whether the run goes on. In: who, how many, until when. Out: the decision, who made it, what they filled in.
// The rows and the rules are those of approvals/; this step asks, waits, and turns where it stands into an end.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { millisecondsOf } from '../duration-text.ts';
import { asStepWork } from '../failures.ts';
import { type Outputs, type StepContext, StepFailure, Suspended } from '../step-type.ts';
import { type ApprovalQuestion, type ApprovalStanding, referenceTo } from '../waiting.ts';
import { ApprovalConfig } from './schema.ts';

type Context = StepContext<ApprovalConfig>;

export const approval = defineStep<ApprovalConfig>({
  type: 'approval',
  summary: 'Waits until people approve',
  effect: 'wait',
  config: ApprovalConfig,
  outputs: z.object({
    decision: z.enum(['approved', 'rejected', 'expired', 'invalidated']),
    approvers: z.array(z.string()),
    fields: z.record(z.string(), z.json()),
  }),
  // People fill in the fields.
  outputs_from: 'outside',
  emits: () => [{ type: 'approval.requested' }, { type: 'approval.decided' }],
  timeout_ms: 30_000,
  sinks: { message: 'markdown' },
  check: async (config, { services }) => services.approvals.obstacles(questionOf(config)),
  run: (context) => asStepWork(() => review(context)),
  // Whatever woke it, what holds is what stands in the rows now.
  resume: (context) => asStepWork(() => review(context)),
});

async function review(context: Context): Promise<Outputs | Suspended> {
  const { config, event, services } = context;
  const question = questionOf(config);
  const standing = await services.approvals.review({
    step: referenceTo(context),
    event_id: event.id,
    question,
    config,
  });
  if (standing.status !== 'pending') return conclude(config, standing);
  return new Suspended({ waiting_for: `approval by ${nameApprovers(config)}`, wake_at: standing.expires_at });
}

function conclude({ on_expire }: ApprovalConfig, { status, reason, by, fields }: ApprovalStanding): Outputs {
  const why = reason ?? 'no reason was given';
  if (status === 'approved' || (status === 'expired' && on_expire === 'approve'))
    return { decision: 'approved', approvers: by, fields };
  const decision = status === 'expired' && on_expire === 'reject' ? 'rejected' : status;
  throw new StepFailure(decision === 'rejected' && status === 'expired' ? `rejected: ${why}` : why, 'permanent', {
    outputs: { decision, approvers: by, fields },
  });
}

function questionOf({ expires_in, ...rest }: ApprovalConfig): ApprovalQuestion {
  return { ...rest, expires_in_ms: expires_in === undefined ? null : millisecondsOf(expires_in) };
}

function nameApprovers({ approvers, min_approvals }: ApprovalConfig): string {
  const names = approvers ? [...approvers.teams, ...approvers.users].join(', ') : 'anybody';
  return min_approvals === 1 ? names : `${min_approvals} of ${names}`;
}
