// mockops pipeline list: what is automated, and how its last run went.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const pipelineListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list pipelines with their last run')
    .action(async (options) => {
      const pipelines = await connect(options).listPipelines();
      if (options.json) return printJson(io, pipelines);
      if (pipelines.length === 0)
        return io.out('There is no pipeline yet; create one with `mockops pipeline apply <file>`.');
      const rows = pipelines.map((pipeline) => [
        pipeline.name,
        pipeline.enabled ? 'on' : 'off',
        pipeline.triggers.map(({ label }) => label).join(', '),
        `${pipeline.runs.succeeded}/${pipeline.runs.total}`,
        pipeline.last_run ? `${pipeline.last_run.status} ${shortTime(pipeline.last_run.created_at)}` : '–',
      ]);
      printTable(io, ['PIPELINE', 'STATE', 'STARTS ON', 'SUCCEEDED', 'LAST RUN'], rows);
    });
