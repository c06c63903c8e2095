// `validate_scenario`: whether a version of a scenario is fit to be used. In: the scenario and the checks. Out: problems. Sends nothing to anybody.

import { Problem } from '@mockops/contract';
import { checkScenario } from '../../../scenarios/check-scenario.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { ValidateScenarioConfig, ValidateScenarioOutputs } from './schema.ts';

const MAX_PROBLEMS = 100;

export const validateScenario = defineStep<ValidateScenarioConfig>({
  type: 'validate_scenario',
  summary:
    'Checks that a scenario can be read, that its mocks can answer, and that they answer what the contract promises',
  effect: 'pure',
  config: ValidateScenarioConfig,
  outputs: ValidateScenarioOutputs,
  timeout_ms: 120_000,
  needs: () => [{ kind: 'scenario', target: 'read' }],
  run: (context) =>
    asStepWork(async () => {
      const { config, services } = context;
      const { scenario_id, version, environment, checks } = config;
      const workspace = requireWorkspace(context);
      const scenario = await services.scenario({ workspace, scenario_id, version, environment });
      const file = `scenarios/${scenario_id}.yaml`;
      const api = await loadContract(context, workspace);
      const problems = checkScenario({ text: scenario.text, file, api, checks });
      const errors = problems.filter(({ severity }) => severity === 'error');
      for (const { severity, message, path } of problems.slice(0, 20))
        context.annotate(severity, message, `${file} ${path}`);
      const name = `scenario/${scenario_id} v${scenario.version}`;
      context.log(`${name}: ${errors.length} errors, ${problems.length - errors.length} warnings`);
      const outputs = { ok: errors.length === 0, version: scenario.version, problems: problems.slice(0, MAX_PROBLEMS) };
      if (outputs.ok || !config.fail) return outputs;
      const told = errors.slice(0, 5).map(({ path, message }) => `${path}: ${message}`);
      throw new StepFailure(`${name} of ${workspace} is not valid: ${told.join('; ')}`, 'permanent', { outputs });
    }),
});

/** A workspace may have scenarios before it has a contract. */
async function loadContract({ services, config, log }: StepContext<ValidateScenarioConfig>, workspace: string) {
  try {
    const loaded = await services.contracts.model((await services.contract(workspace, config.environment)).files);
    return loaded.ok ? loaded.value : undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error.id !== 'not-found') throw error;
    log(`${workspace} has no contract in ${config.environment}, so nothing is held against one`);
    return undefined;
  }
}
