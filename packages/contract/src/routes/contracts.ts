// Contracts of workspaces: their revisions, what changed between two of them, and where they are fetched from.
import { z } from 'zod';
import { Identifier } from '../documents/pipeline/values.ts';
import { EnvironmentName, Instant, Slug } from '../names.ts';
import { SchemaChange, SchemaChangeLevel, SuggestedVersion } from '../schema-changes.ts';
import { GeneratedSdk } from '../sdks.ts';
import { route } from './route.ts';

const InWorkspace = z.object({ workspace: z.string().describe('slug or id') });

export const ContractRevision = z.object({
  revision: z.int(),
  digest: z.string(),
  kind: z.enum(['openapi', 'protobuf']),
  /** As the contract calls itself: `info.version`. */
  version: z.string(),
  operations: z.int(),
  files: z.array(z.string()),
  /** Of what changed since the revision before; null for the first. */
  level: SchemaChangeLevel.nullable(),
  counts: z.partialRecord(SchemaChangeLevel, z.int()),
  actor: z.string(),
  message: z.string(),
  /** What brought it: push, rollback, watch or recorder. */
  source: z.string(),
  created_at: Instant,
});
export type ContractRevision = z.infer<typeof ContractRevision>;

/** A revision's number, or what is live in an environment. */
const Side = z.union([EnvironmentName, z.coerce.number().int().min(1)], {
  error: 'write the number of a contract revision, or dev, test or prod',
});

export const ContractComparison = z.object({
  before: z.string(),
  after: z.string(),
  level: SchemaChangeLevel,
  suggested: SuggestedVersion,
  changes: z.array(SchemaChange),
});
export type ContractComparison = z.infer<typeof ContractComparison>;

const EVERY = 'write 10 to 604800 seconds';

/** Where a contract is published outside. A URL is asked with its ETag; of Git, the branch is asked for its commit. */
const WatchedPlace = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'write an http or https address' }),
  /** Of Git: a branch or tag. Absent: the URL is the file itself. */
  ref: z
    .string()
    .regex(/^[\w][\w./-]*$/, 'write the name of a branch or tag')
    .optional(),
  /** Of Git: the file or the folder in the repository. */
  path: z
    .string()
    .refine(
      (path) => path.split('/').every((part) => !['', '.', '..'].includes(part)),
      'write a path such as api/openapi.yaml',
    )
    .optional(),
  /** Where it goes in the workspace folder; of a folder in Git, the folder. */
  file: z
    .string()
    .regex(/^schemas(\/(?!\.\.?(\/|$))[^/\\\0]+)*$/, 'write a path below schemas/, such as schemas/openapi.yaml')
    .default('schemas/openapi.yaml'),
  every_seconds: z.int(EVERY).min(10, EVERY).max(604_800, EVERY).default(300),
});

/** What opens a place that is not for everybody. Named, never given: the value stays sealed and goes to the host of the URL only. */
const WatchCredentials = z.strictObject({
  /** A stored secret that the workspace may read in dev. */
  secret: Identifier.optional(),
  /** A GitHub connection, whose token is sent to its own hosts only. */
  connection: Slug.optional(),
  /** The secret is this user's password. */
  username: z
    .string()
    .regex(/^[^:\p{Cc}]{1,200}$/u, 'write a user name without ":"')
    .optional(),
  /** The secret is the whole value of this header, such as PRIVATE-TOKEN. */
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'write the name of a header')
    .refine(
      (name) => !/^(host|connection|content-.*|transfer-encoding|cookie)$/i.test(name),
      'this header is not for credentials',
    )
    .optional(),
});

export const ContractWatchInput = WatchedPlace.extend(WatchCredentials.shape).superRefine((input, context) => {
  const { secret, connection, username, header } = input;
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (secret !== undefined && connection !== undefined) refuse('connection', 'give a secret or a connection, not both');
  if (username !== undefined && header !== undefined) refuse('header', 'give a user or a header, not both');
  if (secret === undefined && username !== undefined) refuse('username', 'give a secret too: it is the password');
  if (secret === undefined && header !== undefined) refuse('header', 'give a secret too: it is the value');
});
export type ContractWatchInput = z.infer<typeof ContractWatchInput>;

export const ContractConflict = z.object({
  file: z.string(),
  pointer: z.string(),
  base: z.json().optional(),
  edited: z.json().optional(),
  incoming: z.json().optional(),
});
export type ContractConflict = z.infer<typeof ContractConflict>;

export const ContractWatch = z.object({
  id: z.string(),
  url: z.string(),
  ref: z.string().nullable(),
  path: z.string().nullable(),
  file: z.string(),
  every_seconds: z.int(),
  /** By name; the value is never shown. */
  secret: z.string().nullable(),
  connection: z.string().nullable(),
  username: z.string().nullable(),
  header: z.string().nullable(),
  /** new: not looked at yet; current; conflict: edits made here and what was published differ in the same places; failed: see `message`. */
  status: z.enum(['new', 'current', 'conflict', 'failed']),
  message: z.string(),
  conflicts: z.array(ContractConflict),
  checked_at: Instant.nullable(),
  changed_at: Instant.nullable(),
  due_at: Instant,
});
export type ContractWatch = z.infer<typeof ContractWatch>;

const InWatch = InWorkspace.extend({ watch: z.uuid() });
const InSdk = InWorkspace.extend({ language: z.string().min(1) });
/** Folder below the SDK directory; the workspace's name unless a step said otherwise. */
export const SdkOutput = z.object({ output: z.string().min(1).optional() });
const tag = 'contracts';
export const contractRoutes = {
  listContractRevisions: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/revisions',
    summary: 'Revisions of the contract in dev, newest first',
    tag,
    params: InWorkspace,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: z.array(ContractRevision),
  }),
  getContractRevision: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/revisions/:revision',
    summary: 'One revision with the text of its files',
    tag,
    params: InWorkspace.extend({ revision: z.coerce.number().int().min(1) }),
    response: ContractRevision.extend({ content: z.record(z.string(), z.string()) }),
  }),
  compareContracts: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/diff',
    summary: 'What changed between two revisions or environments, judged by the policy of the workspace',
    tag,
    params: InWorkspace,
    query: z.object({ from: Side, to: Side.default('dev') }),
    response: ContractComparison,
  }),
  listSdks: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/sdks',
    summary: 'Client libraries that were generated for a workspace, the newest of each language',
    tag,
    params: InWorkspace,
    response: z.array(GeneratedSdk),
  }),
  getSdk: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/sdks/:language',
    summary: 'One client library with its files; `/archive?format=zip|tar.gz` below it is the same as a file',
    tag,
    params: InSdk,
    query: SdkOutput,
    response: GeneratedSdk.extend({ files: z.record(z.string(), z.string()) }),
  }),
  listContractWatches: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/watches',
    summary: 'Where the contract of a workspace is fetched from',
    tag,
    params: InWorkspace,
    response: z.array(ContractWatch),
  }),
  putContractWatch: route({
    method: 'PUT',
    path: '/api/v1/workspaces/:workspace/contract/watches',
    summary: 'Watch where a contract is published; one place per file',
    tag,
    params: InWorkspace,
    body: ContractWatchInput,
    /** `hook_url`: a POST to it looks at once. Shown this one time. */
    response: ContractWatch.extend({ hook_url: z.string() }),
  }),
  deleteContractWatch: route({
    method: 'DELETE',
    path: '/api/v1/workspaces/:workspace/contract/watches/:watch',
    summary: 'Stop watching; the contract stays',
    tag,
    params: InWatch,
    response: z.object({ deleted: z.boolean() }),
  }),
  checkContractWatch: route({
    method: 'POST',
    path: '/api/v1/workspaces/:workspace/contract/watches/:watch/check',
    summary: 'Look now',
    tag,
    params: InWatch,
    response: ContractWatch,
  }),
  settleContractWatch: route({
    method: 'POST',
    path: '/api/v1/workspaces/:workspace/contract/watches/:watch/settle',
    summary: 'Settle the conflicts of a watch: keep the edits made here, or take what was published',
    tag,
    params: InWatch,
    body: z.strictObject({ take: z.enum(['edited', 'incoming']) }),
    response: ContractWatch,
  }),
};
