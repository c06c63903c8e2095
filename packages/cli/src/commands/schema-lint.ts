// mockops schema lint <contract>: what cannot be read, and what makes mocks, SDKs or coverage worse. Exit 1 on errors.
import { Command } from '@commander-js/extra-typings';
import { formatIssue, type Issue } from '@mockops/contract';
import { CONTRACT_SOURCES } from '../contract-source/sources.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';

const EXAMPLES = `
Examples:
  $ mockops schema lint openapi.yaml
  $ mockops schema lint api/ --strict --json`;

export const schemaLintCommand = (io: Io) =>
  new Command('lint')
    .description('check one contract: what cannot be read, and what is weak')
    .argument('<contract>', CONTRACT_SOURCES)
    .option('--strict', 'a warning fails, as an error does; hints are told too')
    .option('--json', 'print the findings as JSON')
    .action(async (source, { strict, json }) => {
      const { lintContract, loadContract } = await import('@mockops/schema');
      const { placeUnder } = await import('../contract-source/load.ts');
      const { readContract } = await import('../contract-source/read.ts');
      const { files, folder } = await readContract(source);
      const loaded = placeUnder(folder, await loadContract(files));
      // What the loader left out is lost to mocks and SDKs alike.
      const lost = loaded.issues.map((issue): Issue => ({ ...issue, severity: issue.severity ?? 'error' }));
      const all = [...lost, ...(loaded.ok ? lintContract(loaded.value) : [])];
      const issues = all.filter(({ severity }) => strict || severity !== 'info');
      const failing = issues.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
      if (json) printJson(io, { ok: failing.length === 0, issues });
      else
        for (const issue of issues)
          io.err(
            `${issue.severity === 'error' ? '' : `${issue.severity === 'info' ? 'hint' : 'warning'}: `}${formatIssue(issue)} [${issue.code}]`,
          );
      if (failing.length > 0)
        throw new Failure(
          `${source} has ${failing.length} ${failing.length === 1 ? 'finding' : 'findings'} to correct.`,
        );
      if (!json && loaded.ok)
        io.out(
          `${source} is sound: ${count(loaded.value.api.operations.length, 'operation')}, ${count(Object.keys(loaded.value.api.schemas).length, 'schema')}.`,
        );
    })
    .addHelpText('after', EXAMPLES);

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
