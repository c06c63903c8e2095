// mockops pipeline lint <files and folders>: checks pipelines without a server and without saving them. Exit 1 when one would be refused.
import { Option } from '@commander-js/extra-typings';
import { formatIssue } from '@mockops/contract';
import { Failure, toIssue } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { findPipelineFiles } from '../pipelines/find-files.ts';
import { type Finding, lintPipelines, type PipelineText, toFinding } from '../pipelines/lint.ts';
import { toSarif } from '../pipelines/sarif.ts';
import { loadKnownTypes } from '../pipelines/step-types.ts';
import { toWorkflowCommand } from '../pipelines/workflow-commands.ts';
import { connect, type RemoteOptions, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';
import { VERSION } from '../version.ts';

const EXAMPLES = `
Examples:
  $ mockops pipeline lint pipelines/                            every pipeline of a folder, and loops between them
  $ mockops pipeline lint drift.yaml --strict                   warnings fail too
  $ mockops pipeline lint pipelines/ --format sarif > out.sarif
  $ mockops pipeline lint drift.yaml --workspace payments       also asks the server which connections are missing there`;

export const pipelineLintCommand = (io: Io) =>
  remoteCommand('lint')
    .description('check pipelines without saving them; needs no server')
    .argument('<files...>', 'files, or folders that are searched for pipelines')
    .addOption(
      new Option('--format <format>', 'how findings are written')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text' as const),
    )
    .option('--strict', 'a warning fails, as an error does; hints are told too')
    .option('--server', 'ask the server too, which knows what connections and secrets there are')
    .option('--workspace <workspace>', 'ask the server too, as a pipeline of this workspace')
    .addHelpText('after', EXAMPLES)
    .action(async (given, { strict, server, workspace, ...options }) => {
      const files: PipelineText[] = [];
      for (const file of await findPipelineFiles(given)) files.push({ file, text: await readTextFile(file) });
      const findings = lintPipelines(files, await loadKnownTypes(), { strict: strict ?? false });
      if (server || workspace !== undefined)
        findings.push(...(await askServer(files, findings, options, workspace ?? null)));
      const failing = findings.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
      const format = options.json ? 'json' : options.format;
      print(io, format, files, findings, failing);
      if (failing.length === 0) return;
      const refused = new Set(failing.map(({ file }) => file));
      const what = refused.size === 1 ? `${[...refused].join()} would be` : `${refused.size} pipelines would be`;
      const why = failing.some(({ severity }) => severity === 'error') ? 'refused' : 'saved with warnings';
      throw new Failure(`${what} ${why}.`);
    });

/** What only the server can find; what both find is said once. */
async function askServer(
  files: readonly PipelineText[],
  known: readonly Finding[],
  options: RemoteOptions,
  workspace_id: string | null,
): Promise<Finding[]> {
  const api = connect(options);
  const said = new Set(known.map(({ issue }) => formatIssue(issue)));
  const found: Finding[] = [];
  for (const { file, text } of files) {
    const { ok, issues } = await api.validatePipeline({ body: { source: text, file, workspace_id } });
    const more = issues.map(toIssue).filter((issue) => !said.has(formatIssue(issue)));
    found.push(...more.map((issue) => toFinding({ severity: ok ? 'warning' : 'error', ...issue }, { file, text })));
  }
  return found;
}

function print(
  io: Io,
  format: 'text' | 'json' | 'sarif' | 'github',
  files: readonly PipelineText[],
  findings: readonly Finding[],
  failing: readonly Finding[],
): void {
  switch (format) {
    case 'json':
      printJson(io, {
        ok: failing.length === 0,
        issues: findings.map(({ issue, severity, region }) => ({ ...issue, severity, region })),
      });
      return;
    case 'sarif':
      printJson(io, toSarif(findings, VERSION));
      return;
    case 'github':
      for (const finding of findings) io.out(toWorkflowCommand(finding));
      return;
    case 'text': {
      for (const { issue, severity } of findings)
        io.err(`${severity === 'error' ? '' : `${severity === 'info' ? 'hint' : severity}: `}${formatIssue(issue)}`);
      if (failing.length > 0) return;
      const [only] = files;
      io.out(files.length === 1 && only ? `${only.file} is a valid pipeline.` : `${files.length} pipelines are valid.`);
    }
  }
}
