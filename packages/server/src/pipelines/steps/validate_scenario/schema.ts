// Config and outputs of `validate_scenario`: which version of a scenario, and what is looked at.
import { EnvironmentName } from '@mockops/contract';
import { z } from 'zod';
import { Version } from '../promoted-entity.ts';

const CHECKS = ['schema', 'lint', 'dry_run'] as const;

export const ValidateScenarioConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  scenario_id: z.string().min(1),
  /** Default: the one that is live in environment. */
  version: Version.optional(),
  /** Whose contract it is held against. */
  environment: EnvironmentName.default('dev'),
  /** schema: it can be read. lint: its mocks can answer. dry_run: what they answer is what the contract promises. */
  checks: z
    .array(z.enum(CHECKS))
    .min(1)
    .default([...CHECKS]),
  /** false: tell the problems and go on. */
  fail: z.boolean().default(true),
});
export type ValidateScenarioConfig = z.infer<typeof ValidateScenarioConfig>;

export const ValidateScenarioOutputs = z.object({
  /** Without errors; warnings are fine. */
  ok: z.boolean(),
  version: z.int(),
  problems: z.array(
    z.object({ check: z.enum(CHECKS), severity: z.enum(['error', 'warning']), path: z.string(), message: z.string() }),
  ),
});
