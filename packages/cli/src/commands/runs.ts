// mockops runs: what pipelines did, newest first.
import { Option } from '@commander-js/extra-typings';
import { RunStatus } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

/** The most that the server lists at once. */
const MAX_RUNS = 200;

export const runsCommand = (io: Io) =>
  remoteCommand('runs')
    .description('list pipeline runs, newest first')
    .option('--pipeline <name>', 'of this pipeline only')
    .option('--workspace <workspace>', 'of this workspace only')
    .addOption(new Option('--status <status>', 'in this state only').choices(RunStatus.options))
    .option('--event <id>', 'that this event started')
    .option('--limit <number>', `how many, up to ${MAX_RUNS}`, readLimit, 50)
    .action(async ({ pipeline, workspace, status, event, limit, ...options }) => {
      const api = connect(options);
      // A name that is no workspace would list nothing, without a word.
      const slug = workspace === undefined ? undefined : (await api.getWorkspace({ params: { workspace } })).slug;
      const runs = await api.listExecutions({
        query: {
          ...(pipeline !== undefined && { pipeline }),
          ...(slug !== undefined && { workspace_id: slug }),
          ...(status !== undefined && { status }),
          ...(event !== undefined && { event_id: event }),
          limit,
        },
      });
      if (options.json) return printJson(io, runs);
      if (runs.length === 0)
        return io.out((pipeline ?? slug ?? status ?? event) ? 'No run fits these options.' : 'Nothing has run yet.');
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

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RUNS)
    throw new Failure(`--limit ${text} is not a number from 1 to ${MAX_RUNS}.`);
  return limit;
}
