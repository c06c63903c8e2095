// Processor time of a server, from /proc: what a request costs whoever else uses the machine meanwhile. Undefined where there is no /proc.
import { readFileSync } from 'node:fs';

/** Linux reports processor time to programs in hundredths of a second, whatever the kernel's own tick is. */
const TICK_US = 10_000;

/** Microseconds that the process and its children have used; nginx works in a child. */
export function readCpuTime(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return [pid, ...children].reduce((sum, one) => sum + readTicks(one), 0) * TICK_US;
  } catch {
    return undefined;
  }
}

/** Fields 14 and 15 of proc_pid_stat(5): in user mode and in the kernel. The name in field 2 may hold blanks, so count behind it. */
function readTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
