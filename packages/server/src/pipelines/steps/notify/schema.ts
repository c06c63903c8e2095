// Config of `notify`: the plan's `channels` and `message`, and MockForge's spellings.
import { z } from 'zod';
import { readTargets } from './targets.ts';

const OneLine = z.string().regex(/^[^\r\n]*$/, 'write it in one line');
const OneOrMore = z.union([OneLine, z.array(OneLine)]);
const HttpUrl = z.url({ protocol: /^https?$/ });

export const NotifyConfig = z
  .strictObject({
    /** Only needed when the targets do not say it themselves. */
    type: z.enum(['slack', 'email', 'webhook']).optional(),
    /** `#channel`, mail address, URL or `webhook:name`. */
    channels: OneOrMore.optional(),
    channel: OneLine.optional(),
    message: z.string(),
    /** A connection by name instead of the workspace's default. */
    connection: z.string().optional(),
    subject: OneLine.optional(),
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
      const message = `"${text}" is no target; write "#channel", a mail address, an https:// URL or "webhook:name"`;
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
