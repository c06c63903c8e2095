// `create_sandbox`: a session of a federation with a name and an end. In: the federation and how long. Out: the key that requests carry.
// Its id is made of the step's idempotency key, so a repeated attempt gives the same one.
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { CreateSandboxConfig, CreateSandboxOutputs } from './schema.ts';

export const createSandbox = defineStep<CreateSandboxConfig>({
  type: 'create_sandbox',
  summary: 'Opens a session of a federation that ends by itself',
  effect: 'idempotent',
  config: CreateSandboxConfig,
  outputs: CreateSandboxOutputs,
  timeout_ms: 30_000,
  needs: () => [{ kind: 'federation', target: 'run' }],
  run: ({ config, services, idempotency_key, log }) =>
    asStepWork(async () => {
      const { federation, ttl, clone_state } = config;
      const { id, routing_key, base_url, expires_at } = await services.createSandbox({
        federation,
        key: idempotency_key,
        ttl_ms: ttl,
      });
      log(`sandbox ${routing_key} of ${federation} until ${expires_at}`);
      if (clone_state) log('mocks keep no state of a session, so there was none to clone');
      return { id, routing_key, base_url, expires_at };
    }),
});
