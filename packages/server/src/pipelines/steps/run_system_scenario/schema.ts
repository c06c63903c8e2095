// Config and outputs of `run_system_scenario`: which scenario of which federation, how it differs from what is configured, and how well it must do.
import { ScenarioReport, SystemScenarioRun } from '@mockops/contract';
import { z } from 'zod';
import { Expectation } from '../run_scenario/schema.ts';

export const RunSystemScenarioConfig = SystemScenarioRun.extend({
  federation: z.string().min(1),
  scenario: z.string().min(1),
  expect: Expectation.default({ min_pass_rate: 1 }),
});
export type RunSystemScenarioConfig = z.infer<typeof RunSystemScenarioConfig>;

export const RunSystemScenarioOutputs = z.object({
  report: ScenarioReport,
  passed: z.boolean(),
  pass_rate: z.number(),
  p95_ms: z.number(),
  total: z.int(),
  failed: z.array(z.object({ name: z.string(), method: z.string(), path: z.string(), problems: z.array(z.string()) })),
});
