// Connections: where a workspace (or the whole organisation) reaches Slack, Teams, mail, webhooks and GitHub. Steps name them or use the default.
import { z } from 'zod';
import { Slug } from '../names.ts';

const HttpUrl = z.url({ protocol: /^https?$/ });

/** `whsec_` and 24–64 bytes in base64, which are 32–88 characters. */
const SigningSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'write whsec_ and 24–64 random bytes in base64');

export const ConnectionSettings = z.discriminatedUnion('kind', [
  /** `webhook_url` is a Slack-compatible incoming webhook; the channel travels in the message. A bot token can do more: threads. */
  z
    .strictObject({
      kind: z.literal('slack'),
      webhook_url: HttpUrl.optional(),
      /** `xoxb-…` with chat:write. */
      token: z.string().min(8).optional(),
      /** Default https://slack.com/api */
      api_url: HttpUrl.optional(),
    })
    .refine(({ webhook_url, token }) => webhook_url !== undefined || token !== undefined, {
      path: ['webhook_url'],
      message: 'give webhook_url, or the token of a bot',
    }),
  /** A workflow «When a Teams webhook request is received»; the address is the secret. */
  z.strictObject({ kind: z.literal('teams'), webhook_url: HttpUrl }),
  z.strictObject({
    kind: z.literal('smtp'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(587),
    secure: z.boolean().default(false),
    username: z.string().optional(),
    password: z.string().optional(),
    from: z.string().min(3),
  }),
  /** Signed by Standard Webhooks; the secret is `whsec_` and 24–64 bytes in base64. */
  z.strictObject({ kind: z.literal('webhook'), url: HttpUrl, signing_secret: SigningSecret }),
  /** `repository` is `owner/name`; `api_url` differs on GitHub Enterprise. */
  z.strictObject({
    kind: z.literal('github'),
    api_url: HttpUrl.default('https://api.github.com'),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'write owner/name'),
    token: z.string().min(1),
    base_branch: z.string().min(1).default('main'),
    /** Folder of the workspace inside the repository; `.` is the root. Absent: a folder named like the workspace. */
    directory: z.string().min(1).optional(),
  }),
]);
export type ConnectionSettings = z.infer<typeof ConnectionSettings>;
export type ConnectionKind = ConnectionSettings['kind'];

/** Settings whose value never leaves the server again. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set(['webhook_url', 'password', 'signing_secret', 'token']);

export const ConnectionInput = z.strictObject({ name: Slug, settings: ConnectionSettings });
export type ConnectionInput = z.infer<typeof ConnectionInput>;
