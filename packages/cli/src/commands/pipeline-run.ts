// mockops pipeline run <name>: starts a pipeline by hand on the server. With --local and a file it runs here: what touches nothing outside is really done,
// the rest is only said.
import { StepStubs } from '@mockops/contract';
import { runLocally } from '@mockops/pipelines';
import { parse } from 'yaml';
import { z } from 'zod';
import { readAssignments } from '../assignments.ts';
import { Failure } from '../failure.ts';
import { demandSuccess, followRun, nameOfCell } from '../follow-run.ts';
import { type Io, printJson } from '../io.ts';
import { printLocalRun } from '../pipelines/print-run.ts';
import { readEvent } from '../pipelines/read-event.ts';
import { readPipelineFile } from '../pipelines/read-pipeline.ts';
import { loadLocalWorld } from '../pipelines/step-types.ts';
import { connect, type RemoteOptions, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';

const EXAMPLES = `
Examples:
  $ mockops pipeline run nightly-checkout-e2e --input min_pass_rate=0.9 --wait
  $ mockops pipeline run --local drift.yaml --event drift.threshold_exceeded --data severity=high --stubs stubs.yaml

A local run reaches neither network nor server. Steps that ask the server need a stub, in a file that says by step or step type
what comes of it: { collect: { outputs: { endpoint_count: 2 } } }.`;

interface Given extends RemoteOptions {
  input?: string[] | undefined;
  workspace?: string | undefined;
  wait?: true | undefined;
  event?: string | undefined;
  data?: string[] | undefined;
  secret?: string[] | undefined;
  stubs?: string | undefined;
}

export const pipelineRunCommand = (io: Io) =>
  remoteCommand('run')
    .description('start a pipeline by hand, or with --local run its file here')
    .argument('<pipeline>', 'name or id; with --local, its file')
    .option('--input <key=value...>', 'inputs')
    .option('--workspace <workspace>', 'that the run is about')
    .option('--wait', 'follow it until it ends; exit 1 unless it succeeds')
    .option('--local', 'run it here, without a server and without effects')
    .option('--event <event>', 'local: a type, a file (YAML or JSON), or the id of one that happened')
    .option('--data <key=value...>', 'local: fields of its data')
    .option('--secret <name=value...>', 'local: secrets; those that are not given are made up')
    .option('--stubs <file>', 'local: what comes of steps that ask the server')
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline, { local, ...given }) =>
      local ? runHere(io, pipeline, given) : runThere(io, pipeline, given),
    );

async function runThere(io: Io, pipeline: string, { input, workspace, wait, event, stubs, ...options }: Given) {
  if (event !== undefined || stubs !== undefined)
    throw new Failure('--event and --stubs are for --local; on the server, an event starts what listens to it.');
  const api = connect(options);
  const started = await api.startRun({
    params: { pipeline },
    body: { inputs: readAssignments(input ?? []), workspace_id: workspace ?? null },
  });
  if (!wait) {
    if (options.json) return printJson(io, started);
    return io.out(
      `${started.pipeline} #${started.number} is ${started.status}: mockops run show ${started.id} --watch`,
    );
  }
  const run = await followRun(api, started.id, io, options.json);
  if (options.json) printJson(io, run);
  else io.out(`${run.pipeline} #${run.number} ${run.status}`);
  demandSuccess(run);
}

async function runHere(io: Io, file: string, given: Given) {
  const { document } = await readPipelineFile(file);
  const byHand = given.event === undefined && document.triggers.some(({ manual }) => manual);
  const event = byHand ? undefined : await readEvent(given, document, () => connect(given));
  const secrets = readSecrets(document.secrets ?? [], given.secret ?? []);
  const { types, shield } = await loadLocalWorld({ document, secrets });
  const said = new Map<string, string>();
  const outcome = await runLocally({
    document,
    types,
    shield,
    secrets,
    start: new Date().toISOString(),
    events: event
      ? [
          {
            type: event.type,
            data: event.data,
            id: event.id,
            at: 0,
            depth: event.depth,
            ...(event.workspace_id !== null && { workspace_id: event.workspace_id }),
          },
        ]
      : [],
    ...(byHand && { inputs: readAssignments(given.input ?? []) }),
    ...(given.workspace !== undefined && { workspace_id: given.workspace }),
    stubs: given.stubs === undefined ? {} : await readStubs(given.stubs),
    decisions: [],
    onStep: (run, step) => {
      const name = `#${run.number} ${nameOfCell(step)}`;
      if (given.json || said.get(name) === step.status) return;
      said.set(name, step.status);
      io.err(`  ${name}: ${step.status}`);
    },
  });
  if (given.json) printJson(io, outcome);
  else {
    for (const { event: about, decision, reason } of outcome.decisions)
      io.out(`${about.type}: ${decision} — ${reason}`);
    for (const run of outcome.runs) printLocalRun(io, run, outcome.effects);
  }
  const bad = outcome.runs.find(({ status }) => status !== 'succeeded');
  if (outcome.runs.length === 0) throw new Failure('Nothing ran.');
  if (bad) throw new Failure(`${document.name} #${bad.number} ended as ${bad.status}.`);
}

/** Values that are not given stand for themselves, so that their way through the run can be seen to be hidden. */
function readSecrets(declared: readonly string[], given: readonly string[]): Record<string, string> {
  const values = z.record(z.string(), z.string()).parse(readAssignments(given, { isText: () => true }));
  return Object.fromEntries(declared.map((name) => [name, values[name] ?? `made-up-${name}`]));
}

async function readStubs(file: string): Promise<Record<string, StepStubs>> {
  const read = z.record(z.string(), StepStubs).safeParse(parse(await readTextFile(file)));
  if (read.success) return read.data;
  throw new Failure(`${file} holds no stubs:\n${z.prettifyError(read.error)}`);
}
