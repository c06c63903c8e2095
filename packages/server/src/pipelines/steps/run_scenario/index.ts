// `run_scenario`: proves a scenario where it is live. In: the scenario and an environment. Out: one request per mock of it, sent to the gateway like any
// client would, and whether that mock answered. The requests carry scenario, session and CI run as baggage, so analytics count them as CI.
import { ScenarioDocument } from '@mockops/contract';
import { parse } from 'yaml';
import { planScenario, type ScenarioRequest } from '../../../scenarios/plan-scenario.ts';
import { type PlannedRequest, runRequests, summarize, writeBaggage } from '../../../scenarios/run-requests.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { judgeReport } from '../judge-report.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { RunScenarioConfig, RunScenarioOutputs } from './schema.ts';

type Context = StepContext<RunScenarioConfig>;

const MAX_REQUESTS = 200;

export const runScenario = defineStep<RunScenarioConfig>({
  type: 'run_scenario',
  summary: 'Sends one request for each mock of a scenario to the gateway and checks the answers',
  effect: 'idempotent',
  config: RunScenarioConfig,
  outputs: RunScenarioOutputs,
  timeout_ms: 300_000,
  needs: () => [{ kind: 'scenario', target: 'run' }],
  run: (context) =>
    asStepWork(async () => {
      const { config, signal, log } = context;
      const environment = config.environment ?? context.environment ?? 'test';
      const workspace = requireWorkspace(context);
      const { scenario_id } = config;
      const session = `scenario-${context.run.id}`;
      const requests = await planRequests(context, { workspace, environment, session });
      log(`${requests.length} requests to ${workspace}@${environment}`);
      const results = await runRequests(requests, signal);
      const report = summarize(results, { scenario: scenario_id, persona: config.persona ?? null, session });
      const expected = config.expect === 'passed' ? { min_pass_rate: 1 } : config.expect;
      const { outputs, reasons } = judgeReport(report, expected);
      for (const { name, problems } of outputs.failed.slice(0, 20))
        context.annotate('error', `${name}: ${problems.join(', ')}`);
      log(`${report.passed_count} of ${report.total} held, p95 ${report.p95_ms} ms`);
      if (reasons.length === 0) return outputs;
      const what = `scenario/${scenario_id} in ${workspace}@${environment}`;
      throw new StepFailure(`${what} did not hold: ${reasons.join('; ')}`, 'permanent', { outputs });
    }),
});

async function planRequests(
  context: Context,
  { workspace, environment, session }: { workspace: string; environment: 'dev' | 'test' | 'prod'; session: string },
): Promise<PlannedRequest[]> {
  const { config, services, run } = context;
  const { scenario_id, version, persona, reality_level } = config;
  const scenario = await services.scenario({ workspace, scenario_id, environment, version });
  const where = `${workspace}@${environment}`;
  if (scenario.live_version !== scenario.version) {
    const live = scenario.live_version === null ? 'it is not live there' : `v${scenario.live_version} is live there`;
    throw new StepFailure(
      `scenario/${scenario_id} v${scenario.version} cannot be run in ${where}: ${live}; promote it first`,
    );
  }
  const loaded = await services.contracts.model((await services.contract(workspace, environment)).files);
  const { requests, unknown } = planScenario(
    ScenarioDocument.parse(parse(scenario.text)),
    loaded.ok ? loaded.value : undefined,
  );
  const [lost] = unknown;
  if (lost)
    throw new StepFailure(
      `scenario/${scenario_id}: mocks[${lost.index}] is of operation "${lost.operation}", which the contract in ${where} does not have`,
    );
  if (requests.length > MAX_REQUESTS)
    throw new StepFailure(`scenario/${scenario_id} has ${requests.length} mocks; at most ${MAX_REQUESTS} are run`);
  return requests.map((request) => ({
    ...{ name: request.name, service: null, method: request.method, path: request.path, body: request.body },
    url: `${services.gateway_url}/${where}${request.path}`,
    headers: {
      ...request.headers,
      baggage: writeBaggage(
        {
          'mockops-scenario': scenario_id,
          'mockops-session': session,
          'mockops-ci-run': run.id,
          'mockops-persona': persona,
          'mockops-test': request.name,
        },
        request.headers.baggage,
      ),
      'x-mockops-reality': reality_level,
    },
    expect: expectationOf(request, scenario_id),
  }));
}

function expectationOf({ response, method }: ScenarioRequest, scenario_id: string): PlannedRequest['expect'] {
  const { status, body } = response;
  const hasBody = body !== undefined && method !== 'HEAD' && status !== 204 && status !== 304;
  return {
    status,
    headers: { 'x-mockops-scenario': scenario_id },
    ...(hasBody && { body: { value: body, compare: 'equal' as const } }),
  };
}
