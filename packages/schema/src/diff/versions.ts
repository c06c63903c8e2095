// What the changes ask of the next version: of the contract by their levels, of the SDKs also by names that only generated code has.
import type { ChangeLevel, SchemaChange, SchemaChangeLevel, SuggestedVersion } from '@mockops/contract';
import { findRule } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';

const STEPS = ['none', 'patch', 'minor', 'major'] as const;
type Step = (typeof STEPS)[number];

const BY_LEVEL: Record<SchemaChangeLevel, Step> = { breaking: 'major', risky: 'minor', safe: 'minor', none: 'patch' };

/** Accepted changes count: callers meet them all the same. */
export function suggestVersions(changes: SchemaChange[]): SuggestedVersion {
  const highest = (steps: Step[]): Step => STEPS[Math.max(0, ...steps.map((step) => STEPS.indexOf(step)))] ?? 'none';
  return {
    contract: highest(changes.map(({ level }) => BY_LEVEL[level])),
    sdk: highest(changes.flatMap(({ rule, level }) => [BY_LEVEL[level], findRule(rule)?.sdk ?? 'none'])),
  };
}

/** Of a rule at its default level. */
export const stepOfSdk = ({ level, sdk }: Rule): Step =>
  sdk !== undefined && STEPS.indexOf(sdk) > STEPS.indexOf(BY_LEVEL[level]) ? sdk : BY_LEVEL[level];

const ORDER: SchemaChangeLevel[] = ['none', 'safe', 'risky', 'breaking'];
export const byLevel = (a: SchemaChangeLevel, b: SchemaChangeLevel): number => ORDER.indexOf(b) - ORDER.indexOf(a);

export const worst = (levels: Iterable<SchemaChangeLevel>): SchemaChangeLevel =>
  [...levels].reduce<SchemaChangeLevel>((a, b) => (byLevel(a, b) > 0 ? b : a), 'none');

/** Events have used these words from the start. */
export const IN_EVENTS: Record<SchemaChangeLevel, ChangeLevel> = {
  breaking: 'breaking',
  risky: 'risky',
  safe: 'non_breaking',
  none: 'docs_only',
};
