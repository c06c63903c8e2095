// mockops events: what happened, newest first.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const eventsCommand = (io: Io) =>
  remoteCommand('events')
    .description('list events, newest first')
    .option('--type <type>', 'of this type only, such as schema.changed')
    .action(async (options) => {
      const { type } = options;
      const events = await connect(options).listEvents({ query: { ...(type !== undefined && { type }) } });
      if (options.json) return printJson(io, events);
      if (events.length === 0) return io.out('Nothing has happened yet.');
      const rows = events.map((event) => [
        event.id,
        shortTime(event.time),
        event.type,
        event.workspace_id ?? '–',
        event.actor,
      ]);
      printTable(io, ['ID', 'TIME (UTC)', 'TYPE', 'WORKSPACE', 'BY'], rows);
    });
