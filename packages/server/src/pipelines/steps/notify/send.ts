// One message to one target: finds the settings, keeps the pace of the receiver, sends at most once. In: the step and the target. Out: what became
// of it. Throws StepFailure and OutgoingFailure.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionSettings } from '@mockops/contract';
import type { Channel, ChannelKind, Message, Pace, SettingsOf } from '../../../notify/channels/channel.ts';
import { CHANNELS } from '../../../notify/channels/registry.ts';
import { sendOnce } from '../../../notify/send-once.ts';
import { type Outgoing, OutgoingFailure } from '../../../outgoing/outgoing.ts';
import type { StepServices } from '../services.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import type { NotifyConfig, NotifyOutputs } from './schema.ts';
import type { Target } from './targets.ts';

type Context = StepContext<NotifyConfig>;
export type DeliveryState = NotifyOutputs['deliveries'][number]['state'];

/** Longer lines are for the step's `retry`: meanwhile others use its place. */
const MAX_WAIT_MS = 20_000;

export async function sendTo<K extends ChannelKind>(
  kind: K,
  target: Target,
  context: Context,
  outgoing: Outgoing,
): Promise<DeliveryState> {
  const { config, services, workspace_id, signal } = context;
  const { deliveries, guard } = services;
  const settings = await findSettings(kind, target, config, services, workspace_id);
  if (!settings) throw new StepFailure(missingConnection(target, config, workspace_id));
  const channel: Channel<K> = CHANNELS[kind];
  const key = keyOf(context, target);
  const before = await deliveries.find(key);
  const told = before && config.once_per !== undefined && before.execution_id !== context.run.id;
  if (told && before.state === 'sent') return 'already_sent';
  if (told && !channel.repeatable) return leaveAlone(context, target);
  const { thread_key } = target;
  const unthreaded = thread_key === undefined ? undefined : channel.whyNoThread?.(settings);
  if (unthreaded !== undefined) context.annotate('notice', `${target.label} got its own message: ${unthreaded}`);
  if (!before && channel.pace) await keepPace(context, channel.pace(settings, target.to), channel.title);
  const message = buildMessage(context);
  const request = { settings, to: target.to, thread_key, key, message, outgoing, guard, deliveries, signal };
  await sendOnce({
    deliveries,
    key,
    target: target.label,
    repeatable: channel.repeatable,
    send: () => channel.send(request),
  });
  return 'sent';
}

/** Another run has taken this once_per, and nobody knows whether it sent: a second message would break the promise. */
function leaveAlone({ annotate }: Context, { label }: Target): DeliveryState {
  annotate('warning', `another run is telling ${label} this, or was interrupted while it did; it is not told again`);
  return 'unclear';
}

async function keepPace({ services, signal }: Context, pace: Pace, title: string): Promise<void> {
  const wait_ms = await services.deliveries.reserve({ ...pace, max_wait_ms: MAX_WAIT_MS });
  if (wait_ms === null)
    throw new OutgoingFailure(`more messages for ${title} are in line than it takes in ${MAX_WAIT_MS / 1_000} s`, {
      kind: 'rate_limited',
      sent: 'no',
      retry_after_ms: MAX_WAIT_MS,
    });
  if (wait_ms > 0) await sleep(wait_ms, undefined, { signal });
}

/** Settings written in the step itself win; then the named connection; then the default of the kind. */
export async function findSettings<K extends ChannelKind>(
  kind: K,
  target: Target,
  config: NotifyConfig,
  services: StepServices,
  workspace: string | null,
): Promise<SettingsOf<K> | undefined> {
  const channel: Channel<K> = CHANNELS[kind];
  const inline = channel.readInline?.(config) ?? readSigned(kind, target);
  if (inline) return inline;
  const name = target.connection ?? config.connection;
  return services.connection(kind, { workspace, ...(name !== undefined && { name }) });
}

/** A URL with its own signing secret needs no connection. */
function readSigned<K extends ChannelKind>(kind: K, { to, signing_secret }: Target): SettingsOf<K> | undefined {
  if (signing_secret === undefined || to === undefined) return undefined;
  const read = ConnectionSettings.safeParse({ kind, url: to, signing_secret });
  if (!read.success)
    throw new StepFailure('signing_secret is not of Standard Webhooks; it is whsec_ and 24–64 random bytes in base64');
  return isKind(read.data, kind) ? read.data : undefined;
}

function isKind<K extends ChannelKind>(settings: ConnectionSettings, kind: K): settings is SettingsOf<K> {
  return settings.kind === kind;
}

export function missingConnection(target: Target, config: NotifyConfig, workspace: string | null): string {
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
    severity: config.severity,
    event,
    run: { number: run.number, pipeline: run.pipeline, url: run.url },
    payload: config.payload,
    method: config.method,
  };
}

/** Of this step in this run; with once_per, of every run of the pipeline. */
export function keyOf({ config, idempotency_key, org_id, run }: Context, target: Target): string {
  const where = target.connection === undefined ? target.label : `${target.label} via ${target.connection}`;
  if (config.once_per === undefined) return `${idempotency_key}/${where}`;
  const value = createHash('sha256').update(String(config.once_per)).digest('hex').slice(0, 32);
  return `once/${org_id}/${run.pipeline}/${value}/${where}`;
}
