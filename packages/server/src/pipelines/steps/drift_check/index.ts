// `drift_check`: lets a run go on only while the mocks agree with reality. In: how much drift is fine. Out: what there is.
// Fails with the operations that differ when it is more.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import type { DriftState } from '../services.ts';
import { StepFailure } from '../step-type.ts';
import { DriftCheckConfig, DriftCheckOutputs } from './schema.ts';

export const driftCheck = defineStep<DriftCheckConfig>({
  type: 'drift_check',
  summary: 'Fails when the mocks of a workspace differ from reality by more than is accepted',
  effect: 'pure',
  config: DriftCheckConfig,
  outputs: DriftCheckOutputs,
  timeout_ms: 60_000,
  needs: () => [{ kind: 'drift', target: 'read' }],
  run: (context) =>
    asStepWork(async () => {
      const { environment, expect } = context.config;
      const workspace = requireWorkspace(context);
      const states = await context.services.drift(workspace, environment);
      const outputs = {
        open_incidents: sum(states.map((state) => state.operations.length)),
        breaking: sum(states.map((state) => state.breaking)),
        within_budget: states.every((state) => state.within_budget),
        findings: states,
      };
      const wrong = states.filter((state) => (expect === 'none' ? state.operations.length > 0 : !state.within_budget));
      context.log(`${outputs.open_incidents} open incidents, ${outputs.breaking} breaking findings`);
      if (wrong.length === 0) return outputs;
      const what = expect === 'none' ? 'drifts' : 'exceeds its drift budget';
      throw new StepFailure(
        `${workspace} ${what} ${wrong.map(describe).join('; ')}. Resolve the incidents, or correct the contract`,
        'permanent',
        { outputs },
      );
    }),
});

function describe({ environment, breaking, non_breaking, operations }: DriftState): string {
  return `in ${environment} (${breaking} breaking, ${non_breaking} other findings): ${operations.join(', ')}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
