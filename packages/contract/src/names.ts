// Names that people type: in URLs, YAML and commands.
import { z } from 'zod';

/** Workspaces, federations, services, pipelines, scenarios, personas. */
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}$/,
    'use 1–100 lower-case letters, digits, ".", "_" or "-", starting with a letter or digit',
  );

export const EnvironmentName = z.enum(['dev', 'test', 'prod']);
export type EnvironmentName = z.infer<typeof EnvironmentName>;
export const ENVIRONMENTS: readonly EnvironmentName[] = EnvironmentName.options;

/** What a workspace's artifacts can be. */
export const ArtifactKind = z.enum(['schema', 'mock', 'scenario', 'persona', 'config']);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** ISO 8601 instant. */
export const Instant = z.iso.datetime({ offset: true });
