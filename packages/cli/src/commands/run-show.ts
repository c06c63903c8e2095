// mockops run show <id>: one run with its steps; --log adds what they said; --watch follows it to its end and exits 1 unless it succeeded.
import type { Client, Execution, ExecutionStep } from '@mockops/contract';
import { demandSuccess, followRun, nameOfCell } from '../follow-run.ts';
import { type Io, printJson, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const PAGE = 1_000;

export const runShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one run with its steps')
    .argument('<id>')
    .option('--watch', 'follow it until it ends')
    .option('--log', 'with the log of its steps')
    .option('--step <name>', 'of the log, this step only')
    .action(async (execution, options) => {
      const api = connect(options);
      const run = options.watch
        ? await followRun(api, execution, io, options.json)
        : await api.getExecution({ params: { execution } });
      const log = options.log || options.step !== undefined ? await readLog(api, execution, options.step) : undefined;
      if (options.json) printJson(io, log ? { ...run, log } : run);
      else {
        printRun(io, run);
        for (const line of log ?? [])
          io.out(`${shortTime(line.at)} ${nameOfCell({ name: line.step, item: line.item })}: ${line.message}`);
      }
      if (options.watch) demandSuccess(run);
    });

async function readLog(api: Client, execution: string, step: string | undefined) {
  const lines = [];
  for (let after = 0; ; ) {
    const page = await api.getExecutionLog({
      params: { execution },
      query: { after, limit: PAGE, ...(step !== undefined && { step }) },
    });
    lines.push(...page);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return lines;
    after = last.cursor;
  }
}

function printRun(io: Io, run: Execution): void {
  const again = run.rerun_of === null ? '' : `, attempt ${run.attempt}, repeats ${run.rerun_of}`;
  io.out(`${run.pipeline} #${run.number} (revision ${run.revision}${again}) — ${run.status}`);
  io.out(`  started by ${run.trigger_event}${run.workspace_id ? ` of ${run.workspace_id}` : ''}: ${run.reason}`);
  if (run.events.length > 1) io.out(`  ${run.events.length} events`);
  if (Object.keys(run.inputs).length > 0) io.out(`  inputs ${JSON.stringify(run.inputs)}`);
  io.out(`  ${shortTime(run.started_at)} → ${shortTime(run.completed_at)} UTC`);
  if (run.not_before) io.out(`  not before ${shortTime(run.not_before)} UTC`);
  if (run.error_message) io.out(`  ${run.error_message}`);
  let number = 0;
  for (const step of run.steps) {
    if (step.item === '') number += 1;
    printStep(io, step, step.item === '' ? `${number}.` : '  ');
  }
  for (const { level, message, location } of run.annotations)
    io.out(`${level}: ${location ? `${location} — ` : ''}${message}`);
  if (run.outputs !== null) io.out(`outputs ${JSON.stringify(run.outputs)}`);
}

function printStep(io: Io, step: ExecutionStep, number: string): void {
  // What went on after a wait is no other try.
  const count = step.attempts.filter(({ status }) => status !== 'waiting').length;
  const tries = count > 1 ? `, ${count} attempts` : '';
  const reused = step.reused_from === null ? '' : `, outputs of ${step.reused_from}`;
  io.out(`${number} ${nameOfCell(step)} (${step.type}) — ${step.status}${tries}${reused}`);
  if (step.status === 'waiting' && step.waiting_for)
    io.out(`     waits for ${step.waiting_for}${step.wake_at ? `, until ${shortTime(step.wake_at)} UTC` : ''}`);
  if (step.message) io.out(`     ${step.message}`);
  if (step.output !== null) io.out(`     ${JSON.stringify(step.output)}`);
}
