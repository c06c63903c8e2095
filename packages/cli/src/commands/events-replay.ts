// mockops events replay: delivers events again. It shows first what that would do, asks, and follows the replay to its end; Ctrl-C stops it.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, parseDuration, type Replay, type ReplayPreview, type ReplaySelection } from '@mockops/contract';
import { confirm } from '../confirm.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { onStop } from '../stop.ts';

const POLL_MS = 500;

const EXAMPLES = `
Examples:
  $ mockops events replay 7f3c…                                   one event
  $ mockops events replay --type schema.changed --from 2h --dry-run
  $ mockops events replay --from 2026-11-22T08:00:00Z --to 2026-11-22T09:00:00Z --pipeline drift-to-pr --rate 5
  $ mockops events replay stop <id>                               and: resume, show

A dry run delivers nothing: it stores what each pipeline would have decided. Messages and pull requests that were sent for an event
before are not sent again, unless --force-effects is given.`;

export const eventsReplayCommand = (io: Io) =>
  remoteCommand('replay')
    .description('deliver events to pipelines again; previews and asks first')
    .argument('[events...]', 'ids; without them, what the options select')
    .option('--from <time>', 'from this instant on, or so long ago: 2026-11-22T08:00:00Z, 2h', readInstant)
    .option('--to <time>', 'up to this instant, or so long ago', readInstant)
    .option('--type <types...>', 'of these types only')
    .option('--pipeline <names...>', 'to these pipelines only')
    .option('--workspace <workspace>', 'of this workspace only')
    .option('--rate <number>', 'events a second', Number, 10)
    .option('--dry-run', 'start nothing; say what each pipeline would decide')
    .option('--force-effects', 'send again what was sent before')
    .option('--yes', 'do not ask')
    .option('--no-follow', 'leave when it has begun')
    .addHelpText('after', EXAMPLES)
    .action(async (events, given) => {
      const { from, to, type, pipeline, workspace, rate, dryRun, forceEffects, yes, follow, ...options } = given;
      const selection: ReplaySelection = {
        ...(events.length > 0 && { event_ids: events }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(type !== undefined && { types: type }),
        ...(pipeline !== undefined && { pipelines: pipeline }),
        ...(workspace !== undefined && { workspace_id: workspace }),
      };
      if (Object.keys(selection).every((key) => key === 'pipelines'))
        throw new Failure('Say which events: ids, --from, --to, --type or --workspace.');
      if (!(rate >= 0.1 && rate <= 1_000)) throw new Failure('--rate is a number from 0.1 to 1000, events a second.');
      const api = connect(options);
      const preview = await api.previewReplay({ body: selection });
      if (!options.json) printPreview(io, preview);
      if (preview.events === 0) throw new Failure('No event fits; nothing to replay.');
      if (!yes && !dryRun && !(await confirm(`Deliver ${count(preview.events, 'event')} again?`)))
        return io.err('Nothing was delivered.');
      const started = await api.createReplay({
        body: { ...selection, rate, dry_run: dryRun ?? false, force_effects: forceEffects ?? false },
      });
      const replay = follow ? await followReplay(api, started, io, options.json) : started;
      await printEnd(io, api, replay, options.json);
    });

const changeCommand = (io: Io, name: 'stop' | 'resume', status: 'stopped' | 'running', description: string) =>
  remoteCommand(name)
    .description(description)
    .argument('<replay>', 'its id')
    .action(async (id, options) => {
      const replay = await connect(options).changeReplay({ params: { replay: id }, body: { status } });
      if (options.json) return printJson(io, replay);
      io.out(`replay ${replay.id} is ${replay.status}: ${progress(replay)}`);
    });

export const replayStopCommand = (io: Io) => changeCommand(io, 'stop', 'stopped', 'stop a replay where it is');
export const replayResumeCommand = (io: Io) => changeCommand(io, 'resume', 'running', 'go on with a stopped replay');

export const replayShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one replay with its decisions')
    .argument('<replay>', 'its id')
    .action(async (id, options) => {
      const api = connect(options);
      await printEnd(io, api, await api.getReplay({ params: { replay: id } }), options.json);
    });

export const replaysCommand = (io: Io) =>
  remoteCommand('replays')
    .description('list replays, newest first')
    .action(async (options) => {
      const replays = await connect(options).listReplays();
      if (options.json) return printJson(io, replays);
      if (replays.length === 0) return io.out('Nothing was replayed yet.');
      const rows = replays.map((replay) => [
        replay.id,
        replay.dry_run ? `${replay.status} (dry run)` : replay.status,
        progress(replay),
        replay.actor,
        shortTime(replay.created_at),
      ]);
      printTable(io, ['ID', 'STATUS', 'PROGRESS', 'BY', 'CREATED (UTC)'], rows);
    });

function readInstant(text: string): string {
  const ago = parseDuration(text);
  const at = ago === undefined ? new Date(text) : new Date(Date.now() - ago);
  if (Number.isNaN(at.getTime()))
    throw new Failure(`"${text}" is no time; write 2026-11-22T08:00:00Z, or how long ago: 30m, 2h, 7d.`);
  return at.toISOString();
}

function printPreview(io: Io, { events, by_type, pipelines, oldest, newest }: ReplayPreview): void {
  io.err(`${count(events, 'event')}${oldest ? `, ${shortTime(oldest)} → ${shortTime(newest)} UTC` : ''}`);
  for (const [type, count] of Object.entries(by_type)) io.err(`  ${type}: ${count}`);
  for (const { pipeline, runs, effects } of pipelines) {
    io.err(`  ${pipeline}: ${count(runs, 'run')}`);
    for (const effect of effects) io.err(`    ${effect}`);
  }
}

/** Ctrl-C stops the replay, not only us. */
async function followReplay(api: Client, started: Replay, io: Io, quiet: true | undefined): Promise<Replay> {
  const stop = onStop();
  try {
    let replay: Replay = started;
    let said = '';
    while (replay.status === 'running') {
      await Promise.race([sleep(POLL_MS), stop.asked]);
      if (stop.signal.aborted)
        return await api.changeReplay({ params: { replay: replay.id }, body: { status: 'stopped' } });
      replay = await api.getReplay({ params: { replay: replay.id } });
      if (!quiet && progress(replay) !== said) io.err(`  ${progress(replay)}`);
      said = progress(replay);
    }
    return replay;
  } finally {
    stop.release();
  }
}

async function printEnd(io: Io, api: Client, replay: Replay, json: true | undefined): Promise<void> {
  const full = await api.getReplay({ params: { replay: replay.id } });
  if (json) return printJson(io, full);
  for (const { event_type, event_id, pipeline, decision, reason } of full.dry_run ? full.decisions : [])
    io.out(`${event_type} ${event_id} → ${pipeline}: ${decision} (${reason})`);
  io.out(`replay ${full.id} ${full.status}: ${progress(full)}`);
  if (full.status === 'stopped') io.out(`Go on with: mockops events replay resume ${full.id}`);
}

const progress = ({ delivered, total, started_runs, dry_run }: Replay): string =>
  `${delivered} of ${count(total, 'event')}, ${count(started_runs, 'run')} ${dry_run ? 'would have started' : 'started'}`;

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
