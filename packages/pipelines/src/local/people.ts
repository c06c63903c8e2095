// The people of a case: they vote on approvals, and call back, so long after they were asked as the case says. Rules as on the server: one vote each,
// one rejection ends it, nobody decides about their own when that is forbidden, and what is not decided in time expires.
import type { TestDecision } from '@mockops/contract';
import type { JsonObject } from '../json.ts';
import type { VirtualClock } from './clock.ts';
import type { RunRow } from './rows.ts';
import type { ApprovalAsked, ApprovalState, LocalStimulus } from './types.ts';

interface Asked {
  question: ApprovalAsked;
  expires_at: number | null;
  votes: Map<string, TestDecision>;
}

export interface People {
  review: (run: RunRow, step: string, item: string, question: ApprovalAsked) => ApprovalState;
  /** The step can be called back from now on. */
  open: (run: RunRow, step: string, item: string) => void;
  received: (run: RunRow, step: string, item: string) => JsonObject | undefined;
}

export function createPeople(options: {
  clock: VirtualClock;
  decisions: readonly TestDecision[];
  wake: (run: RunRow, step: string, item: string, stimulus: LocalStimulus) => void;
  note: (run: RunRow, step: string, item: string, message: string) => void;
}): People {
  const { clock, decisions, wake, note } = options;
  const asked = new Map<string, Asked>();
  const calls = new Map<string, JsonObject | null>();
  const keyOf = (run: RunRow, step: string, item: string) => `${run.id} ${step}[${item}]`;
  const ofStep = (step: string, item: string) =>
    decisions.filter((one) => one.step === step && (one.item === '' || one.item === item));

  const vote = (run: RunRow, step: string, item: string, decision: TestDecision): void => {
    const row = asked.get(keyOf(run, step, item));
    if (!row || standing(row, clock.now()).status !== 'pending') return;
    const { question } = row;
    const { by } = decision;
    if (question.users !== null && !question.users.includes(by)) {
      note(run, step, item, `${by} is no approver; the vote does not count`);
      return;
    }
    if (question.prevent_self_approval && [run.event.actor, run.started_by].includes(by)) {
      note(run, step, item, `${by} started this; the vote does not count (prevent_self_approval)`);
      return;
    }
    row.votes.set(by, decision);
    const { status, by: approvers, fields } = standing(row, clock.now());
    if (status !== 'pending') wake(run, step, item, { kind: 'decision', status, approvers, fields });
  };

  return {
    review: (run, step, item, question) => {
      const key = keyOf(run, step, item);
      const known = asked.get(key);
      if (known) return standing(known, clock.now());
      const { expires_in_ms } = question;
      const row: Asked = {
        question,
        expires_at: expires_in_ms === null ? null : clock.now() + expires_in_ms,
        votes: new Map(),
      };
      asked.set(key, row);
      for (const decision of ofStep(step, item))
        if (decision.decision !== 'call_back')
          clock.at(clock.now() + decision.after, () => vote(run, step, item, decision));
      return standing(row, clock.now());
    },
    open: (run, step, item) => {
      const key = keyOf(run, step, item);
      if (calls.has(key)) return;
      calls.set(key, null);
      const [call] = ofStep(step, item).filter(({ decision }) => decision === 'call_back');
      if (!call) return;
      clock.at(clock.now() + call.after, () => {
        calls.set(key, call.body);
        wake(run, step, item, { kind: 'callback', body: call.body });
      });
    },
    received: (run, step, item) => calls.get(keyOf(run, step, item)) ?? undefined,
  };
}

function standing({ question, expires_at, votes }: Asked, now: number): ApprovalState {
  const list = [...votes.entries()];
  const fields: JsonObject = Object.assign({}, ...list.map(([, { fields: given }]) => given));
  const rejected = list.find(([, { decision }]) => decision === 'reject');
  const approvers = list.flatMap(([by, { decision }]) => (decision === 'approve' ? [by] : []));
  const state = (status: ApprovalState['status'], reason: string | null, by: string[]) => ({
    status,
    reason,
    by,
    fields,
    expires_at,
  });
  if (rejected) {
    const { comment } = rejected[1];
    return state('rejected', `rejected by ${rejected[0]}${comment === undefined ? '' : `: ${comment}`}`, [rejected[0]]);
  }
  if (approvers.length >= question.min_approvals)
    return state('approved', `approved by ${approvers.join(', ')}`, approvers);
  if (expires_at !== null && now >= expires_at) return state('expired', 'nobody decided in time', approvers);
  return state('pending', null, approvers);
}
