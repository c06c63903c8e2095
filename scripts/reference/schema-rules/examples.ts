// An example for each rule: the smallest pair of the case library that must get its verdict, with what the differ says of that pair.
import { type SchemaChange, SchemaPolicy } from '@mockops/contract';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import { type Case, readCases } from '../../../packages/schema/cases/read-cases.ts';
import { type Fragment, fragmentOf } from './fragment.ts';

export interface Example {
  one: Case;
  fragment: Fragment;
  changes: SchemaChange[];
}

export interface Examples {
  /** Of a rule, or of several that differ only in subject or direction; one whose change breaks where there is one. */
  find: (rules: readonly string[]) => Promise<Example | undefined>;
}

export function createExamples(): Examples {
  const cases = readCases().filter(({ files }) => Object.keys(files.revision).length === 1);
  const byRule = Map.groupBy(
    cases.flatMap((one) => one.expect.map(({ rule, level }) => ({ rule, level, one }))),
    ({ rule }) => rule,
  );
  return {
    find: async (rules) => {
      const all = rules.flatMap((rule) => byRule.get(rule) ?? []);
      const breaking = all.filter(({ level }) => level === 'breaking');
      const [found] = (breaking.length > 0 ? breaking : all)
        .map(({ one }) => ({ one, cost: costOf(one) }))
        .sort((a, b) => a.cost - b.cost);
      return found && toExample(found.one);
    },
  };
}

/** Pairs with one verdict and no circumstances are the ones to learn from. */
const costOf = ({ expect, policy, today, edits, base, revision }: Case): number =>
  expect.length * 1000 +
  (policy || today !== undefined ? 500 : 0) +
  edits.length * 100 +
  JSON.stringify([base, revision, edits]).length;

async function toExample(one: Case): Promise<Example> {
  const [before, after] = [await load(one.files.base), await load(one.files.revision)];
  const { changes } = diffApis(before, after, {
    ...(one.policy && { policy: SchemaPolicy.parse(one.policy) }),
    ...(one.today !== undefined && { today: one.today }),
  });
  const [base] = Object.values(one.files.base);
  const [revision] = Object.values(one.files.revision);
  return { one, changes, fragment: fragmentOf(base, revision) };
}

async function load(files: Record<string, unknown>): Promise<ApiModel> {
  const read = await loadApi(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)])),
  );
  if (!read.ok) throw new Error(`a case does not load: ${JSON.stringify(read.issues)}`);
  return read.value;
}
