// Config of `approval`: who decides, how many of them, until when, and what they fill in.
import { Identifier, Input } from '@mockops/contract';
import { z } from 'zod';
import { DurationText } from '../duration-text.ts';

/** As `x-mockops-actor` and sign-in name people. */
const Person = z
  .string()
  .regex(/^[\w.@ -]{1,100}$/, 'a person is named with letters, digits, blanks, "_", ".", "@" and "-"');

export const ApprovalConfig = z.strictObject({
  /** Markdown: what is asked. */
  message: z.string().min(1).max(10_000),
  /** Absent: anybody who is signed in. */
  approvers: z
    .strictObject({
      users: z.array(Person).default([]),
      /** Names of `teams` in the server's configuration. */
      teams: z.array(z.string().min(1)).default([]),
    })
    .refine(({ users, teams }) => users.length + teams.length > 0, {
      error: 'name users or teams; leave approvers out when anybody may approve',
    })
    .optional(),
  /** Different people. */
  min_approvals: z.int().min(1).max(50).default(1),
  /** Who caused the event or started the run does not decide. */
  prevent_self_approval: z.boolean().default(false),
  expires_in: DurationText.optional(),
  on_expire: z.enum(['reject', 'approve', 'fail']).default('reject'),
  /** A form for the approver. */
  fields: z.record(Identifier, Input).optional(),
});
export type ApprovalConfig = z.infer<typeof ApprovalConfig>;
