// `run_system_scenario`: sends the requests of a system scenario through its federation. In: persona, routing key, levels of single services, and what is
// expected. Out: how each request went. A gateway that does not answer at all is infrastructure, so `retry.when: [infrastructure]` repeats it.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { judgeReport } from '../judge-report.ts';
import { StepFailure } from '../step-type.ts';
import { RunSystemScenarioConfig, RunSystemScenarioOutputs } from './schema.ts';

export const runSystemScenario = defineStep<RunSystemScenarioConfig>({
  type: 'run_system_scenario',
  summary: 'Runs a system scenario through its federation and checks every answer',
  effect: 'idempotent',
  config: RunSystemScenarioConfig,
  outputs: RunSystemScenarioOutputs,
  timeout_ms: 600_000,
  needs: () => [{ kind: 'federation', target: 'run' }],
  emits: ({ federation, scenario }) => [{ type: 'system_scenario.completed', data: { federation, scenario } }],
  run: (context) =>
    asStepWork(async () => {
      const { services, signal, idempotency_key, run, log } = context;
      const { expect, ...request } = context.config;
      // Another attempt is another run of it, with an event of its own.
      const key = `${idempotency_key}/${context.attempt}`;
      const report = await services.runSystemScenario({ ...request, ci_run: run.id, idempotency_key: key, signal });
      const { outputs, reasons } = judgeReport(report, expect);
      for (const { name, problems } of outputs.failed.slice(0, 20))
        context.annotate('error', `${name}: ${problems.join(', ')}`);
      log(`${report.passed_count} of ${report.total} held, p95 ${report.p95_ms} ms`);
      if (reasons.length === 0) return outputs;
      const is_silent = report.requests.every(({ status }) => status === null);
      const message = `system scenario ${request.scenario} of ${request.federation} did not hold: ${reasons.join('; ')}`;
      throw new StepFailure(message, is_silent ? 'infrastructure' : 'permanent', { outputs });
    }),
});
