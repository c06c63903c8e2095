// mockops pipeline show <name>: one pipeline with its health, or its file as it was saved.
import { formatIssue } from '@mockops/contract';
import { toIssue } from '../failure.ts';
import { type Io, printJson, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const pipelineShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one pipeline')
    .argument('<pipeline>', 'name or id')
    .option('--source', 'print its YAML and nothing else')
    .action(async (name, options) => {
      const pipeline = await connect(options).getPipeline({ params: { pipeline: name } });
      if (options.json) return printJson(io, pipeline);
      if (options.source) return io.out(pipeline.source.trimEnd());
      const { revision, enabled, workspace_id, description, triggers, steps, runs, last_run } = pipeline;
      io.out(
        `${pipeline.name} revision ${revision}, ${enabled ? 'on' : 'off'}, of ${workspace_id ?? 'the organisation'}`,
      );
      if (description) io.out(`  ${description}`);
      for (const { event, filters } of triggers) io.out(`  on ${event}${filters ? ` ${JSON.stringify(filters)}` : ''}`);
      for (const [index, step] of steps.entries()) io.out(`${index + 1}. ${step.name} (${step.type})`);
      io.out(`${runs.total} runs: ${runs.succeeded} succeeded, ${runs.failed} failed, ${runs.running} running`);
      if (last_run)
        io.out(`last: #${last_run.number} ${last_run.status} ${shortTime(last_run.created_at)} UTC, ${last_run.id}`);
      for (const issue of pipeline.issues) io.err(formatIssue(toIssue(issue)));
    });
