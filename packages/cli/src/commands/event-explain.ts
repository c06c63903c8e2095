// mockops events explain <id>: what each pipeline did with one event, and why; also those that did nothing, and what they would do today.
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const eventExplainCommand = (io: Io) =>
  remoteCommand('explain')
    .description('say what each pipeline did with one event, and why')
    .argument('<id>')
    .option('--all', 'also pipelines that do not listen to its type')
    .action(async (id, { all, ...options }) => {
      const api = connect(options);
      const { event, decisions } = await api.getEvent({ params: { event: id } });
      const { pipelines } = await api.explainEvent({ params: { event: id } });
      if (options.json) return printJson(io, { event, decisions, pipelines });
      io.out(
        `${event.type} of ${event.workspace_id ?? 'the organisation'} at ${shortTime(event.time)} UTC, by ${event.actor}`,
      );
      io.out(`  ${JSON.stringify(event.data)}`);
      const rows = decisions.map(({ pipeline, decision, reason, execution_id, replay_id }) => [
        pipeline,
        replay_id === null ? decision : `${decision} (replay)`,
        execution_id ?? '–',
        reason,
      ]);
      if (rows.length > 0) printTable(io, ['PIPELINE', 'DECISION', 'RUN', 'WHY'], rows);
      else io.out('No pipeline listens to this type.');
      // Today's definition is news only where it says something else than what was decided then.
      const others = pipelines.filter(({ pipeline, decision, would_run }) => {
        const decided = decision !== null || decisions.some((one) => one.pipeline === pipeline);
        return decided ? would_run !== (decision?.decision === 'started') : all || would_run;
      });
      for (const { pipeline, would_run, now } of others)
        io.out(`Now ${pipeline} ${would_run ? 'would run' : 'would not run'}: ${now}`);
    });
