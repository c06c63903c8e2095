// mockops runs: what pipelines did, newest first.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const runsCommand = (io: Io) =>
  remoteCommand('runs')
    .description('list pipeline runs, newest first')
    .option('--pipeline <name>', 'of this pipeline only')
    .action(async (options) => {
      const { pipeline } = options;
      const runs = await connect(options).listExecutions({ query: { ...(pipeline !== undefined && { pipeline }) } });
      if (options.json) return printJson(io, runs);
      if (runs.length === 0) return io.out('Nothing has run yet.');
      const rows = runs.map((run) => [
        run.id,
        `${run.pipeline} #${run.number}`,
        run.status,
        run.trigger_event,
        run.workspace_id ?? '–',
        shortTime(run.created_at),
      ]);
      printTable(io, ['ID', 'RUN', 'STATUS', 'EVENT', 'WORKSPACE', 'CREATED (UTC)'], rows);
    });
