// How drafts are judged: the rule's level, the workspace's level, and which changes it has accepted.
import type { SchemaChange, SchemaChangeLevel, SchemaPolicy } from '@mockops/contract';
import type { Draft } from './gather.ts';
import { dayOf } from './lifecycle.ts';
import { ruleOf } from './rules/index.ts';

/** Undefined: the workspace does not want to hear of it. */
export function levelOfDraft(
  draft: Draft,
  policy: SchemaPolicy,
  isUnstable: (operation: string) => boolean,
): SchemaChangeLevel | undefined {
  const given = policy.levels[draft.rule];
  if (given !== undefined) return given === 'off' ? undefined : given;
  const level = draft.level ?? ruleOf(draft.rule).level;
  const operations = [...draft.reached.keys()];
  // Who calls a draft was told that it changes.
  return level === 'breaking' && operations.length > 0 && operations.every(isUnstable) ? 'risky' : level;
}

type Accepted = Pick<SchemaChange, 'rule' | 'operations' | 'fingerprint'>;

/** A change is accepted when entries that still hold cover all of its operations. */
export function acceptance(change: Accepted, policy: SchemaPolicy, today: string | undefined): SchemaChange['ignored'] {
  const now = dayOf(today);
  const entries = policy.ignore.filter(({ until, ...entry }) => {
    const end = dayOf(until);
    if (end !== undefined && now !== undefined && now > end) return false;
    if (entry.fingerprint !== undefined) return entry.fingerprint === change.fingerprint;
    if (entry.rule !== undefined) return entry.rule === change.rule;
    return entry.operation !== undefined;
  });
  const whole = entries.find(({ operation, fingerprint }) => operation === undefined || fingerprint !== undefined);
  const covered = change.operations.map((key) => entries.find(({ operation }) => operation === key));
  const entry = whole ?? (covered.length > 0 && covered.every(Boolean) ? covered[0] : undefined);
  return entry ? { reason: entry.reason, until: entry.until ?? null } : null;
}
