// mockops events: what happened, newest first. What pipelines did because of it is left out unless somebody asks.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

/** The most that the server lists at once: steps of runs may lie between two events that are shown. */
const MAX_EVENTS = 500;
const SHOWN = 100;
const OF_RUNS = ['pipeline.run.', 'pipeline.step.'];

export const eventsCommand = (io: Io) =>
  remoteCommand('events')
    .description('list events, newest first, without those of pipeline runs')
    .option('--type <type>', 'of this type only, such as schema.changed')
    .option('--all', 'those of pipeline runs too')
    .action(async ({ type, all, ...options }) => {
      const hidesRuns = type === undefined && !all;
      const listed = await connect(options).listEvents({
        query: { ...(type !== undefined && { type }), limit: hidesRuns ? MAX_EVENTS : SHOWN },
      });
      const isShown = (event: { type: string }) => !hidesRuns || !OF_RUNS.some((start) => event.type.startsWith(start));
      const events = listed.filter(isShown).slice(0, SHOWN);
      if (options.json) return printJson(io, events);
      if (events.length === 0)
        return io.out(
          listed.length > 0
            ? 'Only pipeline runs made events lately; see them with --all.'
            : 'Nothing has happened yet.',
        );
      const rows = events.map((event) => [
        event.id,
        shortTime(event.time),
        event.type,
        event.workspace_id ?? '–',
        event.actor,
      ]);
      printTable(io, ['ID', 'TIME (UTC)', 'TYPE', 'WORKSPACE', 'BY'], rows);
    });
