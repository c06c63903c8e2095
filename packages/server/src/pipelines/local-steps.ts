// Step types for runs without a server (`mockops pipeline test`, `plan`, `run --local`). What touches nothing outside is the real step over services in
// memory; Git and messages are imitated and remember what was asked of them; the rest has to be stubbed, or is recorded only. Nothing leaves the machine.
import type { GitStub, PipelineDocument } from '@mockops/contract';
import type { JsonObject, LocalCall, LocalResult, LocalStepType, Shield } from '@mockops/pipelines';
import { z } from 'zod';
import { findSecretInOutputs, findSecretsOutsideSinks, showInput } from '../secrets/guard-secrets.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { createGitImitation } from './imitations/git.ts';
import { imitateNotify } from './imitations/notify.ts';
import { checkNeeds, isNamed } from './permissions.ts';
import { createServices } from './steps/in-memory-services.ts';
import { STEP_TYPES } from './steps/registry.ts';
import {
  type StepContext,
  StepFailure,
  StepSkipped,
  type StepType,
  type Stimulus,
  Suspended,
} from './steps/step-type.ts';

/** They need nothing but the run, and people whom the case plays. */
const REAL = [
  'annotate',
  'approval',
  'callback',
  'emit_event',
  'fail',
  'summary',
  'transform',
  'wait',
  'wait_for_event',
];

export interface LocalWorld {
  types: Record<string, LocalStepType>;
  shield: Shield;
}

export function createLocalWorld(given: {
  document: Pick<PipelineDocument, 'name' | 'permissions'>;
  secrets: Record<string, string>;
  git?: GitStub | undefined;
  step_types?: Record<string, StepType>;
}): LocalWorld {
  const { document, secrets, step_types = STEP_TYPES } = given;
  const redactor = createRedactor(Object.entries(secrets).map(([name, value]) => ({ name, value })));
  const git = createGitImitation(given.git);
  const imitations: Record<string, LocalStepType['run']> = {
    create_pr: git.createPr,
    wait_for_pr: git.waitForPr,
    notify: imitateNotify(),
  };
  const types = Object.entries(step_types).map(([name, type]): [string, LocalStepType] => {
    const run = REAL.includes(name) ? (call: LocalCall) => runReal(type, call) : imitations[name];
    const { effect, timeout_ms, version, config, outputs, sinks } = type;
    return [
      name,
      {
        ...{ effect, timeout_ms, version, config, outputs, sinks, run },
        allow: (_, value) => isNamed(document.permissions, value),
        guard: (rendered) => [
          ...findSecretsOutsideSinks(rendered, sinks, redactor),
          ...checkNeeds(document, needsOf(type, rendered)),
        ],
      },
    ];
  });
  return {
    types: Object.fromEntries(types),
    shield: {
      text: redactor.text,
      json: (value) => Json.parse(redactor.json(value)),
      config: (config) => Json.parse(showInput(config, redactor)),
      leak: (outputs) => findSecretInOutputs(outputs, redactor),
    },
  };
}

const Json = z.json();
const Outputs = z.record(z.string(), z.json());

function needsOf(type: StepType, config: JsonObject) {
  const parsed = type.config.safeParse(config);
  return parsed.success ? (type.needs?.(parsed.data, { workspace_id: null }) ?? []) : [];
}

async function runReal(type: StepType, call: LocalCall): Promise<LocalResult> {
  const context = contextOf(call);
  try {
    const { woken } = call;
    const result =
      woken && type.resume
        ? await type.resume(context, toStimulus(woken.stimulus), woken.state)
        : await type.run(context);
    if (!(result instanceof Suspended)) return { kind: 'succeeded', outputs: toOutputs(result) };
    const { waiting_for, wake_at, state, event } = result;
    return { kind: 'suspended', waiting_for, wake_at: wake_at?.getTime() ?? null, state, ...(event && { event }) };
  } catch (error) {
    if (error instanceof StepSkipped) return { kind: 'skipped', message: error.message };
    if (!(error instanceof StepFailure))
      return {
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
        error: 'infrastructure',
      };
    const { message, kind, retry_after_ms, outputs } = error;
    return {
      kind: 'failed',
      message,
      error: kind,
      ...(retry_after_ms !== undefined && { retry_after_ms }),
      ...(outputs && { outputs: toOutputs(outputs) }),
    };
  }
}

const toOutputs = (outputs: Record<string, unknown>): JsonObject => Outputs.parse(JSON.parse(JSON.stringify(outputs)));

function toStimulus(stimulus: NonNullable<LocalCall['woken']>['stimulus']): Stimulus {
  return stimulus.kind === 'callback' ? { ...stimulus, by: null } : stimulus;
}

function contextOf(call: LocalCall): StepContext<unknown> {
  const { outside, woken: _, config, ...rest } = call;
  return {
    ...rest,
    config: withoutMessages(config, call),
    org_id: 'local',
    signal: new AbortController().signal,
    services: createServices({
      approvals: {
        obstacles: () => [],
        review: async ({ question }) => {
          const { approvers, min_approvals, prevent_self_approval, expires_in_ms } = question;
          const users = approvers && approvers.teams.length === 0 ? approvers.users : null;
          const { expires_at, ...standing } = outside.review({
            ...{ min_approvals, prevent_self_approval, expires_in_ms, users },
          });
          return { ...standing, expires_at: expires_at === null ? null : new Date(expires_at) };
        },
      },
      callbacks: {
        open: async () => {
          outside.open();
          return { url: `http://localhost:4800/hooks/callback/${call.run.id}-${call.step.name}` };
        },
        received: async () => outside.received(),
      },
      emit: async ({ id, type, subject, data }) => outside.emit({ id, type, subject, data }),
    }),
  };
}

/** A callback would tell its address to somebody; here it only says so. */
function withoutMessages(config: JsonObject, { log }: LocalCall): JsonObject {
  const { send_to, ...rest } = config;
  if (send_to === undefined) return config;
  log(`would send its address: ${JSON.stringify(send_to)}`);
  return rest;
}
