// Follows a run on the server until it ends: one line for each step that changes, on stderr. Out: the run as it ended. Polling, because it also works
// through proxies that cut long connections.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Execution, RunStatus } from '@mockops/contract';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';

const POLL_MS = 500;

const ENDS: readonly RunStatus[] = [
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'skipped',
  'superseded',
  'expired',
];

export const hasEnded = ({ status }: { status: RunStatus }): boolean => ENDS.includes(status);

/** `quiet`: says nothing meanwhile. */
export async function followRun(api: Client, execution: string, io: Io, quiet = false): Promise<Execution> {
  const said = new Map<string, string>();
  for (;;) {
    const run = await api.getExecution({ params: { execution } });
    if (!quiet) sayChanges(io, run, said);
    if (hasEnded(run)) return run;
    await sleep(POLL_MS);
  }
}

/** A run that did not succeed makes the command fail. */
export function demandSuccess(run: Execution): void {
  if (run.status === 'succeeded') return;
  throw new Failure(
    `${run.pipeline} #${run.number} ended as ${run.status}${run.error_message ? `: ${run.error_message}` : ''}.`,
  );
}

/** `checkout[happy]` */
export const nameOfCell = ({ name, item }: { name: string; item: string }): string =>
  item === '' ? name : `${name}[${item}]`;

function sayChanges(io: Io, run: Execution, said: Map<string, string>): void {
  for (const step of run.steps) {
    const name = nameOfCell(step);
    const waiting = step.status === 'waiting' && step.waiting_for ? ` for ${step.waiting_for}` : '';
    const failed = step.status === 'failed' && step.message ? ` — ${step.message}` : '';
    const line = `${step.status}${waiting}${failed}`;
    if (said.get(name) === line || step.status === 'pending') continue;
    said.set(name, line);
    io.err(`  ${name}: ${line}`);
  }
}
