// mockops pipeline show <name>: one pipeline with its health, or its file as it was saved.
import { formatIssue, type Pipeline } from '@mockops/contract';
import { toIssue } from '../failure.ts';
import { type Io, printJson, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const pipelineShowCommand = (io: Io) =>
  remoteCommand('show')
    .description('show one pipeline')
    .argument('<pipeline>', 'name or id')
    .option('--source', 'print its YAML and nothing else')
    .action(async (name, options) => {
      const pipeline = await connect(options).getPipeline({ params: { pipeline: name } });
      if (options.json) return printJson(io, pipeline);
      if (options.source) return io.out(pipeline.source.trimEnd());
      const { revision, enabled, workspace_id, description, triggers, steps, runs, last_run } = pipeline;
      io.out(
        `${pipeline.name} revision ${revision}, ${enabled ? 'on' : 'off'}, of ${workspace_id ?? 'the organisation'}`,
      );
      if (description) io.out(`  ${description}`);
      for (const trigger of triggers) io.out(`  on ${describeTrigger(trigger)}`);
      for (const [index, { name: step, type, needs }] of steps.entries())
        io.out(`${index + 1}. ${step} (${type})${needs.length > 1 ? ` after ${needs.join(', ')}` : ''}`);
      io.out(`${runs.total} runs: ${runs.succeeded} succeeded, ${runs.failed} failed, ${runs.running} running`);
      if (last_run)
        io.out(`last: #${last_run.number} ${last_run.status} ${shortTime(last_run.created_at)} UTC, ${last_run.id}`);
      const health = describeHealth(pipeline.health);
      if (health !== undefined) io.out(health);
      for (const issue of pipeline.issues) io.err(formatIssue(toIssue(issue)));
    });

function describeTrigger({ label, filters, enabled, next_at, url }: Pipeline['triggers'][number]): string {
  return [
    label,
    filters && JSON.stringify(filters),
    !enabled && '(off)',
    next_at !== null && `next at ${shortTime(next_at)} UTC`,
    url !== null && `at ${url}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Of the last 30 days; nothing is said where there is nothing to say it of. */
function describeHealth({ success_rate, duration_p50_ms, duration_p95_ms, flaky_steps }: Pipeline['health']) {
  if (success_rate === null) return undefined;
  const flaky = flaky_steps.map(({ step, times }) => `${step} (${times}×)`).join(', ');
  return [
    `in 30 days ${Math.round(success_rate * 100)} % succeeded`,
    duration_p50_ms !== null &&
      duration_p95_ms !== null &&
      `p50 ${seconds(duration_p50_ms)}, p95 ${seconds(duration_p95_ms)}`,
    flaky !== '' && `flaky: ${flaky}`,
  ]
    .filter(Boolean)
    .join('; ');
}

const seconds = (ms: number): string => (ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`);
