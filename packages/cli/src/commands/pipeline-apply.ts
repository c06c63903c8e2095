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
      const body = { source: await readTextFile(file), file, workspace_id: options.workspace ?? null };
      const pipeline = await connect(options).savePipeline({ body });
      if (options.json) return printJson(io, pipeline);
      const triggers = pipeline.triggers.map((trigger) => trigger.event).join(', ');
      io.out(`${pipeline.name} revision ${pipeline.revision}: ${pipeline.steps.length} steps on ${triggers}`);
      for (const issue of pipeline.issues) io.err(formatIssue(toIssue(issue)));
    });
