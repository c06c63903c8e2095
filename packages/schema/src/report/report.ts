// What a comparison of two contracts says, before it is written in a form: for terminals, pull requests, code hosts and CI.
import type { SchemaChange, SchemaChangeLevel, SuggestedVersion } from '@mockops/contract';

export interface SchemaReport {
  /** How the sides are called: `main:openapi.yaml`, `revision 3`. */
  before: string;
  after: string;
  level: SchemaChangeLevel;
  suggested: SuggestedVersion;
  changes: readonly SchemaChange[];
}

export const LEVELS: readonly SchemaChangeLevel[] = ['breaking', 'risky', 'safe', 'none'];

/** How a level reads in a sentence; `none` is about wording. */
const LEVEL_WORDS: Record<SchemaChangeLevel, string> = {
  breaking: 'breaking',
  risky: 'risky',
  safe: 'safe',
  none: 'wording',
};

/** Worst first; what was accepted comes last within its level. */
export function inOrder(changes: readonly SchemaChange[]): SchemaChange[] {
  const rank = ({ level, ignored }: SchemaChange) => LEVELS.indexOf(level) * 2 + (ignored === null ? 0 : 1);
  return changes.toSorted((a, b) => rank(a) - rank(b));
}

/** `2 breaking, 1 risky and 5 safe changes`. */
export function countByLevel(changes: readonly SchemaChange[]): string {
  const parts = LEVELS.flatMap((level) => {
    const count = changes.filter((change) => change.level === level && change.ignored === null).length;
    return count === 0 ? [] : [`${count} ${LEVEL_WORDS[level]}`];
  });
  const accepted = changes.filter(({ ignored }) => ignored !== null).length;
  const all = accepted === 0 ? parts : [...parts, `${accepted} accepted`];
  if (all.length === 0) return 'no changes';
  const list = all.length === 1 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
  return `${list} ${changes.length === 1 ? 'change' : 'changes'}`;
}

export const reachOf = ({ operations }: SchemaChange, most = 3): string => {
  if (operations.length <= most) return operations.join(', ');
  return `${operations.slice(0, most).join(', ')} and ${operations.length - most} more operations`;
};

/** `openapi.yaml:12:5`, of the newer side where the change stands there. */
export function positionText({ before, after }: SchemaChange): string {
  const at = after ?? before;
  return at === null ? '' : `${at.file}:${at.line}:${at.col}`;
}

export const versionText = ({ contract, sdk }: SuggestedVersion): string =>
  contract === sdk ? `${contract} version step` : `${contract} version step of the contract, ${sdk} of its SDKs`;
