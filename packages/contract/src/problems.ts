// Problems: someone must act. One closed table; each becomes RFC 9457 problem+json. Ids never change.
import { z } from 'zod';
import type { Issue } from './issue.ts';

interface ProblemEntry {
  status: number;
  title: string;
  /** The next act, for the person who reads it. */
  hint: string;
}

const TABLE = {
  'bad-request': {
    status: 400,
    title: 'The request is not valid',
    hint: 'Correct it and send it again.',
  },
  'malformed-body': {
    status: 400,
    title: 'The body cannot be read',
    hint: 'Send JSON that parses, in UTF-8, with `content-type: application/json`.',
  },
  unauthorized: {
    status: 401,
    title: 'Not signed in',
    hint: 'Send `Authorization: Bearer <token>` with the token from MOCKOPS_API_TOKEN; in a browser, open /sign-in?token=<token> once.',
  },
  forbidden: {
    status: 403,
    title: 'This is not yours to do',
    hint: 'Ask somebody who may; the reason says who that is.',
  },
  'forbidden-origin': {
    status: 403,
    title: 'This origin may not call the API',
    hint: 'Call from the dashboard, from the CLI, or with an API token.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    hint: 'Check the name; the list of what exists is one level up.',
  },
  'workspace-not-found': {
    status: 404,
    title: 'There is no such workspace',
    hint: 'List them with `mockops workspaces`, or create one with `mockops push <folder>`.',
  },
  'no-route': {
    status: 404,
    title: 'No mock answers this request',
    hint: 'Check method and path against the contract; the nearest operations are listed.',
  },
  conflict: {
    status: 409,
    title: 'This conflicts with what is there',
    hint: 'Read the current state and decide again.',
  },
  'name-taken': {
    status: 409,
    title: 'The name is taken',
    hint: 'Workspace and federation names share one namespace; choose another.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    hint: 'Send less at once, or raise MOCKOPS_MAX_BODY_BYTES.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of a kind that is not read here',
    hint: 'Send `content-type: application/json`; pipelines and federations are read as application/yaml too.',
  },
  'invalid-document': {
    status: 422,
    title: 'The document was refused',
    hint: 'Correct the places named here and send it again.',
  },
  'upgrade-refused': {
    status: 501,
    title: 'The protocol cannot be changed',
    hint: 'Connect to the service itself; WebSockets are neither mocked nor forwarded.',
  },
  'upstream-missing': {
    status: 502,
    title: 'The service has no upstream',
    hint: 'Set upstream_url in the environment settings or on the federation service, or choose a mock level.',
  },
  'upstream-failed': {
    status: 502,
    title: 'The upstream did not answer',
    hint: 'Check that the upstream is running, or switch the service to blended or a mock level.',
  },
  'upstream-timeout': {
    status: 504,
    title: 'The upstream took too long',
    hint: 'Check the upstream, or raise its timeout.',
  },
  'provider-failed': {
    status: 502,
    title: 'An outside service refused',
    hint: 'Check the connection and its credentials.',
  },
  unavailable: { status: 503, title: 'Not ready', hint: 'Wait for /readyz to answer 200.' },
  internal: { status: 500, title: 'A defect in MockOps', hint: 'Report it with the server log of this moment.' },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemId = keyof typeof TABLE;

/** Problems of many causes: their hint is for details that end without a next act of their own, which stands after `; `. */
const ANY_CAUSE: ReadonlySet<ProblemId> = new Set(['bad-request', 'not-found', 'conflict']);

export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  issues: z
    .array(
      z.object({
        code: z.string(),
        path: z.string(),
        message: z.string(),
        at: z.object({ file: z.string(), line: z.number(), col: z.number() }).optional(),
        end: z.object({ line: z.number(), col: z.number() }).optional(),
        severity: z.enum(['error', 'warning', 'info']).optional(),
        hint: z.string().optional(),
      }),
    )
    .optional(),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;

/** Thrown where someone must act; the HTTP border turns it into problem+json. */
export class Problem extends Error {
  readonly id: ProblemId;
  readonly status: number;
  readonly issues: Issue[];

  constructor(id: ProblemId, detail?: string, options: { issues?: Issue[]; cause?: unknown } = {}) {
    super(detail ?? TABLE[id].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.id = id;
    this.status = TABLE[id].status;
    this.issues = options.issues ?? [];
  }

  toDocument(): ProblemDocument {
    const { title, status, hint } = TABLE[this.id];
    const hasOwnAct = ANY_CAUSE.has(this.id) && this.message.includes('; ');
    return {
      type: `https://mockops.dev/problems/${this.id}`,
      title,
      status,
      ...(!hasOwnAct && { hint }),
      ...(this.message !== title && { detail: this.message }),
      ...(this.issues.length > 0 && { issues: this.issues }),
    };
  }
}
