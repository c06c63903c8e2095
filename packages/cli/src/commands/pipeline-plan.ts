// mockops pipeline plan <file>: what a run would do for an event: order, rendered config, effects. Starts nothing, and needs no server.
import type { PipelinePlan } from '@mockops/contract';
import { type EventPreview, previewEvent } from '@mockops/pipelines';
import { readAssignments } from '../assignments.ts';
import { Failure, toIssue } from '../failure.ts';
import { nameOfCell } from '../follow-run.ts';
import { type Io, printJson } from '../io.ts';
import { readEvent } from '../pipelines/read-event.ts';
import { readPipelineFile } from '../pipelines/read-pipeline.ts';
import { loadLocalWorld, loadStepTypes } from '../pipelines/step-types.ts';
import { connect, type RemoteOptions, remoteCommand } from '../remote.ts';

const EXAMPLES = `
Examples:
  $ mockops pipeline plan drift.yaml                                        with an event that is made up to fit
  $ mockops pipeline plan drift.yaml --event drift.threshold_exceeded --data severity=high workspace_id=payments
  $ mockops pipeline plan drift.yaml --event event.json --input region=eu
  $ mockops pipeline plan drift.yaml --server --event 7f3c1a…               asks the server, which knows the rest`;

export const pipelinePlanCommand = (io: Io) =>
  remoteCommand('plan')
    .description('show what a run would do for an event; starts nothing')
    .argument('<file>')
    .option('--event <event>', 'a type, a file (YAML or JSON), or the id of one that happened')
    .option('--data <key=value...>', 'fields of its data')
    .option('--input <key=value...>', 'inputs')
    .option('--workspace <workspace>', 'that the event is about')
    .option('--server', 'ask the server')
    .addHelpText('after', EXAMPLES)
    .action(async (file, { event, data, input, workspace, server, ...options }) => {
      const pipeline = await readPipelineFile(file);
      const inputs = input && readAssignments(input);
      const about = await readEvent({ event, data, workspace, inputs }, pipeline.document, () => connect(options));
      const plan = server
        ? await askServer(options, {
            body: {
              source: pipeline.source,
              file,
              workspace_id: workspace ?? null,
              ...(event !== undefined && about.id === event
                ? { event_id: event }
                : { event: { type: about.type, data: about.data } }),
              ...(inputs && { inputs }),
            },
          })
        : await planHere(pipeline, about, inputs);
      if (options.json) return printJson(io, plan);
      printPlan(io, pipeline.document.name, plan);
    });

async function planHere(
  { document }: Awaited<ReturnType<typeof readPipelineFile>>,
  event: Awaited<ReturnType<typeof readEvent>>,
  inputs: ReturnType<typeof readAssignments> | undefined,
): Promise<EventPreview> {
  const types = await loadStepTypes();
  const { shield } = await loadLocalWorld({ document, secrets: {} });
  return previewEvent({
    document,
    event,
    ...(inputs && { inputs }),
    effectOf: (type) => types[type]?.effect ?? 'effect',
    show: shield.config,
  });
}

async function askServer(
  options: RemoteOptions,
  request: Parameters<ReturnType<typeof connect>['planPipeline']>[0],
): Promise<PipelinePlan> {
  const plan = await connect(options).planPipeline(request);
  if (!plan.ok) throw new Failure('The server would refuse this pipeline.', { issues: plan.issues.map(toIssue) });
  return plan;
}

type Shown = Pick<PipelinePlan, 'would_run' | 'decision' | 'steps' | 'effects'>;

function printPlan(io: Io, name: string, plan: Shown): void {
  io.out(`${name} ${plan.would_run ? 'would run' : 'would not run'} — ${plan.decision}`);
  let wave = 0;
  for (const step of plan.steps) {
    if (step.wave !== wave) io.out(`${step.wave}.`);
    wave = step.wave;
    const hook = step.section === 'steps' ? '' : ` [${step.section}]`;
    io.out(`   ${nameOfCell(step)} (${step.type}, ${step.effect})${hook} — ${step.verdict}: ${step.reason}`);
    for (const [key, value] of Object.entries(Object(step.config)))
      io.out(`       ${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  io.out(plan.effects.length === 0 ? 'Nothing would be done outside.' : 'Would be done outside:');
  for (const effect of plan.effects) io.out(`   ${effect}`);
}
