// mockops schema diff <before> <after>: what changed between two contracts, with what proves it. Exit 1 at --fail-on.
import { Command, Option } from '@commander-js/extra-typings';
import type { SchemaChangeLevel } from '@mockops/contract';
import type { SchemaReport } from '@mockops/schema';
import { CONTRACT_SOURCES } from '../contract-source/sources.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';

const EXAMPLES = `
Examples:
  $ mockops schema diff old.yaml new.yaml                          what changed, worst first
  $ mockops schema diff main:openapi.yaml openapi.yaml --fail-on breaking
  $ mockops schema diff main:protos protos --policy schema-policy.yaml
  $ mockops schema diff old.yaml new.yaml --format markdown > comment.md
  $ mockops schema diff old.yaml new.yaml --format sarif > schema.sarif`;

const FORMATS = ['text', 'json', 'markdown', 'junit', 'sarif', 'github'] as const;
const FAILING: Record<'breaking' | 'risky' | 'any', SchemaChangeLevel[]> = {
  breaking: ['breaking'],
  risky: ['breaking', 'risky'],
  any: ['breaking', 'risky', 'safe', 'none'],
};

export const schemaDiffCommand = (io: Io) =>
  new Command('diff')
    .description('compare two contracts: what breaks whom, and what shows it')
    .argument('<before>', CONTRACT_SOURCES)
    .argument('<after>', 'likewise')
    .addOption(new Option('--format <format>', 'how changes are written').choices(FORMATS).default('text' as const))
    .addOption(
      new Option(
        '--fail-on <level>',
        'exit 1 when there is a change of this level or worse, unless it was accepted',
      ).choices(['breaking', 'risky', 'any'] as const),
    )
    .option('--policy <file>', 'YAML with `levels` of rules and changes to `ignore`')
    .option('--json', 'the same as --format json')
    .addHelpText('after', EXAMPLES)
    .action(async (before, after, { format, failOn, policy: file, json }) => {
      const { compareSources } = await import('../contract-source/compare.ts');
      const { readPolicy } = await import('../schema-policy.ts');
      const policy = await readPolicy(file, io);
      const report = await compareSources({ before, after, policy, io });
      const text = await write(json ? 'json' : format, report);
      if (text !== '') io.out(text);
      if (failOn === undefined) return;
      const failing = report.changes.filter(
        ({ level, ignored }) => ignored === null && FAILING[failOn].includes(level),
      );
      if (failing.length > 0)
        throw new Failure(
          `${failing.length} ${failing.length === 1 ? 'change is' : 'changes are'} not allowed (--fail-on ${failOn}); correct the contract, or accept them in a --policy file.`,
        );
    });

async function write(format: (typeof FORMATS)[number], report: SchemaReport): Promise<string> {
  const { findRule, reportSchemaChanges } = await import('@mockops/schema');
  const { toGitHubAnnotations, toJUnit, toMarkdown, toSarif, toText } = reportSchemaChanges;
  switch (format) {
    case 'text':
      return toText(report);
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'markdown':
      return toMarkdown(report);
    case 'junit':
      return toJUnit(report);
    case 'sarif':
      return JSON.stringify(
        toSarif(report, { version: VERSION, titleOf: (rule) => findRule(rule)?.title ?? rule }),
        null,
        2,
      );
    case 'github':
      return toGitHubAnnotations(report);
  }
}
