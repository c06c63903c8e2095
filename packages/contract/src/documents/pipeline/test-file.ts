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
  type: z.string().min(1).describe('An event type.'),
  at: At.describe('From the start of the case: `0s`, `2m`.'),
  id: z.string().min(1).optional().describe('Events with the same id are one event, delivered again.'),
  data: Json.default({}).describe('Of the event.'),
  workspace_id: z.string().optional().describe('Absent: that of the data, else of the case.'),
  subject: z.string().optional().describe('What it is about.'),
  actor: z.string().optional().describe('Who caused it.'),
  source: z.string().optional().describe('Where it comes from.'),
  correlation_id: z.string().optional().describe('What it goes back to.'),
  depth: z.int().min(0).default(0).describe('How far from the outside it is; the loop guard reads it.'),
});
export type TestEvent = z.infer<typeof TestEvent>;

/** What an attempt does instead of its step type. */
export const StepStub = z.strictObject({
  outputs: Json.optional().describe('What the step gives.'),
  fail: z
    .strictObject({
      message: z.string().default('the stub says so').describe('What it says.'),
      kind: z
        .enum(['transient', 'rate_limited', 'conflict', 'infrastructure', 'timeout', 'permanent'])
        .default('permanent')
        .describe('Class of the error, for `retry.when`; `permanent` is never tried again.'),
      retry_after: Milliseconds.optional().describe('What the outside asks to be waited.'),
    })
    .optional()
    .describe('The attempt fails.'),
  status: z
    .enum(['succeeded', 'failed', 'timed_out', 'skipped'])
    .optional()
    .describe('Ends the step at once in this way.'),
  times: z
    .int()
    .min(1)
    .optional()
    .describe('For so many attempts; then the next stub of the list, or the last one for good.'),
  delay: Milliseconds.optional().describe('How long an attempt takes: longer than its timeout is a timeout.'),
  action: z.string().optional().describe('What the created or updated thing is said to be, in the list of effects.'),
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
  step: z.string().min(1).describe('Which step.'),
  item: z.string().default('').describe('Which cell of it.'),
  decision: z.enum(['approve', 'reject', 'call_back']).default('approve').describe('What is decided.'),
  by: z.string().min(1).default('reviewer').describe('Who decides.'),
  after: At.describe('After the step began to wait.'),
  comment: z.string().optional().describe('For the history.'),
  fields: Json.default({}).describe('Of an approval.'),
  body: Json.default({}).describe('Of a callback.'),
});
export type TestDecision = z.infer<typeof TestDecision>;

export const ExpectedEffect = z.strictObject({
  type: z.string().min(1).describe('Of the step.'),
  step: z.string().optional().describe('Of this step only.'),
  action: z.string().optional().describe('Such as `created` or `updated`.'),
  count: z.int().min(0).optional().describe('How often; absent: at least once.'),
  config: Json.optional().describe('Members that the rendered config has, at least; texts may be parts of texts.'),
});
export type ExpectedEffect = z.infer<typeof ExpectedEffect>;

export const TestExpectation = z.strictObject({
  runs: z.int().min(0).optional().describe('How many ran.'),
  status: RunStatus.optional().describe('Of the last one.'),
  statuses: z.array(RunStatus).optional().describe('Of each, oldest first.'),
  steps: z.record(z.string(), StepStatus).optional().describe('Status by name, or `name[cell]`, of the last run.'),
  outputs: z.record(z.string(), z.json()).optional().describe('By step: members that its outputs have, at least.'),
  effects: z.array(ExpectedEffect).optional().describe('What would have been done outside, over all runs.'),
  decisions: z
    .array(z.strictObject({ event: z.string().optional(), decision: Decision, reason: z.string().optional() }))
    .optional()
    .describe('In the order of the events; `event` is a type or an id.'),
  not_logged: z.array(z.string().min(1)).optional().describe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: how a case writes it.
    'Texts that must be nowhere in what is kept of the runs; `${name}` is that secret of the case, `${canary}` every one of them.',
  ),
  duration: Milliseconds.optional().describe('Virtual time from the start of the case to the end of the last run.'),
  error: z.string().optional().describe('Part of the last run’s error.'),
});
export type TestExpectation = z.infer<typeof TestExpectation>;

export const PipelineTestCase = z.strictObject({
  name: z.string().min(1).describe('For the report.'),
  start: Instant.default('2026-01-05T09:00:00.000Z').describe('The instant of `0s`.'),
  events: z.array(TestEvent).default([]).describe('What happens.'),
  inputs: Json.optional().describe('Started by hand at `0s` with these.'),
  schedules_until: Milliseconds.optional().describe('Schedules fire until then; absent: not at all.'),
  workspace_id: z.string().optional().describe('Of runs by hand, and of events that do not say theirs.'),
  workspace_name: z.string().optional().describe('Its title.'),
  environment: EnvironmentName.optional().describe('Of the run.'),
  secrets: z
    .record(Identifier, z.string().min(1))
    .default({})
    .describe('Values of the secrets that the pipeline declares.'),
  stubs: z
    .object({ git: GitStub.optional() })
    .catchall(StepStubs)
    .default({})
    .describe('By step (`promote`, `promote[cell]`) or by step type. `git` is a Git server.'),
  decisions: z.array(TestDecision).default([]).describe('What people and callers do.'),
  cancel: z
    .strictObject({ at: Milliseconds, mode: z.enum(['cancel', 'stop', 'kill']).default('cancel') })
    .optional()
    .describe('When the runs that are not over are cancelled.'),
  expect: TestExpectation.describe('What must have come of it.'),
});
export type PipelineTestCase = z.infer<typeof PipelineTestCase>;

export const PipelineTestDocument = z.strictObject({
  pipeline: z.string().min(1).describe('Its file, seen from this one.'),
  cases: z.array(PipelineTestCase).min(1).describe('Each by itself.'),
});
export type PipelineTestDocument = z.infer<typeof PipelineTestDocument>;
