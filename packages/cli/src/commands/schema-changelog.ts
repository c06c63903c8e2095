// mockops schema changelog <versions…>: what changed from each version of a contract to the next, as Markdown, newest first.
import { Command } from '@commander-js/extra-typings';
import type { reportSchemaChanges, SchemaReport } from '@mockops/schema';
import { CONTRACT_SOURCES } from '../contract-source/sources.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';

const EXAMPLES = `
Examples:
  $ mockops schema changelog v1.yaml v2.yaml v3.yaml > CHANGELOG.md
  $ mockops schema changelog v1.0:openapi.yaml v1.1:openapi.yaml openapi.yaml`;

interface Entry extends SchemaReport {
  /** As the contract calls itself. */
  version: string;
}

export const schemaChangelogCommand = (io: Io) =>
  new Command('changelog')
    .description('write what changed over versions of a contract, as Markdown')
    .argument('<versions...>', `oldest first; each ${CONTRACT_SOURCES}`)
    .option('--policy <file>', 'YAML with `levels` of rules and changes to `ignore`')
    .option('--title <text>', 'of the page', 'Changelog')
    .option('--json', 'print the entries as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (sources, { policy: file, title, json }) => {
      if (sources.length < 2)
        throw new Failure('A changelog needs two versions of the contract or more, the oldest first.');
      const { diffApis, reportSchemaChanges } = await import('@mockops/schema');
      const { requireOneKind } = await import('../contract-source/compare.ts');
      const { loadSource } = await import('../contract-source/load.ts');
      const { readPolicy } = await import('../schema-policy.ts');
      const policy = await readPolicy(file, io);
      const today = new Date().toISOString().slice(0, 10);
      const entries: Entry[] = [];
      let old = await loadSource(sources[0] ?? '', io);
      for (const [index, after] of sources.slice(1).entries()) {
        const young = await loadSource(after, io);
        requireOneKind({ source: sources[index] ?? '', api: old.api }, { source: after, api: young.api });
        const locate = { before: old.locate, after: young.locate };
        const { changes, level, suggested } = diffApis(old.api, young.api, { policy, today, locate });
        entries.unshift({ before: sources[index] ?? '', after, version: young.api.version, level, suggested, changes });
        old = young;
      }
      if (json) return printJson(io, entries);
      io.out([`# ${title}`, ...entries.map((entry) => describe(entry, reportSchemaChanges))].join('\n\n'));
    });

const describe = (
  { version, after, changes, suggested }: Entry,
  { changesByLevel }: Pick<typeof reportSchemaChanges, 'changesByLevel'>,
): string => {
  const heading = `## ${version || after} (${suggested.contract})`;
  return [heading, ...(changes.length === 0 ? ['No changes.'] : changesByLevel(changes))].join('\n\n');
};
