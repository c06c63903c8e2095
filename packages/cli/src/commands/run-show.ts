// mockops run show <id>: one run with its steps; --watch follows it to its end and exits 1 unless it succeeded.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouteOutput, Routes } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

type Execution = RouteOutput<Routes['getExecution']>;

const POLL_MS = 500;

export const runShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one run with its steps')
    .argument('<id>')
    .option('--watch', 'follow it until it ends')
    .action(async (execution, options) => {
      const api = connect(options);
      let run = await api.getExecution({ params: { execution } });
      const said = new Map<string, string>();
      while (options.watch && !hasEnded(run)) {
        if (!options.json) sayChanges(io, run, said);
        await sleep(POLL_MS);
        run = await api.getExecution({ params: { execution } });
      }
      if (options.json) printJson(io, run);
      else if (options.watch) sayChanges(io, run, said);
      if (!options.json) printRun(io, run);
      if (options.watch && run.status !== 'succeeded')
        throw new Failure(`${run.pipeline} #${run.number} ended as ${run.status}.`);
    });

const hasEnded = ({ status }: Execution) => status !== 'queued' && status !== 'running';

/** One line per step whose status is new since the last look. */
function sayChanges(io: Io, run: Execution, said: Map<string, string>): void {
  for (const { name, status } of run.steps) {
    if (said.get(name) === status || status === 'pending') continue;
    said.set(name, status);
    io.err(`  ${name}: ${status}`);
  }
}

function printRun(io: Io, run: Execution): void {
  io.out(`${run.pipeline} #${run.number} (revision ${run.revision}) — ${run.status}`);
  io.out(`  started by ${run.trigger_event}${run.workspace_id ? ` of ${run.workspace_id}` : ''}: ${run.reason}`);
  io.out(`  ${shortTime(run.started_at)} → ${shortTime(run.completed_at)} UTC`);
  if (run.error_message) io.out(`  ${run.error_message}`);
  for (const step of run.steps) {
    const tries = step.attempts.length > 1 ? `, ${step.attempts.length} attempts` : '';
    io.out(`${step.position + 1}. ${step.name} (${step.type}) — ${step.status}${tries}`);
    if (step.message) io.out(`     ${step.message}`);
    if (step.output !== null) io.out(`     ${JSON.stringify(step.output)}`);
  }
}
