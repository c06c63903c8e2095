// A system scenario: requests through a federation, one after the other, and what each must answer. It spans services, which a workspace's cannot.
import { z } from 'zod';
import { Slug } from '../names.ts';

const Method = z
  .string()
  .transform((text) => text.toUpperCase())
  .pipe(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']));

export const SystemScenarioStep = z.strictObject({
  /** Default: method, service and path. */
  name: z.string().min(1).max(200).optional(),
  service: Slug,
  method: Method.default('GET'),
  /** Below the base path of the service, with its query. */
  path: z.string().startsWith('/').max(2_000),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().regex(/^[^\r\n]*$/)).default({}),
  /** Sent as JSON. */
  body: z.json().optional(),
  expect: z.strictObject({
    status: z.int().min(100).max(599),
    /** Subset: every member given here must be equal in the answer; lists and scalars are compared whole. */
    body: z.json().optional(),
    max_ms: z.int().min(1).optional(),
  }),
});
export type SystemScenarioStep = z.infer<typeof SystemScenarioStep>;

export const SystemScenarioBody = z.strictObject({
  name: Slug,
  title: z.string().max(200).optional(),
  description: z.string().max(4_000).optional(),
  /** Who asks, unless a run names somebody else. */
  persona: Slug.optional(),
  steps: z.array(SystemScenarioStep).min(1).max(200),
});

export type SystemScenarioBody = z.infer<typeof SystemScenarioBody>;

/** With or without the `system_scenario:` wrapper. */
export const SystemScenarioDocument = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && 'system_scenario' in value ? value.system_scenario : value,
  SystemScenarioBody,
);
export type SystemScenarioDocument = z.infer<typeof SystemScenarioDocument>;
