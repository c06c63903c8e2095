// mockops pipeline apply <file>: saves a pipeline; identical content makes no revision.
import { formatIssue } from '@mockops/contract';
import { toIssue } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';

export const pipelineApplyCommand = (io: Io) =>
  remoteCommand('apply')
    .description('create or replace a pipeline from its file')
    .argument('<file>')
    .option('--workspace <workspace>', 'the pipeline belongs to this workspace and hears its events only')
    .action(async (file, options) => {
      const api = connect(options);
      const body = { source: await readTextFile(file), file, workspace_id: options.workspace ?? null };
      const before = await api.listPipelines();
      const pipeline = await api.savePipeline({ body });
      if (options.json) return printJson(io, pipeline);
      const replaced = before.find(({ id }) => id === pipeline.id)?.revision;
      const triggers = pipeline.triggers.map(({ label }) => label).join(', ') || 'call';
      io.out(`${pipeline.name}: ${compareRevisions(pipeline.revision, replaced)}`);
      io.out(`  ${pipeline.steps.length} steps; starts: ${triggers}`);
      for (const issue of pipeline.issues) io.err(formatIssue(toIssue(issue)));
    });

function compareRevisions(revision: number, before: number | undefined): string {
  if (before === undefined) return `revision ${revision} is new`;
  return before === revision ? `revision ${revision} is unchanged` : `revision ${revision} replaces ${before}`;
}
