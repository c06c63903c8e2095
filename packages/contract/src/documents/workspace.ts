// The files of a workspace folder: workspace.yaml, environments.yaml, mocks/, scenarios/, personas/.
import { z } from 'zod';
import { EnvironmentName, Slug } from '../names.ts';
import { ChaosSettings, RealityLevel } from '../reality.ts';

/** workspace.yaml */
export const WorkspaceDocument = z.strictObject({
  name: Slug,
  title: z.string().max(200).optional(),
  description: z.string().max(4_000).optional(),
  owner: z.string().max(200).optional(),
});
export type WorkspaceDocument = z.infer<typeof WorkspaceDocument>;

/** How much difference from reality a workspace accepts before `drift.threshold_exceeded`. Defaults are MockForge's. */
export const DriftBudget = z.strictObject({
  enabled: z.boolean().default(true),
  max_breaking_changes: z.int().min(0).default(0),
  max_non_breaking_changes: z.int().min(0).default(10),
});
export type DriftBudget = z.infer<typeof DriftBudget>;

/** Settings of one environment; what is absent falls to the default. */
export const EnvironmentSettings = z.strictObject({
  reality_level: RealityLevel.optional(),
  blend_ratio: z.number().min(0).max(1).optional(),
  upstream_url: z.url({ protocol: /^https?$/ }).optional(),
  chaos: ChaosSettings.optional(),
  drift_budget: DriftBudget.partial().optional(),
  /** Scenario used when a request names none. */
  default_scenario: Slug.optional(),
  /** Persona used when a request names none. */
  default_persona: Slug.optional(),
});
export type EnvironmentSettings = z.infer<typeof EnvironmentSettings>;

/** environments.yaml */
export const EnvironmentsDocument = z.partialRecord(EnvironmentName, EnvironmentSettings);
export type EnvironmentsDocument = z.infer<typeof EnvironmentsDocument>;

const Matchers = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** One explicit answer: which requests it is for, and what it says. */
export const Stub = z.strictObject({
  name: z.string().max(200).optional(),
  /** Higher wins; among equals, the stub with more conditions. */
  priority: z.int().default(0),
  request: z
    .strictObject({
      method: z
        .string()
        .transform((text) => text.toUpperCase())
        .optional(),
      /** A path template such as `/charges/{id}`; fixed segments beat parameters. */
      path: z.string().startsWith('/').optional(),
      /** An operation of the contract instead of method and path: its operationId, or `POST /charges`. */
      operation: z.string().optional(),
      query: Matchers.optional(),
      headers: Matchers.optional(),
      /** Subset of the JSON body: every member given here must be equal in the request. */
      body: z.json().optional(),
    })
    .refine((request) => request.operation !== undefined || request.path !== undefined, 'name an operation, or a path'),
  response: z.strictObject({
    status: z.int().min(200).max(599).default(200),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.json().optional(),
    delay_ms: z.int().min(0).max(60_000).default(0),
  }),
});
export type Stub = z.infer<typeof Stub>;

/** mocks/<name>.yaml: one stub, or a list of them. */
export const MockDocument = z.union([z.array(Stub).min(1), Stub.transform((stub) => [stub])]);
export type MockDocument = z.infer<typeof MockDocument>;

/** scenarios/<name>.yaml: stubs that answer while the scenario is selected. */
export const ScenarioDocument = z.strictObject({
  name: Slug.optional(),
  title: z.string().max(200).optional(),
  description: z.string().max(4_000).optional(),
  version: z.string().max(50).optional(),
  tags: z.array(z.string().max(60)).default([]),
  mocks: z.array(Stub).min(1),
});
export type ScenarioDocument = z.infer<typeof ScenarioDocument>;

/** personas/<name>.yaml: who is calling; the seed decides what generated data looks like. */
export const PersonaDocument = z.strictObject({
  name: Slug.optional(),
  title: z.string().max(200).optional(),
  description: z.string().max(4_000).optional(),
  domain: z.enum(['finance', 'iot', 'healthcare', 'ecommerce', 'social', 'general']).default('general'),
  /** Absent: derived from the persona's name, so it is stable. */
  seed: z.int().min(0).optional(),
  traits: z.record(z.string(), z.json()).default({}),
  /** An inactive persona is no gap in coverage. */
  active: z.boolean().default(true),
});
export type PersonaDocument = z.infer<typeof PersonaDocument>;
