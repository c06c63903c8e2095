// System scenarios of a federation, their runs, and its sandboxes.
import { z } from 'zod';
import { SystemScenarioBody } from '../documents/system-scenario.ts';
import { Instant, Slug } from '../names.ts';
import { RealityLevel } from '../reality.ts';
import { route } from './route.ts';

export const SystemScenario = z.object({
  name: z.string(),
  federation: z.string(),
  title: z.string().nullable(),
  revision: z.int(),
  digest: z.string(),
  document: SystemScenarioBody,
  /** As it was written. */
  source: z.string(),
  updated_at: Instant,
});
export type SystemScenario = z.infer<typeof SystemScenario>;

/** One request of a run, and what did not hold. */
export const RequestResult = z.object({
  name: z.string(),
  service: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  /** null: no answer came. */
  status: z.int().nullable(),
  duration_ms: z.number(),
  passed: z.boolean(),
  problems: z.array(z.string()),
  /** Where the answer came from, as the gateway says it. */
  source: z.string().nullable(),
  reality: z.string().nullable(),
});
export type RequestResult = z.infer<typeof RequestResult>;

export const ScenarioReport = z.object({
  scenario: z.string(),
  total: z.int(),
  passed_count: z.int(),
  pass_rate: z.number(),
  p95_ms: z.number(),
  persona: z.string().nullable(),
  session: z.string(),
  requests: z.array(RequestResult),
});
export type ScenarioReport = z.infer<typeof ScenarioReport>;

export const Sandbox = z.object({
  id: z.string(),
  federation: z.string(),
  routing_key: z.string(),
  base_url: z.string(),
  owner: z.string(),
  expires_at: Instant,
  created_at: Instant,
});
export type Sandbox = z.infer<typeof Sandbox>;

/** How a run of a system scenario differs from what is configured. */
export const SystemScenarioRun = z.strictObject({
  persona: Slug.optional(),
  /** The session of all its requests; a sandbox's, or any name. */
  routing_key: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'use 1–100 letters, digits, ".", "_" or "-"')
    .optional(),
  /** Service → level, for its requests alone. */
  reality_overrides: z.record(Slug, RealityLevel).default({}),
  /** Without a routing key, names the session: the same seed gives the same blended answers. */
  seed: z.union([z.string().max(100), z.number()]).optional(),
});
export type SystemScenarioRun = z.infer<typeof SystemScenarioRun>;

const InFederation = z.object({ federation: z.string() });
const Named = InFederation.extend({ scenario: z.string() });
const tag = 'federations';

export const systemScenarioRoutes = {
  listSystemScenarios: route({
    method: 'GET',
    path: '/api/v1/federations/:federation/scenarios',
    tag,
    summary: 'System scenarios of a federation',
    params: InFederation,
    response: z.array(SystemScenario),
  }),
  getSystemScenario: route({
    method: 'GET',
    path: '/api/v1/federations/:federation/scenarios/:scenario',
    tag,
    summary: 'One system scenario',
    params: Named,
    response: SystemScenario,
  }),
  putSystemScenario: route({
    method: 'PUT',
    path: '/api/v1/federations/:federation/scenarios/:scenario',
    tag,
    summary: 'Create or replace a system scenario',
    params: Named,
    body: z.union([
      z.object({ source: z.string(), file: z.string().default('scenario.yaml') }),
      z.record(z.string(), z.json()),
    ]),
    yaml: true,
    response: SystemScenario,
  }),
  deleteSystemScenario: route({
    method: 'DELETE',
    path: '/api/v1/federations/:federation/scenarios/:scenario',
    tag,
    summary: 'Remove a system scenario',
    params: Named,
    response: z.object({ deleted: z.boolean() }),
  }),
  runSystemScenario: route({
    method: 'POST',
    path: '/api/v1/federations/:federation/scenarios/:scenario/run',
    tag,
    summary: 'Send the requests of a system scenario through the gateway and answer how each went',
    params: Named,
    body: SystemScenarioRun.default({ reality_overrides: {} }),
    response: ScenarioReport,
  }),
  listSandboxes: route({
    method: 'GET',
    path: '/api/v1/federations/:federation/sandboxes',
    tag,
    summary: 'Sandboxes that have not expired',
    params: InFederation,
    response: z.array(Sandbox),
  }),
  deleteSandbox: route({
    method: 'DELETE',
    path: '/api/v1/federations/:federation/sandboxes/:sandbox',
    tag,
    summary: 'End a sandbox before its time',
    params: InFederation.extend({ sandbox: z.string() }),
    response: z.object({ deleted: z.boolean() }),
  }),
};
