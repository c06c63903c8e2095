// Workspaces, their files, environments, promotions and connections.
import { z } from 'zod';
import { ConnectionInput } from '../documents/connection.ts';
import { EnvironmentSettings, WorkspaceDocument } from '../documents/workspace.ts';
import { ArtifactKind, EnvironmentName, Instant, Slug } from '../names.ts';
import { route } from './route.ts';

const InWorkspace = z.object({ workspace: z.string().describe('slug or id') });
const InEnvironment = InWorkspace.extend({ environment: EnvironmentName });

export const FoundIssue = z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  at: z.object({ file: z.string(), line: z.number(), col: z.number() }).optional(),
  end: z.object({ line: z.number(), col: z.number() }).optional(),
  severity: z.enum(['error', 'warning', 'info']).optional(),
  hint: z.string().optional(),
});

export const Environment = z.object({
  name: EnvironmentName,
  revision: z.int(),
  digest: z.string(),
  settings: EnvironmentSettings,
  /** `kind/name` → version that is live here. */
  entries: z.record(z.string(), z.int()),
  changed_at: Instant,
  /** Digest that each live gateway serves; `applied` when all of them serve this one. */
  served: z.array(z.object({ gateway: z.string(), digest: z.string().nullable() })),
  applied: z.boolean(),
});
export type Environment = z.infer<typeof Environment>;

export const Workspace = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  owner: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
  operation_count: z.int(),
  mock_url: z.string(),
  environments: z.array(Environment),
});
export type Workspace = z.infer<typeof Workspace>;

export const Artifact = z.object({
  kind: ArtifactKind,
  name: z.string(),
  latest_version: z.int(),
  digest: z.string(),
  author: z.string(),
  message: z.string(),
  created_at: Instant,
  /** Scenarios: the last version that was published, if any. */
  published_version: z.int().nullable(),
  /** Version live per environment. */
  live: z.partialRecord(EnvironmentName, z.int()),
  title: z.string().nullable(),
});
export type Artifact = z.infer<typeof Artifact>;

/** File path inside the workspace folder → text. */
const Files = z.record(z.string().min(1), z.string());

export const PushResult = z.object({
  workspace_id: z.string(),
  created: z.boolean(),
  artifacts: z.array(z.object({ kind: ArtifactKind, name: z.string(), version: z.int(), changed: z.boolean() })),
  removed: z.array(z.string()),
  pipelines: z.array(z.object({ name: z.string(), revision: z.int(), changed: z.boolean() })),
  /** Environments whose manifest changed. */
  environments: z.array(z.object({ name: EnvironmentName, revision: z.int(), digest: z.string() })),
  events: z.array(z.object({ id: z.string(), type: z.string() })),
  /** Broken operations that were left out, and other findings that did not prevent the push. */
  issues: z.array(FoundIssue),
});
export type PushResult = z.infer<typeof PushResult>;

export const Promotion = z.object({
  id: z.string(),
  entity_type: ArtifactKind,
  entity_id: z.string(),
  version: z.int(),
  from_environment: EnvironmentName,
  to_environment: EnvironmentName,
  /** held: automation wanted it, and a hold kept it from it. */
  status: z.enum(['completed', 'unchanged', 'held']),
  promoted_by: z.string(),
  comments: z.string().nullable(),
  created_at: Instant,
});
export type Promotion = z.infer<typeof Promotion>;

/** A person decided about this entry: automation leaves it alone until a person promotes the current candidate, or lifts this. */
export const Hold = z.object({
  workspace_id: z.string(),
  entity_type: ArtifactKind,
  entity_id: z.string(),
  environment: EnvironmentName,
  /** What was live, or taken back, when it was set. */
  version: z.int().nullable(),
  reason: z.string(),
  set_by: z.string(),
  created_at: Instant,
});
export type Hold = z.infer<typeof Hold>;

export const Connection = z.object({
  id: z.string(),
  /** null: of the whole organisation. */
  workspace_id: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['slack', 'teams', 'smtp', 'webhook', 'github']),
  /** Secrets read `•••`. */
  settings: z.record(z.string(), z.json()),
  updated_at: Instant,
});
export type Connection = z.infer<typeof Connection>;

const tag = 'workspaces';
export const workspaceRoutes = {
  listWorkspaces: route({
    method: 'GET',
    path: '/api/v1/workspaces',
    tag,
    summary: 'All workspaces',
    response: z.array(Workspace),
  }),
  createWorkspace: route({
    method: 'POST',
    path: '/api/v1/workspaces',
    tag,
    summary: 'Create an empty workspace',
    body: WorkspaceDocument,
    response: Workspace,
    status: 201,
  }),
  getWorkspace: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace',
    tag,
    summary: 'One workspace',
    params: InWorkspace,
    response: Workspace,
  }),
  deleteWorkspace: route({
    method: 'DELETE',
    path: '/api/v1/workspaces/:workspace',
    tag,
    summary: 'Delete a workspace with all that is in it; its runs end at once, and only who did what when stays',
    params: InWorkspace,
    response: z.object({ deleted: z.boolean() }),
  }),
  pushFiles: route({
    method: 'PUT',
    path: '/api/v1/workspaces/:workspace/files',
    tag,
    summary:
      'Push a workspace folder: new versions for what changed, live in dev; creates the workspace when it is new',
    params: z.object({ workspace: Slug }),
    body: z.object({
      files: Files,
      author: z.string().max(200).default('api'),
      message: z.string().max(2_000).default(''),
      /** The files are the whole folder: what it no longer holds leaves dev's manifest. */
      prune: z.boolean().default(false),
    }),
    response: PushResult,
  }),
  pullFiles: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/files',
    tag,
    summary: 'The workspace folder as one environment has it',
    params: InWorkspace,
    query: z.object({ environment: EnvironmentName.default('dev') }),
    response: z.object({ workspace_id: z.string(), environment: EnvironmentName, digest: z.string(), files: Files }),
  }),
  listArtifacts: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/artifacts',
    tag,
    summary: 'Artifacts with their versions',
    params: InWorkspace,
    response: z.array(Artifact),
  }),
  publishScenario: route({
    method: 'POST',
    path: '/api/v1/workspaces/:workspace/scenarios/:scenario/publish',
    tag,
    summary: 'Publish the version of a scenario that is live in dev',
    params: InWorkspace.extend({ scenario: z.string() }),
    response: z.object({
      scenario_id: z.string(),
      version: z.int(),
      changed: z.boolean(),
      event_id: z.string().nullable(),
    }),
  }),
  updateEnvironment: route({
    method: 'PATCH',
    path: '/api/v1/workspaces/:workspace/environments/:environment',
    tag,
    summary: 'Change settings; null removes one. Answers when every live gateway serves the change',
    params: InEnvironment,
    body: z.partialRecord(z.string(), z.json()),
    response: Environment,
  }),
  environmentHistory: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/environments/:environment/history',
    tag,
    summary: 'Every revision of an environment, newest first',
    params: InEnvironment,
    response: z.array(
      z.object({
        revision: z.int(),
        digest: z.string(),
        reason: z.string(),
        actor: z.string(),
        at: Instant,
        settings: EnvironmentSettings,
        entries: z.record(z.string(), z.int()),
      }),
    ),
  }),
  rollbackEnvironment: route({
    method: 'POST',
    path: '/api/v1/workspaces/:workspace/environments/:environment/rollback',
    tag,
    summary: 'Point the environment at the content of an earlier revision',
    params: InEnvironment,
    body: z.object({ revision: z.int() }),
    response: Environment,
  }),
  promote: route({
    method: 'POST',
    path: '/api/v1/workspaces/:workspace/promotions',
    tag,
    summary: 'Copy one manifest entry from an environment to the next',
    params: InWorkspace,
    body: z.object({
      entity_type: ArtifactKind,
      entity_id: z.string(),
      version: z.int().optional(),
      from_environment: EnvironmentName.default('dev'),
      to_environment: EnvironmentName,
      comments: z.string().max(2_000).optional(),
    }),
    response: Promotion,
    status: 201,
  }),
  listPromotions: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/promotions',
    tag,
    summary: 'Promotions, newest first',
    params: InWorkspace,
    response: z.array(Promotion),
  }),
  listHolds: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/holds',
    tag,
    summary: 'Entries that automation must not promote, newest first',
    params: InWorkspace,
    response: z.array(Hold),
  }),
  liftHold: route({
    method: 'DELETE',
    path: '/api/v1/workspaces/:workspace/holds/:environment/:entity_type/:entity_id',
    tag,
    summary: 'Let automation promote the entry again',
    params: InEnvironment.extend({ entity_type: ArtifactKind, entity_id: z.string() }),
    response: z.object({ lifted: z.boolean() }),
  }),
  listConnections: route({
    method: 'GET',
    path: '/api/v1/connections',
    tag,
    summary: 'Connections of the organisation and its workspaces',
    query: z.object({ workspace_id: z.string().optional() }),
    response: z.array(Connection),
  }),
  putConnection: route({
    method: 'PUT',
    path: '/api/v1/connections',
    tag,
    summary: 'Create or replace a connection by name',
    body: ConnectionInput.extend({ workspace_id: z.string().nullable().default(null) }),
    response: Connection,
  }),
  deleteConnection: route({
    method: 'DELETE',
    path: '/api/v1/connections/:id',
    tag,
    summary: 'Remove a connection',
    params: z.object({ id: z.string() }),
    response: z.object({ deleted: z.boolean() }),
  }),
};
