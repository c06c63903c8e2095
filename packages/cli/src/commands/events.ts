// mockops events: what happened, newest first. What pipelines did because of it is left out unless somebody asks.
import type { Client, EventEnvelope } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

/** The most that the server lists at once. */
const PAGE = 500;
const SHOWN = 100;
const MAX_SHOWN = 10_000;
/** Steps of runs may lie between two events that are shown; older ones are not looked through. */
const PAGES = 20;
const OF_RUNS = ['pipeline.run.', 'pipeline.step.'];

export const eventsListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list events, newest first, without those of pipeline runs (the default)')
    .option('--type <type>', 'of this type only, such as schema.changed')
    .option('--workspace <workspace>', 'of this workspace only')
    .option('--correlation <id>', 'that go back to the same event from the outside')
    .option('--before <id>', 'older than this event')
    .option('--limit <number>', `how many, up to ${MAX_SHOWN}`, readLimit, SHOWN)
    .option('--all', 'those of pipeline runs too')
    .action(async ({ type, workspace, correlation, before, limit, all, ...options }) => {
      const hidesRuns = type === undefined && correlation === undefined && !all;
      const { events, hidden } = await readEvents(connect(options), {
        limit,
        isShown: (event) => !hidesRuns || !OF_RUNS.some((start) => event.type.startsWith(start)),
        query: {
          ...(type !== undefined && { type }),
          ...(workspace !== undefined && { workspace_id: workspace }),
          ...(correlation !== undefined && { correlation_id: correlation }),
          ...(before !== undefined && { before }),
        },
      });
      if (options.json) return printJson(io, events);
      if (events.length === 0)
        return io.out(
          hidden > 0 ? 'Only pipeline runs made events lately; see them with --all.' : 'Nothing has happened yet.',
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

interface Wanted {
  limit: number;
  isShown: (event: EventEnvelope) => boolean;
  query: { before?: string };
}

/** Page by page, until enough are found. */
async function readEvents(api: Client, { limit, isShown, query }: Wanted) {
  const events: EventEnvelope[] = [];
  let hidden = 0;
  let before = query.before;
  for (let pages = 0; pages < PAGES && events.length < limit; pages += 1) {
    const page = await api.listEvents({ query: { ...query, ...(before !== undefined && { before }), limit: PAGE } });
    const shown = page.filter(isShown);
    events.push(...shown);
    hidden += page.length - shown.length;
    before = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  return { events: events.slice(0, limit), hidden };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SHOWN)
    throw new Failure(`--limit ${text} is not a number from 1 to ${MAX_SHOWN}.`);
  return limit;
}
