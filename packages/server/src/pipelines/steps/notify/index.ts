// `notify`: one message to Slack channels, Teams, mail addresses and signed webhooks, each at most once per run and step, or per `once_per`.
// In: targets and a message. Out: deliveries, one per target. A failed target does not keep the others from being told.

import type { Need } from '@mockops/pipelines';
import { CHANNELS } from '../../../notify/channels/registry.ts';
import { peekDelivery } from '../../../notify/send-once.ts';
import { OutgoingFailure, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import { type StepContext, StepFailure, StepSkipped } from '../step-type.ts';
import { NotifyConfig, NotifyOutputs } from './schema.ts';
import { type DeliveryState, findSettings, keyOf, missingConnection, sendTo } from './send.ts';
import { readTargets } from './targets.ts';

type Context = StepContext<NotifyConfig>;
type Failure = { label: string; error: StepFailure };

export const notify = defineStep<NotifyConfig>({
  type: 'notify',
  summary: 'Sends one message to Slack channels, Teams, mail addresses and signed webhooks, each at most once',
  effect: 'effect',
  config: NotifyConfig,
  outputs: NotifyOutputs,
  timeout_ms: 120_000,
  sinks: {
    // Each channel escapes the whole message itself: escaped twice, people would read the escapes.
    message: 'plain',
    subject: 'header',
    connection: 'connection',
    'targets.*.connection': 'connection',
    'targets.*.webhook': 'url',
    'targets.*.teams': 'connection',
    'targets.*.signing_secret': 'secret_ok',
    webhook_url: 'url',
    webhook_urls: 'url',
    slack_webhook_url: 'secret_ok',
    'smtp.host': 'host',
    'smtp.from': 'header',
    'smtp.username': 'secret_ok',
    'smtp.password': 'secret_ok',
  },
  needs: (config) => [
    ...readTargets(config).targets.map(({ label }): Need => ({ kind: 'notify', target: label })),
    // Written in the step itself, these decide where it really goes.
    ...inlinePlaces(config).map((target): Need => ({ kind: 'notify', target })),
  ],
  check: async (config, { workspace_id, services }) => {
    const warnings = new Set<string>();
    for (const target of readTargets(config).targets) {
      if (target.signing_secret !== undefined && target.to !== undefined) continue;
      const settings = await findSettings(target.kind, target, config, services, workspace_id);
      if (!settings) warnings.add(missingConnection(target, config, workspace_id));
      else if (target.thread_key !== undefined && settings.kind === 'slack') {
        const why = CHANNELS.slack.whyNoThread?.(settings);
        if (why !== undefined) warnings.add(`${target.label} will get single messages: ${why}`);
      }
    }
    return [...warnings];
  },
  run: async (context) => {
    const why = await whyNotNow(context);
    if (why !== undefined) throw new StepSkipped(why);
    const { targets, unread } = readTargets(context.config);
    const failures: Failure[] = unread.map((label) => ({ label, error: new StepFailure('this is no target') }));
    const states = new Map<string, DeliveryState>();
    await withOutgoing({ guard: context.services.guard }, async (outgoing) => {
      for (const target of targets) {
        try {
          const state = await sendTo(target.kind, target, context, outgoing);
          states.set(target.label, state);
          context.log(state === 'sent' ? `sent to ${target.label}` : `${target.label} was told before`);
        } catch (error) {
          failures.push({ label: target.label, error: asFailure(error) });
        }
      }
    });
    return conclude(context, states, failures);
  },
  reconcile: async (context) => {
    const deliveries: NotifyOutputs['deliveries'] = [];
    let unsent = 0;
    for (const target of readTargets(context.config).targets) {
      const { state } = await peekDelivery(context.services.deliveries, keyOf(context, target), target.label);
      if (state === 'sending' && !CHANNELS[target.kind].repeatable) return 'unknown';
      if (state === 'sent') deliveries.push({ target: target.label, state });
      else unsent += 1;
    }
    return unsent === 0 ? { deliveries } : 'not_done';
  },
});

function inlinePlaces({ slack_webhook_url, smtp }: NotifyConfig): string[] {
  const origin = slack_webhook_url === undefined ? undefined : URL.parse(slack_webhook_url)?.origin;
  return [...(origin === undefined ? [] : [origin]), ...(smtp === undefined ? [] : [`smtp://${smtp.host}`])];
}

/** Compares how the run stands so far with `only_on`. */
async function whyNotNow({ config, services, run }: Context): Promise<string | undefined> {
  const { only_on } = config;
  if (!only_on) return undefined;
  const { now, before } = await services.outcomes(run.id);
  const changed = now !== 'cancelled' && now !== (before ?? 'success');
  if (only_on.some((wanted) => (wanted === 'state_change' ? changed : wanted === now))) return undefined;
  const last = before === null ? 'there was no run before it' : `the run before it was a ${before}`;
  return `only_on asks for ${only_on.join(' or ')}; this run is a ${now} so far, and ${last}`;
}

function asFailure(error: unknown): StepFailure {
  if (error instanceof StepFailure) return error;
  if (!(error instanceof OutgoingFailure)) throw error;
  return new StepFailure(error.message, error.kind, { cause: error, retry_after_ms: error.retry_after_ms });
}

/** All told, or as many as `min_delivered` asks for: the others are warnings then. */
function conclude(
  { config, annotate }: Context,
  states: Map<string, DeliveryState>,
  failures: Failure[],
): NotifyOutputs {
  const total = states.size + failures.length;
  const deliveries = [
    ...[...states].map(([target, state]) => ({ target, state })),
    ...failures.map(({ label }) => ({ target: label, state: 'failed' as const })),
  ];
  if (failures.length === 0) return { deliveries };
  if (config.min_delivered === undefined || states.size < config.min_delivered) throw summarise(failures, total);
  for (const { label, error } of failures) annotate('warning', `${label} was not told: ${error.message}`);
  return { deliveries };
}

/** May be tried again when at least one of them may: a repetition skips what was sent. */
function summarise(failures: Failure[], total: number): StepFailure {
  const kinds = failures.map(({ error }) => error.kind);
  const kind = kinds.includes('transient')
    ? 'transient'
    : kinds.includes('rate_limited')
      ? 'rate_limited'
      : 'permanent';
  const waits = failures.flatMap(({ error }) => error.retry_after_ms ?? []);
  const reasons = failures.map(({ label, error }) => `${label}: ${error.message}`).join('; ');
  const retry_after_ms = waits.length > 0 ? Math.max(...waits) : undefined;
  return new StepFailure(`${failures.length} of ${total} targets not told — ${reasons}`, kind, { retry_after_ms });
}
