// mockops event explain <id>: what each pipeline did with one event, and why.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const eventExplainCommand = (io: Io) =>
  remoteCommand('explain')
    .description('say what each pipeline did with one event, and why')
    .argument('<id>')
    .action(async (id, options) => {
      const answer = await connect(options).getEvent({ params: { event: id } });
      if (options.json) return printJson(io, answer);
      const { event, decisions } = answer;
      io.out(
        `${event.type} of ${event.workspace_id ?? 'the organisation'} at ${shortTime(event.time)} UTC, by ${event.actor}`,
      );
      io.out(`  ${JSON.stringify(event.data)}`);
      if (decisions.length === 0) return io.out('No pipeline listens to this type.');
      const rows = decisions.map(({ pipeline, decision, reason, execution_id }) => [
        pipeline,
        decision,
        execution_id ?? '–',
        reason,
      ]);
      printTable(io, ['PIPELINE', 'DECISION', 'RUN', 'WHY'], rows);
    });
