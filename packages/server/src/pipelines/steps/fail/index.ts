// `fail`: ends the run as failed, with a message of the pipeline's author. In: the message. Out: nothing, ever.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { StepFailure } from '../step-type.ts';
import { FailConfig } from './schema.ts';

export const fail = defineStep<FailConfig>({
  type: 'fail',
  summary: 'Fails with a message of your own',
  effect: 'pure',
  config: FailConfig,
  outputs: z.object({}),
  timeout_ms: 10_000,
  run: async ({ config }) => Promise.reject(new StepFailure(config.message)),
});
