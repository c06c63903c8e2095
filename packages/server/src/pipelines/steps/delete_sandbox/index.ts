// `delete_sandbox`: ends a sandbox before its time. In: its id. Out: whether it was still there; that it was not is fine.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { DeleteSandboxConfig, DeleteSandboxOutputs } from './schema.ts';

export const deleteSandbox = defineStep<DeleteSandboxConfig>({
  type: 'delete_sandbox',
  summary: 'Ends a sandbox before its time',
  effect: 'idempotent',
  config: DeleteSandboxConfig,
  outputs: DeleteSandboxOutputs,
  timeout_ms: 30_000,
  needs: () => [{ kind: 'federation', target: 'run' }],
  run: ({ config, services, log }) =>
    asStepWork(async () => {
      const deleted = await services.deleteSandbox(config.id);
      log(deleted ? `sandbox ${config.id} is over` : `sandbox ${config.id} was gone already`);
      return { deleted };
    }),
});
