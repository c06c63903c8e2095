// mockops approvals: what people are asked to decide; and the decision itself, bound to what was shown.
import { Option } from '@commander-js/extra-typings';
import { Approval } from '@mockops/contract';
import { readAssignments } from '../assignments.ts';
import { nameOfCell } from '../follow-run.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const approvalsCommand = (io: Io) =>
  remoteCommand('approvals')
    .description('list what waits for a decision')
    .addOption(
      new Option('--status <status>', 'in this state')
        .choices(Approval.shape.status.options)
        .default('pending' as const),
    )
    .option('--run <id>', 'of this run only')
    .action(async ({ status, run, ...options }) => {
      const query = { status, limit: 200, ...(run !== undefined && { execution_id: run }) };
      const approvals = await connect(options).listApprovals({ query });
      if (options.json) return printJson(io, approvals);
      if (approvals.length === 0)
        return io.out(status === 'pending' ? 'Nothing waits for a decision.' : `None is ${status}.`);
      const rows = approvals.map((approval) => [
        approval.id,
        `${approval.pipeline} #${approval.run_number}`,
        nameOfCell({ name: approval.step, item: approval.item }),
        `${approval.votes.length}/${approval.min_approvals}`,
        shortTime(approval.expires_at),
        approval.message,
      ]);
      printTable(io, ['ID', 'RUN', 'STEP', 'VOTES', 'EXPIRES (UTC)', 'WHAT'], rows);
    });

export const approvalShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one approval with its votes')
    .argument('<id>')
    .action(async (id, options) => {
      const approval = await connect(options).getApproval({ params: { approval: id } });
      if (options.json) return printJson(io, approval);
      io.out(`${approval.pipeline} #${approval.run_number}, step ${approval.step} — ${approval.status}`);
      io.out(`  ${approval.message}`);
      io.out(`  digest ${approval.digest}`);
      io.out(`  asked by ${approval.requested_by}; ${approval.min_approvals} of ${listed(approval.approvers)}`);
      for (const vote of approval.votes)
        io.out(`  ${shortTime(vote.at)} ${vote.actor}: ${vote.decision}${vote.comment ? ` — ${vote.comment}` : ''}`);
      if (approval.reason) io.out(`  ${approval.reason}`);
      if (approval.expires_at && approval.status === 'pending')
        io.out(`  expires ${shortTime(approval.expires_at)} UTC`);
    });

const listed = (approvers: readonly string[]): string => (approvers.length === 0 ? 'anybody' : approvers.join(', '));

const decideCommand = (io: Io, decision: 'approve' | 'reject', description: string) =>
  remoteCommand(decision)
    .description(description)
    .argument('<id>')
    .option('--comment <text>', 'for the history')
    .option('--field <key=value...>', 'form fields that are asked for')
    .option('--digest <sha256>', 'refuse when it is about anything else; default: what the server shows now')
    .action(async (id, { comment, field, digest, ...options }) => {
      const api = connect(options);
      const shown = digest ?? (await api.getApproval({ params: { approval: id } })).digest;
      const approval = await api.decideApproval({
        params: { approval: id },
        body: {
          decision,
          digest: shown,
          ...(comment !== undefined && { comment }),
          ...(field !== undefined && { fields: readAssignments(field) }),
        },
      });
      if (options.json) return printJson(io, approval);
      const votes = approval.votes.filter((vote) => vote.decision === 'approve').length;
      const missing = approval.status === 'pending' ? ` (${votes} of ${approval.min_approvals} approvals)` : '';
      io.out(`step ${approval.step} of ${approval.pipeline} #${approval.run_number} is ${approval.status}${missing}.`);
    });

export const approvalApproveCommand = (io: Io) => decideCommand(io, 'approve', 'let the step go on');
export const approvalRejectCommand = (io: Io) => decideCommand(io, 'reject', 'end the step as rejected');

export const approvalLinkCommand = (io: Io) =>
  remoteCommand('link')
    .description('make a one-time link by which the named person decides')
    .argument('<id>')
    .requiredOption('--for <actor>', 'who decides by it')
    .action(async (id, options) => {
      const link = await connect(options).createApprovalLink({
        params: { approval: id },
        body: { actor: options.for },
      });
      if (options.json) return printJson(io, link);
      io.out(link.url);
      io.err(`Works once, for ${options.for}${link.expires_at ? `, until ${shortTime(link.expires_at)} UTC` : ''}.`);
    });
