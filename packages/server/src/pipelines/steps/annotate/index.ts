// `annotate`: leaves remarks on the run page. In: level, message and place, or a list of them. Out: how many.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { AnnotateConfig } from './schema.ts';

export const annotate = defineStep<AnnotateConfig>({
  type: 'annotate',
  summary: 'Leaves remarks on the run page',
  effect: 'pure',
  config: AnnotateConfig,
  outputs: z.object({ count: z.int() }),
  timeout_ms: 10_000,
  run: async (context) => {
    const { config } = context;
    const remarks = config.annotations ?? [{ ...config, message: config.message ?? '' }];
    for (const { level = 'notice', message, location } of remarks) context.annotate(level, message, location);
    return { count: remarks.length };
  },
});
