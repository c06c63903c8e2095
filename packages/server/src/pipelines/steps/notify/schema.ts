// Config of `notify`: the plan's `channels` and `message`, lists of targets, and MockForge's spellings. And what the step answers.
import { z } from 'zod';
import { readTargets } from './targets.ts';

const OneLine = z.string().regex(/^[^\r\n]*$/, 'write it in one line');
const OneOrMore = z.union([OneLine, z.array(OneLine)]);
const HttpUrl = z.url({ protocol: /^https?$/ });

const TargetForm = z.union(
  [
    z.strictObject({
      slack: OneLine,
      thread_key: z.string().min(1).max(500).optional(),
      connection: z.string().optional(),
    }),
    z.strictObject({ email: OneOrMore, connection: z.string().optional() }),
    z.strictObject({ webhook: OneLine, signing_secret: z.string().min(1).optional() }),
    z.strictObject({ teams: OneLine }),
  ],
  'write { slack: "#channel" }, { email: [address] }, { webhook: URL or name } or { teams: name }',
);

export const NotifyConfig = z
  .strictObject({
    /** Only needed when the targets do not say it themselves. */
    type: z.enum(['slack', 'teams', 'email', 'webhook']).optional(),
    /** `#channel`, mail address, URL, `webhook:name` or `teams:name`. */
    channels: OneOrMore.optional(),
    channel: OneLine.optional(),
    /** The long form, which takes a thread and a signing secret. */
    targets: z.array(TargetForm).optional(),
    message: z.string(),
    /** A connection by name instead of the workspace's default. */
    connection: z.string().optional(),
    subject: OneLine.optional(),
    severity: z.enum(['info', 'success', 'warning', 'error']).optional(),
    /** The same value is told to the same target once, by any run of this pipeline. */
    once_per: z.union([z.string().min(1), z.number(), z.boolean()]).optional(),
    /** Told only when the run stands so; state_change: other than the last run ended. */
    only_on: z
      .array(z.enum(['state_change', 'failure', 'success']))
      .min(1)
      .optional(),
    /** So many targets suffice; the others are a warning. Default: all. */
    min_delivered: z.int().min(1).optional(),
    to: OneOrMore.optional(),
    email_to: OneOrMore.optional(),
    slack_webhook_url: HttpUrl.optional(),
    smtp: z
      .strictObject({
        host: z.string().min(1),
        port: z.int().min(1).max(65_535).default(587),
        secure: z.boolean().default(false),
        username: z.string().optional(),
        password: z.string().optional(),
        from: OneLine,
      })
      .optional(),
    webhook_url: HttpUrl.optional(),
    webhook_urls: z.array(HttpUrl).optional(),
    method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
    /** Webhooks: this body instead of ours. */
    payload: z.json().optional(),
  })
  .superRefine((config, context) => {
    const { targets, unread } = readTargets(config);
    for (const text of unread.filter((text) => !text.includes('{{'))) {
      const message = `"${text}" is no target; write "#channel", a mail address, an https:// URL, "webhook:name" or "teams:name"`;
      context.addIssue({ code: 'custom', path: ['channels'], message });
    }
    if (targets.length + unread.length === 0) {
      context.addIssue({ code: 'custom', path: ['channels'], message: 'say where to: channels: ["#channel"]' });
    }
    const kinds = new Set(targets.map((target) => target.kind));
    if (config.connection !== undefined && kinds.size > 1) {
      const message = `one connection cannot serve ${[...kinds].join(' and ')}; leave it out or use one notify step for each`;
      context.addIssue({ code: 'custom', path: ['connection'], message });
    }
  });
export type NotifyConfig = z.infer<typeof NotifyConfig>;

export const NotifyOutputs = z.object({
  deliveries: z.array(
    z.object({
      target: z.string(),
      /** already_sent: by an earlier run, with this once_per. unclear: an earlier run was interrupted while it sent, so it is not sent again. */
      state: z.enum(['sent', 'already_sent', 'unclear', 'failed']),
    }),
  ),
});
export type NotifyOutputs = z.infer<typeof NotifyOutputs>;
