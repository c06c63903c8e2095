// What a batch of checked answers says, per operation. In: answers with their mismatches, in order. Out: counters per minute and findings.
// Pure, so that what is written does not depend on how answers were cut into batches.
import type { Mismatch } from '@mockops/schema';

const MINUTE_MS = 60_000;

export interface CheckedAnswer {
  operation: string;
  status: number;
  at: number;
  mismatches: Mismatch[];
}

export interface Finding {
  status: number;
  mismatch: Mismatch;
  count: number;
  first_at: number;
  last_at: number;
  /** Answers of the operation after the last one that showed it. */
  unseen: number;
}

interface MinuteChecks {
  minute: number;
  checked: number;
  mismatched: number;
  last_at: number;
  last_clean_at: number | null;
}

export interface OperationEvidence {
  operation: string;
  checked: number;
  minutes: MinuteChecks[];
  findings: Finding[];
}

export function gatherEvidence(answers: readonly CheckedAnswer[]): OperationEvidence[] {
  const byOperation = Map.groupBy(answers, (answer) => answer.operation);
  return [...byOperation]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([operation, own]) => ({
      operation,
      checked: own.length,
      minutes: countMinutes(own),
      findings: findingsOf(own),
    }));
}

function countMinutes(answers: readonly CheckedAnswer[]): MinuteChecks[] {
  const byMinute = Map.groupBy(answers, ({ at }) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
  return [...byMinute]
    .sort(([a], [b]) => a - b)
    .map(([minute, own]) => {
      const clean = own.filter(({ mismatches }) => mismatches.length === 0);
      return {
        minute,
        checked: own.length,
        mismatched: own.length - clean.length,
        last_at: Math.max(...own.map(({ at }) => at)),
        last_clean_at: clean.length === 0 ? null : Math.max(...clean.map(({ at }) => at)),
      };
    });
}

function findingsOf(answers: readonly CheckedAnswer[]): Finding[] {
  const found = new Map<string, Finding>();
  answers.forEach(({ status, at, mismatches }, index) => {
    const unseen = answers.length - 1 - index;
    for (const mismatch of mismatches) {
      const key = findingKey({ status, ...mismatch });
      const known = found.get(key);
      if (!known) {
        found.set(key, { status, mismatch, count: 1, first_at: at, last_at: at, unseen });
        continue;
      }
      // The validator names a (type, path) once per answer, so this is another answer.
      known.count++;
      known.first_at = Math.min(known.first_at, at);
      known.last_at = Math.max(known.last_at, at);
      known.mismatch = mismatch;
      known.unseen = unseen;
    }
  });
  return [...found.values()];
}

export function findingKey(finding: { status: number; mismatch_type: string; path: string }): string {
  return `${finding.status} ${finding.mismatch_type} ${finding.path}`;
}
