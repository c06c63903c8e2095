// `notify`: one message to Slack channels, mail addresses and signed webhooks, each at most once per run and step.
// In: targets and a message. Out: deliveries, one per target. A failed target does not keep the others from being told.
import type { Channel, ChannelKind, Message, SettingsOf } from '../../../notify/channels/channel.ts';
import { CHANNELS } from '../../../notify/channels/registry.ts';
import { peekDelivery, sendOnce } from '../../../notify/send-once.ts';
import { type Outgoing, OutgoingFailure, withOutgoing } from '../../../outgoing/outgoing.ts';
import { defineStep } from '../define-step.ts';
import type { StepServices } from '../services.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { NotifyConfig } from './schema.ts';
import { readTargets, type Target } from './targets.ts';

type Context = StepContext<NotifyConfig>;

export const notify = defineStep<NotifyConfig>({
  type: 'notify',
  summary: 'Sends one message to Slack channels, mail addresses and signed webhooks, each at most once',
  effect: 'effect',
  config: NotifyConfig,
  timeout_ms: 120_000,
  check: async (config, { workspace_id, services }) => {
    const warnings = new Set<string>();
    for (const target of readTargets(config).targets) {
      const known = await findSettings(target.kind, target, config, services, workspace_id);
      if (!known) warnings.add(missingConnection(target, config, workspace_id));
    }
    return [...warnings];
  },
  run: async (context) => {
    const { targets, unread } = readTargets(context.config);
    const failures = unread.map((text) => ({ label: text, error: new StepFailure('this is no target') }));
    const deliveries: { target: string; state: 'sent' }[] = [];
    await withOutgoing({ guard: context.services.guard }, async (outgoing) => {
      for (const target of targets) {
        try {
          await deliver(target.kind, target, context, outgoing);
          deliveries.push({ target: target.label, state: 'sent' });
          context.log(`sent to ${target.label}`);
        } catch (error) {
          if (!(error instanceof StepFailure || error instanceof OutgoingFailure)) throw error;
          failures.push({
            label: target.label,
            error: new StepFailure(error.message, error.kind, { cause: error, retry_after_ms: error.retry_after_ms }),
          });
        }
      }
    });
    if (failures.length > 0) throw summarize(failures, targets.length + unread.length);
    return { deliveries };
  },
  reconcile: async (context) => {
    const deliveries: { target: string; state: 'sent' }[] = [];
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

async function deliver<K extends ChannelKind>(
  kind: K,
  target: Target,
  context: Context,
  outgoing: Outgoing,
): Promise<void> {
  const { config, services, workspace_id, signal } = context;
  const settings = await findSettings(kind, target, config, services, workspace_id);
  if (!settings) throw new StepFailure(missingConnection(target, config, workspace_id));
  const channel: Channel<K> = CHANNELS[kind];
  const key = keyOf(context, target);
  const message = buildMessage(context);
  await sendOnce({
    deliveries: services.deliveries,
    key,
    target: target.label,
    repeatable: channel.repeatable,
    send: () => channel.send({ settings, to: target.to, key, message, outgoing, guard: services.guard, signal }),
  });
}

/** Settings written in the step itself win; then the named connection; then the default of the kind. */
async function findSettings<K extends ChannelKind>(
  kind: K,
  target: Target,
  config: NotifyConfig,
  services: StepServices,
  workspace: string | null,
): Promise<SettingsOf<K> | undefined> {
  const channel: Channel<K> = CHANNELS[kind];
  const inline = channel.readInline?.(config);
  if (inline) return inline;
  const name = target.connection ?? config.connection;
  return services.connection(kind, { workspace, ...(name !== undefined && { name }) });
}

function missingConnection(target: Target, config: NotifyConfig, workspace: string | null): string {
  const { kind, title, example } = CHANNELS[target.kind];
  const name = target.connection ?? config.connection;
  const wanted = name === undefined ? `no ${title} connection` : `no ${title} connection named "${name}"`;
  const where = workspace === null ? 'in this organisation' : `for workspace "${workspace}"`;
  const body = JSON.stringify({
    name: name ?? kind,
    ...(workspace !== null && { workspace_id: workspace }),
    settings: example,
  });
  return `there is ${wanted} ${where}, which ${target.label} needs; add one with PUT /api/v1/connections ${body}`;
}

function buildMessage({ config, event, run }: Context): Message {
  return {
    text: config.message,
    subject: config.subject,
    event,
    run: { number: run.number, pipeline: run.pipeline, url: run.url },
    payload: config.payload,
    method: config.method,
  };
}

function keyOf(context: Context, target: Target): string {
  return `${context.idempotency_key}/${target.label}`;
}

/** Transient when at least one of them is: a repetition skips what was sent. */
function summarize(failures: { label: string; error: StepFailure }[], total: number): StepFailure {
  const transient = failures.some(({ error }) => error.kind === 'transient');
  const waits = failures.flatMap(({ error }) => error.retry_after_ms ?? []);
  const reasons = failures.map(({ label, error }) => `${label}: ${error.message}`).join('; ');
  return new StepFailure(
    `${failures.length} of ${total} targets not told — ${reasons}`,
    transient ? 'transient' : 'permanent',
    {
      retry_after_ms: waits.length > 0 ? Math.max(...waits) : undefined,
    },
  );
}
