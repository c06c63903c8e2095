// Ties a step's config type to its schema, and erases it behind a parse, so that the registry holds all types in one record without a cast.
import { z } from 'zod';
import { type StepContext, StepFailure, type StepType } from './step-type.ts';

/**
 * Parses the config where it enters: after interpolation it is data from outside. Callers may pass raw or parsed config,
 * because every schema here accepts its own output.
 */
export function defineStep<C>(step: StepType<C>): StepType {
  const { config, check, needs, run, resume, reconcile, ...rest } = step;
  const schema: z.ZodType<unknown> = config;
  const parse = (value: unknown): C => {
    const parsed = config.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new StepFailure(`the config of this ${step.type} step is not valid: ${z.prettifyError(parsed.error)}`);
  };
  const withConfig = (context: StepContext<unknown>): StepContext<C> => ({ ...context, config: parse(context.config) });
  return {
    ...rest,
    config: schema,
    ...(check && { check: async (value, context) => check(parse(value), context) }),
    ...(needs && { needs: (value, context) => needs(parse(value), context) }),
    run: async (context) => run(withConfig(context)),
    ...(resume && { resume: async (context, stimulus, state) => resume(withConfig(context), stimulus, state) }),
    ...(reconcile && { reconcile: async (context) => reconcile(withConfig(context)) }),
  };
}
