// mockops schema bundle <contract>: many files as one document, for tools that follow no references between files.
import { writeFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { stringify } from 'yaml';
import { CONTRACT_SOURCES } from '../contract-source/sources.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';

export const schemaBundleCommand = (io: Io) =>
  new Command('bundle')
    .description('write an OpenAPI contract of many files as one document')
    .argument('<contract>', CONTRACT_SOURCES)
    .option('--out <file>', 'where to; .json gives JSON, everything else YAML. Default: to the output')
    .option('--json', 'JSON instead of YAML on the output')
    .action(async (source, { out, json }) => {
      const { bundleContract } = await import('@mockops/schema');
      const { issuesUnder } = await import('../contract-source/load.ts');
      const { readContract } = await import('../contract-source/read.ts');
      const { files, folder } = await readContract(source);
      const bundled = bundleContract(files);
      const issues = issuesUnder(folder, bundled.issues);
      if (!bundled.ok) throw new Failure(`${source} cannot be bundled.`, { issues });
      const isJson = json || /\.json$/i.test(out ?? '');
      const text = isJson
        ? JSON.stringify(bundled.value, null, 2)
        : stringify(bundled.value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
      if (out === undefined) io.out(text);
      else await writeFile(out, `${text}\n`);
      if (issues.length > 0)
        throw new Failure(`${source} refers to what is not there; the references were kept.`, {
          issues,
        });
      if (out !== undefined) io.err(`${out} is ${source} in one file.`);
    })
    .addHelpText(
      'after',
      '\nExamples:\n  $ mockops schema bundle openapi.yaml --out bundled.yaml\n  $ mockops schema bundle api.zip --json',
    );
