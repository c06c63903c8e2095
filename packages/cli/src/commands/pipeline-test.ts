// mockops pipeline test [paths]: runs the cases of *.test.yaml files, without a server and without effects. Exit 1 when one does not come out as expected.
import { Option } from '@commander-js/extra-typings';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { findTestFiles } from '../pipelines/find-files.ts';
import { printJunit, printResultsJson, printText } from '../pipelines/report-tests.ts';
import { type CaseResult, runTestFile } from '../pipelines/run-tests.ts';
import { remoteCommand } from '../remote.ts';

const EXAMPLES = `
A case raises events at virtual times, says what comes of steps that reach outside, and what is expected of it all:

  pipeline: drift-to-pr.yaml
  cases:
    - name: two incidents in one batch make one pull request
      events:
        - { type: drift.threshold_exceeded, at: 0s, data: { workspace_id: w1, incident_id: i1, severity: high } }
        - { type: drift.threshold_exceeded, at: 2m, data: { workspace_id: w1, incident_id: i2, severity: medium } }
      stubs:
        collect: { outputs: { report: {}, endpoint_count: 2 } }
        pr: [{ fail: { kind: transient, message: busy }, times: 1 }, { outputs: { number: 7 } }]
      expect:
        runs: 1
        steps: { collect: succeeded, pr: succeeded }
        effects: [{ type: create_pr, count: 1 }]

Waits, delays, debounce windows and the expiry of approvals pass at once. Pull requests and messages are imitated.

Examples:
  $ mockops pipeline test pipelines/
  $ mockops pipeline test pipelines/ --filter "two incidents" --verbose
  $ mockops pipeline test pipelines/ --format junit > results.xml`;

export const pipelineTestCommand = (io: Io) =>
  remoteCommand('test')
    .description('run the test cases of pipelines; needs no server')
    .argument('[paths...]', 'test files, or folders that are searched for *.test.yaml')
    .addOption(
      new Option('--format <format>', 'how results are written')
        .choices(['text', 'json', 'junit'])
        .default('text' as const),
    )
    .option('--filter <text>', 'cases with this in their name only')
    .option('--verbose', 'also what ran and what would have been done outside')
    .addHelpText('after', EXAMPLES)
    .action(async (paths, { filter, verbose, json, format }) => {
      const results: CaseResult[] = [];
      for (const file of await findTestFiles(paths.length === 0 ? ['.'] : paths))
        results.push(...(await runTestFile(file, (name) => filter === undefined || name.includes(filter))));
      if (results.length === 0) throw new Failure(`No case has "${filter}" in its name.`);
      if (json || format === 'json') printResultsJson(io, results);
      else if (format === 'junit') printJunit(io, results);
      else printText(io, results, verbose ?? false);
      const failed = results.filter(({ ok }) => !ok).length;
      if (failed > 0) throw new Failure(`${failed} of ${results.length} cases failed.`);
    });
