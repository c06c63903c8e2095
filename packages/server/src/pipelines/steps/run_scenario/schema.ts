// Config and outputs of `run_scenario`: which scenario, where, and how well it must do.
import { EnvironmentName, RealityLevel, ScenarioReport } from '@mockops/contract';
import { z } from 'zod';
import { Version } from '../promoted-entity.ts';

export const Expectation = z.strictObject({
  /** Of the requests, 0 to 1. */
  min_pass_rate: z.number().min(0).max(1).default(1),
  max_p95_ms: z.number().min(1).optional(),
});

export const RunScenarioConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  scenario_id: z.string().min(1),
  /** What must be live there; default: whatever is. */
  version: Version.optional(),
  /** Default: the environment of the step or run, else test. */
  environment: EnvironmentName.optional(),
  persona: z.string().min(1).optional(),
  /** Where answers are asked from: by default without latency and faults, so that only the scenario is looked at. */
  reality_level: RealityLevel.default('mock_v1'),
  /** `passed`: every request holds. */
  expect: z.union([z.literal('passed'), Expectation]).default('passed'),
});
export type RunScenarioConfig = z.infer<typeof RunScenarioConfig>;

export const RunScenarioOutputs = z.object({
  report: ScenarioReport,
  passed: z.boolean(),
  pass_rate: z.number(),
  p95_ms: z.number(),
  total: z.int(),
  failed: z.array(z.object({ name: z.string(), method: z.string(), path: z.string(), problems: z.array(z.string()) })),
});
