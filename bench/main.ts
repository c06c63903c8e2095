// `npm run bench -- [name…] [--quick] [--json]`: measures and prints one table of ratios. It never judges, also where a target stands beside a figure.
// Exit code 0 when everything was measured, 1 when a case failed, 130 after Ctrl-C. No process is left behind in any case.
import { parseArgs } from 'node:util';
import type { Case } from './cases/case.ts';
import { contractsCase } from './cases/contracts.ts';
import { eventsCase } from './cases/events.ts';
import { mockCase } from './cases/mock.ts';
import { pipelinesCase } from './cases/pipelines.ts';
import { proxyCase } from './cases/proxy.ts';
import { pushCase } from './cases/push.ts';
import { startUpCase } from './cases/start-up.ts';
import { chooseGenerator } from './load.ts';
import { createProcesses } from './processes.ts';
import { describeMachine, formatTable, type Report } from './report.ts';

const CASES: readonly Case[] = [mockCase, proxyCase, eventsCase, pipelinesCase, contractsCase, pushCase, startUpCase];
const USAGE = `npm run bench -- [name…] [--quick] [--json]\n${CASES.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}`;

interface Options {
  cases: readonly Case[];
  quick: boolean;
  json: boolean;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !CASES.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`there is no benchmark "${unknown.join('", "')}"`);
  const cases = positionals.length === 0 ? CASES : CASES.filter(({ name }) => positionals.includes(name));
  return { cases, quick: values.quick, json: values.json };
}

async function main({ cases, quick, json }: Options): Promise<void> {
  const machine = describeMachine();
  const begun = new Date();
  const report: Report = { rows: [], notes: [] };
  const load = chooseGenerator(createProcesses()).name;
  for (const one of cases) {
    const found = await measure(one, quick);
    if (process.exitCode === INTERRUPTED) return;
    report.rows.push(...found.rows);
    for (const note of found.notes) if (!report.notes.includes(note)) report.notes.push(note);
  }
  if (json) {
    console.log(JSON.stringify({ at: begun.toISOString(), machine, load, quick, ...report }, null, 2));
    return;
  }
  if (report.rows.length > 0) console.log(`\n${formatTable(report.rows)}\n`);
  for (const note of report.notes) console.log(`Note: ${note}`);
  const seconds = Math.round((Date.now() - begun.getTime()) / 1_000);
  console.log(
    `${begun.toISOString().slice(0, 10)}, ${machine}; load by ${load}; ${seconds} s${quick ? '; --quick' : ''}`,
  );
}

/** Processes of a case end with it, so that none of them takes time from the next. */
async function measure(one: Case, quick: boolean): Promise<Report> {
  const processes = createProcesses();
  const generator = chooseGenerator(processes);
  try {
    const measured = one.measure({ processes, generator, quick, say: (line) => console.error(line) });
    return await Promise.race([measured, interrupted.promise]);
  } catch (error) {
    process.exitCode ||= 1;
    return { rows: [], notes: [`${one.name} failed: ${error instanceof Error ? error.message : String(error)}`] };
  } finally {
    await processes.stopAll();
  }
}

const INTERRUPTED = 130;
const interrupted = Promise.withResolvers<never>();
interrupted.promise.catch(() => {});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (process.exitCode !== INTERRUPTED) console.error('stopping …');
    process.exitCode = INTERRUPTED;
    interrupted.reject(new Error(name));
  });
}

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
if (options) await main(options);
