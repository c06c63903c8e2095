// `transform`: computes values once for later steps. In: any JSON with templates, rendered by now. Out: the same, as outputs.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { TransformConfig } from './schema.ts';

export const transform = defineStep<TransformConfig>({
  type: 'transform',
  summary: 'Computes values for later steps',
  effect: 'pure',
  config: TransformConfig,
  // Names of the author's choice.
  outputs: z.looseObject({}),
  outputs_from: 'config',
  timeout_ms: 10_000,
  run: async ({ config }) => ({ ...config.values }),
});
