// Secrets: stored sealed, never shown again; read in pipelines as `secrets.<name>`.
import { z } from 'zod';
import { Identifier } from '../documents/pipeline/values.ts';
import { EnvironmentName, Instant } from '../names.ts';
import { route } from './route.ts';

/** Narrowest wins: environment of a workspace, workspace, organisation. */
export const SecretScope = {
  workspace_id: z.string().nullable().default(null),
  /** Only within a workspace. */
  environment: EnvironmentName.nullable().default(null),
};

/** Shorter values cannot be told from other text, so they could not be hidden in logs. */
const SecretValue = z.string().min(4, 'a secret has at least 4 characters, so that it can be hidden').max(65_536);

export const Secret = z.object({
  id: z.string(),
  name: z.string(),
  workspace_id: z.string().nullable(),
  environment: EnvironmentName.nullable(),
  updated_at: Instant,
  updated_by: z.string(),
  /** Pipelines that declare it. */
  used_by: z.array(z.string()),
});
export type Secret = z.infer<typeof Secret>;

const tag = 'secrets';
export const secretRoutes = {
  listSecrets: route({
    method: 'GET',
    path: '/api/v1/secrets',
    tag,
    summary: 'Names and scopes; values are never shown',
    query: z.object({ workspace_id: z.string().optional() }),
    response: z.array(Secret),
  }),
  putSecret: route({
    method: 'PUT',
    path: '/api/v1/secrets',
    tag,
    summary: 'Store or replace a secret',
    body: z.strictObject({ name: Identifier, value: SecretValue, ...SecretScope }),
    response: Secret,
  }),
  deleteSecret: route({
    method: 'DELETE',
    path: '/api/v1/secrets/:secret',
    tag,
    summary: 'Remove a secret, by id',
    params: z.object({ secret: z.string() }),
    response: z.object({ deleted: z.boolean() }),
  }),
};
