// What the data plane reads: immutable unions of one workspace and environment, or of one federation, addressed by digest.

import type { FederationService } from './documents/federation.ts';
import type { EnvironmentSettings, MockDocument, PersonaDocument, ScenarioDocument } from './documents/workspace.ts';
import type { EnvironmentName } from './names.ts';

export interface WorkspaceSnapshot {
  workspace: string;
  environment: EnvironmentName;
  /** SHA-256 over the artifact digests and settings below, hex. */
  digest: string;
  settings: EnvironmentSettings;
  /** Contract files by name; the root is the one with an `openapi` member. */
  schemas: Record<string, string>;
  mocks: Record<string, MockDocument>;
  scenarios: Record<string, { version: number; document: ScenarioDocument }>;
  personas: Record<string, PersonaDocument>;
}

export interface FederationSnapshot {
  federation: string;
  digest: string;
  /** Environment that requests reach when they name none. */
  environment: EnvironmentName;
  /** `workspace_id` is resolved to a slug. */
  services: FederationService[];
}
