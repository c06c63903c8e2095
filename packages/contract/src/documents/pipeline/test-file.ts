// Tests of a pipeline (`<name>.test.yaml`): cases with events at virtual times, stubs in place of the outside, and what must have come of them.
// Nothing in them reaches a network; `mockops pipeline test` runs them.
import { z } from 'zod';
import { Decision } from '../../events.ts';
import { EnvironmentName, Instant } from '../../names.ts';
import { RunStatus, StepStatus } from '../../routes/runs.ts';
import { Identifier, Milliseconds } from './values.ts';

const Json = z.record(z.string(), z.json());

/** When, from the start of the case: `0s`, `2m`. */
const At = Milliseconds.default(0);

/** An event as the outside would raise it. */
export const TestEvent = z.strictObject({
  type: z.string().min(1),
  at: At,
  /** Events with the same id are one event, delivered again. */
  id: z.string().min(1).optional(),
  data: Json.default({}),
  /** Default: the data's. */
  workspace_id: z.string().optional(),
  subject: z.string().optional(),
  actor: z.string().optional(),
  source: z.string().optional(),
  correlation_id: z.string().optional(),
  /** How far from the outside it is; the loop guard reads it. */
  depth: z.int().min(0).default(0),
});
export type TestEvent = z.infer<typeof TestEvent>;

/** What an attempt does instead of its step type. */
export const StepStub = z.strictObject({
  outputs: Json.optional(),
  fail: z
    .strictObject({
      message: z.string().default('the stub says so'),
      kind: z
        .enum(['transient', 'rate_limited', 'conflict', 'infrastructure', 'timeout', 'permanent'])
        .default('permanent'),
      retry_after: Milliseconds.optional(),
    })
    .optional(),
  /** Ends the step at once in this way. */
  status: z.enum(['succeeded', 'failed', 'timed_out', 'skipped']).optional(),
  /** For so many attempts; then the next stub of the list, or the last one for good. */
  times: z.int().min(1).optional(),
  /** How long an attempt takes: longer than its timeout is a timeout. */
  delay: Milliseconds.optional(),
  /** What the created or updated thing is said to be, in the list of effects. */
  action: z.string().optional(),
});
export type StepStub = z.infer<typeof StepStub>;

export const StepStubs = z.union([StepStub, z.array(StepStub).min(1)]);
export type StepStubs = z.infer<typeof StepStubs>;

/** A Git server that remembers what is asked of it. */
export const GitStub = z.strictObject({
  repo: z.string().optional(),
  open_prs: z
    .array(
      z.strictObject({
        number: z.int().min(1),
        repo: z.string().optional(),
        branch: z.string().optional(),
        dedupe_key: z.string().optional(),
        title: z.string().optional(),
      }),
    )
    .default([]),
});
export type GitStub = z.infer<typeof GitStub>;

/** What a person, or whoever holds a callback's address, does while a step waits. */
export const TestDecision = z.strictObject({
  step: z.string().min(1),
  item: z.string().default(''),
  decision: z.enum(['approve', 'reject', 'call_back']).default('approve'),
  by: z.string().min(1).default('reviewer'),
  /** After the step began to wait. */
  after: At,
  comment: z.string().optional(),
  fields: Json.default({}),
  /** Of a callback. */
  body: Json.default({}),
});
export type TestDecision = z.infer<typeof TestDecision>;

export const ExpectedEffect = z.strictObject({
  type: z.string().min(1),
  step: z.string().optional(),
  action: z.string().optional(),
  /** How often; default: at least once. */
  count: z.int().min(0).optional(),
  /** Members that the rendered config has, at least; texts may be parts of texts. */
  config: Json.optional(),
});
export type ExpectedEffect = z.infer<typeof ExpectedEffect>;

export const TestExpectation = z.strictObject({
  /** How many ran. */
  runs: z.int().min(0).optional(),
  /** Of the last one. */
  status: RunStatus.optional(),
  /** Of each, oldest first. */
  statuses: z.array(RunStatus).optional(),
  /** By name, or `name[cell]`, of the last run. */
  steps: z.record(z.string(), StepStatus).optional(),
  /** `step` → members that its outputs have, at least. */
  outputs: z.record(z.string(), z.json()).optional(),
  /** Over all runs. */
  effects: z.array(ExpectedEffect).optional(),
  /** In the order of the events; `event` is a type or an id. */
  decisions: z
    .array(z.strictObject({ event: z.string().optional(), decision: Decision, reason: z.string().optional() }))
    .optional(),
  /** Texts that must be nowhere in what is kept of the runs; `${name}` is that secret of the case, `${canary}` every one of them. */
  not_logged: z.array(z.string().min(1)).optional(),
  /** Virtual time from the start of the case to the end of the last run. */
  duration: Milliseconds.optional(),
  /** Part of the last run's error. */
  error: z.string().optional(),
});
export type TestExpectation = z.infer<typeof TestExpectation>;

export const PipelineTestCase = z.strictObject({
  name: z.string().min(1),
  /** The instant of `0s`. */
  start: Instant.default('2026-01-05T09:00:00.000Z'),
  events: z.array(TestEvent).default([]),
  /** Started by hand at `0s` with these. */
  inputs: Json.optional(),
  /** Schedules fire until then; absent: not at all. */
  schedules_until: Milliseconds.optional(),
  /** Of runs by hand, and of events that do not say theirs. */
  workspace_id: z.string().optional(),
  workspace_name: z.string().optional(),
  environment: EnvironmentName.optional(),
  secrets: z.record(Identifier, z.string().min(1)).default({}),
  /** By step (`promote`, `promote[cell]`) or by step type. `git` is a Git server. */
  stubs: z.object({ git: GitStub.optional() }).catchall(StepStubs).default({}),
  decisions: z.array(TestDecision).default([]),
  /** When the runs that are not over are cancelled. */
  cancel: z.strictObject({ at: Milliseconds, mode: z.enum(['cancel', 'stop', 'kill']).default('cancel') }).optional(),
  expect: TestExpectation,
});
export type PipelineTestCase = z.infer<typeof PipelineTestCase>;

export const PipelineTestDocument = z.strictObject({
  /** Its file, seen from this one. */
  pipeline: z.string().min(1),
  cases: z.array(PipelineTestCase).min(1),
});
export type PipelineTestDocument = z.infer<typeof PipelineTestDocument>;
